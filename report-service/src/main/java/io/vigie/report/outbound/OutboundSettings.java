package io.vigie.report.outbound;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How webhooks are served.
 *
 * @param publicUrl the address under which this installation is reached from outside: what is told refers to it
 * @param allowedNetworks hosts, addresses and networks that may be sent to although they are not public
 * @param tries how often a delivery is tried before it is given up
 * @param firstRetry how long to wait after the first try; each further wait is {@code factor} times as long
 * @param longestRetry no wait is longer, whatever the receiver asks for
 * @param connectTimeout how long a receiver may take to accept a connection
 * @param answerTimeout how long a try may take as a whole
 * @param atOnce how many runs are told of at one time to one webhook, by this instance
 * @param inAll the same to all webhooks together
 * @param pending how many deliveries may wait for one webhook; beyond it the oldest are given up
 * @param keptFor how long finished deliveries can be looked at
 * @param keptAtMost the same, how many of one webhook
 */
@ConfigurationProperties("vigie.webhooks")
public record OutboundSettings(
        @DefaultValue("http://127.0.0.1:8080") URI publicUrl,
        @DefaultValue List<String> allowedNetworks,
        @DefaultValue("8") int tries,
        @DefaultValue("5s") Duration firstRetry,
        @DefaultValue("5") int factor,
        @DefaultValue("6h") Duration longestRetry,
        @DefaultValue("5s") Duration connectTimeout,
        @DefaultValue("15s") Duration answerTimeout,
        @DefaultValue("4") int atOnce,
        @DefaultValue("32") int inAll,
        @DefaultValue("10000") int pending,
        @DefaultValue("7d") Duration keptFor,
        @DefaultValue("10000") int keptAtMost) {}
