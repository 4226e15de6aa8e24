package io.vigie.actions.webdav;

import io.vigie.action.ActionContext;
import io.vigie.actions.place.Download;
import io.vigie.actions.reach.Errand;
import io.vigie.actions.reach.WebConnections;
import io.vigie.actions.remote.RemoteStep;
import io.vigie.actions.webdav.DavStep.Method;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.StandardAuthScheme;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;

/**
 * Sends the request of one step. The client asks this for every address it is about to connect to, so that each is judged and none
 * is looked up twice. Redirects are not followed, cookies and proxies not used, answers not decompressed; credentials go to the
 * origin of the step's address alone, by digest (RFC 7616) if the server knows it, else by basic authentication.
 */
final class DavExchange {

    private static final String PROPERTIES = """
            <?xml version="1.0" encoding="utf-8"?>
            <propfind xmlns="DAV:"><prop><resourcetype/><getcontentlength/><getlastmodified/></prop></propfind>
            """;

    private final ActionContext context;
    private final DavStep step;

    DavExchange(ActionContext context, DavStep step) {
        this.context = context;
        this.step = step;
    }

    /**
     * What came back.
     *
     * @param body closed; its text can still be read
     */
    record Answer(int status, Download body, long millis) {}

    /** Sends the request and takes its answer; blocks until the last byte. */
    Answer send(Errand errand) throws IOException, InterruptedException {
        long start = System.nanoTime();
        HttpUriRequestBase request =
                new HttpUriRequestBase(step.method().name(), step.address().uri());
        prepare(request);
        try (CloseableHttpClient client = client()) {
            errand.closing(() -> client.close(CloseMode.IMMEDIATE));
            errand.closing(request::cancel);
            return client.execute(request, response -> {
                try {
                    return answer(response, start);
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                    throw new InterruptedIOException("stopped");
                } catch (IOException | RuntimeException failed) {
                    request.cancel();
                    throw failed;
                }
            });
        }
    }

    private Answer answer(ClassicHttpResponse response, long start) throws IOException, InterruptedException {
        boolean isFile = step.method() == Method.GET && response.getCode() / 100 == 2;
        long most = isFile ? context.limits().downloadBytes() : Download.MOST_KEPT;
        try (Download body = Download.of("the answer", most, isFile ? step.local() : null)) {
            HttpEntity entity = response.getEntity();
            if (entity != null) {
                // Closed only at its end: closing it earlier would read an endless answer on.
                InputStream stream = entity.getContent();
                RemoteStep.copy(stream, body);
                stream.close();
            }
            body.finish();
            return new Answer(response.getCode(), body, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        }
    }

    private void prepare(HttpUriRequestBase request) throws IOException, InterruptedException {
        context.traceHeaders().forEach(request::setHeader);
        step.destination().ifPresent(to -> {
            request.setHeader("Destination", to.uri().toString());
            request.setHeader("Overwrite", step.overwrites() ? "T" : "F");
        });
        switch (step.method()) {
            case PROPFIND -> {
                request.setHeader("Depth", step.isDeep() ? "1" : "0");
                request.setEntity(
                        new ByteArrayEntity(PROPERTIES.getBytes(StandardCharsets.UTF_8), ContentType.APPLICATION_XML));
            }
            case PUT -> {
                long most = context.limits().uploadBytes();
                byte[] content = step.content();
                request.setEntity(
                        content != null
                                ? new ByteArrayEntity(
                                        content, ContentType.TEXT_PLAIN.withCharset(StandardCharsets.UTF_8))
                                : new PlaceEntity(Objects.requireNonNull(step.local()), most));
            }
            default -> {}
        }
    }

    private CloseableHttpClient client() {
        BasicCredentialsProvider credentials = new BasicCredentialsProvider();
        step.username()
                .ifPresent(name -> credentials.setCredentials(
                        new AuthScope(new HttpHost(
                                step.address().uri().getScheme(),
                                step.address().uri().getHost(),
                                step.address().port())),
                        new UsernamePasswordCredentials(name, step.password().toCharArray())));
        return HttpClients.custom()
                .setConnectionManager(WebConnections.judged(context, Optional.of(step.trust()), step.timeout()))
                .setDefaultCredentialsProvider(credentials)
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setTargetPreferredAuthSchemes(List.of(StandardAuthScheme.DIGEST, StandardAuthScheme.BASIC))
                        .setResponseTimeout(WebConnections.silence(step.timeout()))
                        .setExpectContinueEnabled(false)
                        .setProtocolUpgradeEnabled(false)
                        .build())
                .setUserAgent("Vigie")
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAutomaticRetries()
                .disableContentCompression()
                .build();
    }
}
