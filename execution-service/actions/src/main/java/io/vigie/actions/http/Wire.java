package io.vigie.actions.http;

import io.vigie.action.ActionContext;
import io.vigie.action.Parameters;
import io.vigie.actions.reach.Trust;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.util.Optional;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManager;

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

    boolean isUsual() {
        return proxy.isEmpty() && trust.isEmpty();
    }

    /** A client for this step alone; the caller closes it. */
    HttpClient client() {
        HttpClient.Builder builder = usual();
        proxy.ifPresent(address ->
                builder.proxy(ProxySelector.of(InetSocketAddress.createUnresolved(address.host(), address.port()))));
        trust.ifPresent(own -> builder.sslContext(own.context()));
        return builder.build();
    }

    /** What every client has. */
    static HttpClient.Builder usual() {
        return HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .executor(Executors.newVirtualThreadPerTaskExecutor());
    }
}
