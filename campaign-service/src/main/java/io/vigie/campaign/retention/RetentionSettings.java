package io.vigie.campaign.retention;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The operator's bounds.
 *
 * @param shortest the shortest time that a policy may keep anything: a slip of the pen must not empty an installation
 */
@ConfigurationProperties("vigie.retention")
record RetentionSettings(@DefaultValue("1d") Duration shortest) {}
