package io.vigie.report.outbound;

import io.vigie.service.outbound.AddressPolicy;
import io.vigie.service.outbound.AddressRefused;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Sends to receivers over HTTP. The host of an address is looked up once for each try, and the connection goes to what was found and accepted.
 * Redirects are not followed, nothing is sent again by itself, no connection is used twice, and of an answer only the first bytes are read. A try ends in time,
 * whatever the receiver does. For any thread.
 */
@Component
class Receivers implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(Receivers.class);

    /** So much of an answer's body is taken, so that an honest receiver can finish; what it says is of no interest. */
    private static final int MOST_OF_A_BODY = 16 * 1024;

    private final AddressPolicy addresses;
    private final CloseableHttpClient http;
    private final Duration patience;
    private final Clock clock;
    private final ScheduledThreadPoolExecutor watch;

    Receivers(OutboundSettings settings, Clock clock) {
        this.addresses = new AddressPolicy(settings.allowedNetworks());
        this.patience = settings.answerTimeout();
        this.clock = clock;
        this.watch = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("webhook-deadlines").factory());
        this.watch.setRemoveOnCancelPolicy(true);
        this.http = HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDnsResolver(new Checked(addresses))
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(Timeout.of(settings.connectTimeout()))
                                .setSocketTimeout(Timeout.of(settings.answerTimeout()))
                                .build())
                        .setMaxConnTotal(settings.inAll())
                        .setMaxConnPerRoute(settings.inAll())
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(Timeout.of(settings.answerTimeout()))
                        .setResponseTimeout(Timeout.of(settings.answerTimeout()))
                        .build())
                .setConnectionReuseStrategy((request, response, context) -> false)
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .setUserAgent("Vigie-Webhooks/1")
                .build();
    }

    /** Looks a host up for the HTTP client, once, and gives it no address that may not be connected to. */
    private record Checked(AddressPolicy addresses) implements DnsResolver {

        @Override
        public InetAddress[] resolve(String host) throws AddressRefused {
            return addresses.resolve(host);
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }

    /** Posts a body; returns what came of it, and throws nothing. */
    Answer post(String url, String contentType, Map<String, String> headers, byte[] body) {
        HttpPost request;
        try {
            request = new HttpPost(wellFormed(url));
        } catch (AddressRefused refused) {
            return new Answer.None(Cause.ADDRESS_REFUSED);
        }
        headers.forEach(request::setHeader);
        request.setEntity(new ByteArrayEntity(body, ContentType.parse(contentType)));
        ScheduledFuture<?> deadline = watch.schedule(request::cancel, patience.toMillis(), TimeUnit.MILLISECONDS);
        Instant begun = clock.instant();
        try {
            ClassicHttpResponse response = http.executeOpen(null, request, null);
            Answer answer = new Answer.Status(response.getCode(), retryAfter(response));
            leave(request, response);
            return answer;
        } catch (IOException | RuntimeException failed) {
            log.debug("Expected a webhook to be answered, but {}", failed.toString());
            return new Answer.None(causeOf(failed, begun));
        } finally {
            deadline.cancel(false);
        }
    }

    /** Reads a little of the body and cuts off whoever has more to say, since to close an answer is to read all of it. It is answered, whatever comes. */
    private static void leave(HttpPost request, ClassicHttpResponse response) {
        try {
            readABit(response.getEntity());
        } catch (IOException cut) {
            log.debug("The answer of a webhook ended early: {}", cut.toString());
        }
        request.cancel();
        try {
            response.close();
        } catch (IOException cut) {
            log.debug("The connection of a webhook is closed already: {}", cut.toString());
        }
    }

    private URI wellFormed(String url) throws AddressRefused {
        return addresses.wellFormed(url);
    }

    private Cause causeOf(Exception failed, Instant begun) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof AddressRefused) {
                return Cause.ADDRESS_REFUSED;
            }
        }
        boolean tookTooLong = failed instanceof InterruptedIOException
                || Duration.between(begun, clock.instant()).compareTo(patience) >= 0;
        return tookTooLong ? Cause.TIMED_OUT : Cause.UNREACHABLE;
    }

    private static void readABit(@Nullable HttpEntity entity) throws IOException {
        if (entity != null) {
            InputStream content = entity.getContent();
            if (content != null) {
                content.readNBytes(MOST_OF_A_BODY);
            }
        }
    }

    /** In seconds or as a date (RFC 9110, 10.2.3); what is neither is no wish. */
    private @Nullable Duration retryAfter(ClassicHttpResponse response) {
        Header header = response.getFirstHeader(HttpHeaders.RETRY_AFTER);
        if (header == null || header.getValue() == null) {
            return null;
        }
        String wish = header.getValue().strip();
        try {
            return wish.matches("\\d{1,9}")
                    ? Duration.ofSeconds(Long.parseLong(wish))
                    : Duration.between(
                            clock.instant(),
                            ZonedDateTime.parse(wish, DateTimeFormatter.RFC_1123_DATE_TIME)
                                    .toInstant());
        } catch (DateTimeException noDate) {
            return null;
        }
    }

    @Override
    public void destroy() throws IOException {
        watch.shutdownNow();
        http.close();
    }
}
