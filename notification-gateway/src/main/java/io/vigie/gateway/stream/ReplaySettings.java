package io.vigie.gateway.stream;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The bounds of replays.
 *
 * @param longestPause to which every longer pause of a run is shortened
 * @param atOnce how many replays may be played at a time
 */
@ConfigurationProperties("vigie.live.replay")
record ReplaySettings(
        @DefaultValue("5s") Duration longestPause,
        @DefaultValue("20") int atOnce) {}
