package io.vigie.gateway.routing;

import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** Where the services behind the door are. */
@ConfigurationProperties("vigie.services")
public record ServiceAddresses(
        @DefaultValue("http://127.0.0.1:8081") URI campaign,
        @DefaultValue("http://127.0.0.1:8082") URI execution,
        @DefaultValue("http://127.0.0.1:8083") URI report) {}
