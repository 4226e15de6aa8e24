package io.vigie.service.identity;

import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.text.ParseException;
import java.time.Duration;

/** Fetches the keys of sessions from the service that signs them. No proxy is asked: that service is a neighbour. */
final class KeysOverHttp implements FetchedKeys.Fetch {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final int MAX_BYTES = 64 * 1024;

    private final URI address;

    KeysOverHttp(URI address) {
        this.address = address;
    }

    @Override
    public JWKSet fetch() throws IOException, InterruptedException {
        try (var client = HttpClient.newBuilder()
                .connectTimeout(TIMEOUT)
                .proxy(HttpClient.Builder.NO_PROXY)
                .build()) {
            var request = HttpRequest.newBuilder(address).timeout(TIMEOUT).build();
            var answer = client.send(request, BodyHandlers.limiting(BodyHandlers.ofString(), MAX_BYTES));
            if (answer.statusCode() != 200) {
                throw new IOException("their owner answered " + answer.statusCode());
            }
            return JWKSet.parse(answer.body()).toPublicJWKSet();
        } catch (ParseException malformed) {
            throw new IOException("what was received is no key set", malformed);
        }
    }
}
