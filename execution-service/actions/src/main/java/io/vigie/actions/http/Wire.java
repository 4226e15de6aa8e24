package io.vigie.actions.http;

import io.vigie.action.ActionContext;
import io.vigie.action.Parameters;
import io.vigie.actions.reach.JudgedAddresses;
import io.vigie.actions.reach.Trust;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.client5.http.ssl.NoopHostnameVerifier;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.util.Timeout;

/**
 * How a step reaches its target, when it is not the usual way: through a proxy, with certificates of its own, or without verifying the
 * target's.
 *
 * @param proxy http address of the proxy
 * @param trust empty for the JDK's own
 */
record Wire(Optional<HttpAddress> proxy, Optional<Trust> trust) {

    private static final int MOST_LINE_BYTES = 64 * 1024;
    private static final int MOST_HEADERS = 500;
    private static final SSLContext USUAL = usual();

    private static SSLContext usual() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Expected the JDK to speak TLS, but it does not.", impossible);
        }
    }

    static Wire read(ActionContext context, Parameters parameters) {
        KeyManager[] own = ClientCertificate.read(parameters);
        boolean isVerified = parameters.flag("verify_tls");
        boolean isUsual = isVerified && own == null && !parameters.has("trusted_certificate");
        return new Wire(
                parameters.optionalText("proxy").map(text -> proxy(parameters, text)),
                isUsual ? Optional.empty() : Optional.of(Trust.read(parameters, context, !isVerified, own)));
    }

    private static HttpAddress proxy(Parameters parameters, String text) {
        return HttpAddress.read(text)
                .filter(address -> !address.isSecure()
                        && address.credentials() == null
                        && address.uri().getPath().equals("/")
                        && address.uri().getQuery() == null)
                .orElseThrow(() -> parameters.refuse(
                        "proxy", "an address such as \"http://proxy.example.com:3128\", without a password"));
    }

    /** A client for this step alone, whose connections the target policy judges; the caller closes it. */
    CloseableHttpClient client(ActionContext context, Timeout timeout) {
        HttpClientBuilder builder = HttpClients.custom()
                .setConnectionManager(connections(context, timeout))
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(timeout)
                        .setExpectContinueEnabled(false)
                        .setProtocolUpgradeEnabled(false)
                        .build())
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableAutomaticRetries()
                .disableContentCompression()
                .disableDefaultUserAgent();
        proxy.ifPresent(address -> builder.setProxy(new HttpHost("http", address.host(), address.port())));
        return builder.build();
    }

    private HttpClientConnectionManager connections(ActionContext context, Timeout timeout) {
        ClientTlsStrategyBuilder tls = ClientTlsStrategyBuilder.create();
        tls.setSslContext(trust.map(Trust::context).orElse(USUAL));
        if (trust.filter(own -> !own.isVerified()).isPresent()) {
            tls.setHostnameVerifier(NoopHostnameVerifier.INSTANCE);
        }
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(new JudgedAddresses(context, 0))
                .setTlsSocketStrategy(tls.buildClassic())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(timeout)
                        .setSocketTimeout(timeout)
                        .build())
                .setDefaultSocketConfig(
                        SocketConfig.custom().setSoTimeout(timeout).build())
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(Http1Config.custom()
                                .setMaxLineLength(MOST_LINE_BYTES)
                                .setMaxHeaderCount(MOST_HEADERS)
                                .build())
                        .build())
                .build();
    }
}
