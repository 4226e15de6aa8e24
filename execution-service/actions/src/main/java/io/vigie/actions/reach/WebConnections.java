package io.vigie.actions.reach;

import io.vigie.action.ActionContext;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.client5.http.ssl.NoopHostnameVerifier;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.util.Timeout;

/** The connections of an HTTP client of one step: to judged addresses alone, and with limits to what a server says about an answer. */
public final class WebConnections {

    private static final int MOST_LINE_BYTES = 64 * 1024;
    private static final int MOST_HEADERS = 500;
    /** How much later than the step's {@link Errand} a silent connection ends, so that the errand's words are heard. */
    private static final Duration SPARE = Duration.ofSeconds(5);

    private static final SSLContext USUAL = usual();

    private WebConnections() {}

    private static SSLContext usual() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Expected the JDK to speak TLS, but it does not.", impossible);
        }
    }

    /** @param trust empty for what the JDK trusts @param limit of the step's errand */
    public static HttpClientConnectionManager judged(ActionContext context, Optional<Trust> trust, Duration limit) {
        Timeout silence = silence(limit);
        ClientTlsStrategyBuilder tls = ClientTlsStrategyBuilder.create()
                .setSslContext(trust.map(Trust::context).orElse(USUAL));
        if (trust.filter(own -> !own.isVerified()).isPresent()) {
            tls.setHostnameVerifier(NoopHostnameVerifier.INSTANCE);
        }
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(new JudgedAddresses(context, 0))
                .setTlsSocketStrategy(tls.buildClassic())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(silence)
                        .setSocketTimeout(silence)
                        .build())
                .setDefaultSocketConfig(
                        SocketConfig.custom().setSoTimeout(silence).build())
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(Http1Config.custom()
                                .setMaxLineLength(MOST_LINE_BYTES)
                                .setMaxHeaderCount(MOST_HEADERS)
                                .build())
                        .build())
                .build();
    }

    /** How long a server may say nothing. @param limit of the step's errand */
    public static Timeout silence(Duration limit) {
        return Timeout.of(limit.plus(SPARE));
    }
}
