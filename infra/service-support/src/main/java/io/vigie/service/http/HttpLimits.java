package io.vigie.service.http;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * @param maxBody the largest body of a request, in bytes; 1 MiB unless told
 */
@ConfigurationProperties("vigie.http")
record HttpLimits(@DefaultValue("1MB") DataSize maxBody) {}
