package io.vigie.actions.http;

import io.vigie.action.ActionContext;
import io.vigie.action.Parameters;
import io.vigie.actions.reach.Trust;
import io.vigie.actions.reach.WebConnections;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.HttpHost;

/**
 * How a step reaches its target, when it is not the usual way: through a proxy, with certificates of its own, or without verifying the
 * target's.
 *
 * @param proxy http address of the proxy
 * @param trust empty for the JDK's own
 */
record Wire(Optional<HttpAddress> proxy, Optional<Trust> trust) {

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
    CloseableHttpClient client(ActionContext context, Duration limit) {
        HttpClientBuilder builder = HttpClients.custom()
                .setConnectionManager(WebConnections.judged(context, trust, limit))
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(WebConnections.silence(limit))
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
}
