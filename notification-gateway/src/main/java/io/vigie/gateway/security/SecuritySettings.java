package io.vigie.gateway.security;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param allowedOrigins origins beside our own whose pages may change something, such as {@code https://vigie.example.com} behind a proxy that
 *     changes {@code Host}; none unless told
 */
@ConfigurationProperties("vigie.security")
record SecuritySettings(@DefaultValue List<String> allowedOrigins) {}
