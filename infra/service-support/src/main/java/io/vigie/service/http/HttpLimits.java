package io.vigie.service.http;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * @param maxBody the largest body of a request, in bytes; 1 MiB unless told
 * @param largerBodies paths that take larger ones, such as uploads; the first that fits counts
 */
@ConfigurationProperties("vigie.http")
record HttpLimits(
        @DefaultValue("1MB") DataSize maxBody, @DefaultValue List<LargerBody> largerBodies) {

    /** @param path a pattern of Spring's, such as {@code /api/campains/{id}/files} */
    record LargerBody(String path, DataSize max) {}
}
