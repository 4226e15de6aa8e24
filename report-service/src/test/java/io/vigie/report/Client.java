package io.vigie.report;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.vigie.contracts.wire.MessageJson;
import io.vigie.service.identity.SessionTokens;
import io.vigie.testsupport.openapi.RestAnswers;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import tools.jackson.databind.JsonNode;

/** A signed-in client of the API under test. */
public final class Client implements AutoCloseable {

    private static final ECKey KEY = key();
    private static final RestAnswers CONTRACT = RestAnswers.of("report-service");

    private final HttpClient http = HttpClient.newHttpClient();
    private final String root;
    private final String token;

    public Client(int port, String role) {
        this.root = "http://127.0.0.1:" + port;
        this.token = token(role);
    }

    /** Makes the service trust the key that these clients sign with. */
    @TestConfiguration
    public static class Trust {

        @Bean
        JwtDecoder sessionTokens() {
            return SessionTokens.decoder(new ImmutableJWKSet<>(new JWKSet(KEY.toPublicJWK())), Clock.systemUTC());
        }
    }

    public record Answer(int status, String body, java.net.http.HttpHeaders headers) {

        /** The only value of a header, or nothing at all. */
        public String header(String name) {
            return headers.firstValue(name).orElse("");
        }

        public JsonNode json() {
            return MessageJson.mapper().readTree(body);
        }

        public String message() {
            return json().path("message").asString();
        }
    }

    public Answer get(String path) {
        return call("GET", path);
    }

    public Answer get(String path, String header, String value) {
        return sent(request("GET", path).header(header, value).build());
    }

    /** The body as it comes. */
    public InputStream stream(String path) {
        try {
            return http.send(request("GET", path).build(), HttpResponse.BodyHandlers.ofInputStream())
                    .body();
        } catch (IOException | InterruptedException failed) {
            throw new IllegalStateException(failed);
        }
    }

    public Answer call(String method, String path) {
        return sent(request(method, path).build());
    }

    /** The body as it comes; the caller closes it, which lets go of the connection. */
    public InputStream open(String path) throws IOException {
        try {
            return http.send(request("GET", path).build(), HttpResponse.BodyHandlers.ofInputStream())
                    .body();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private HttpRequest.Builder request(String method, String path) {
        return HttpRequest.newBuilder(URI.create(root + path))
                .header("Authorization", "Bearer " + token)
                .method(method, HttpRequest.BodyPublishers.noBody());
    }

    private Answer sent(HttpRequest request) {
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            CONTRACT.declare(
                    request.method(),
                    request.uri().getRawPath(),
                    response.statusCode(),
                    response.headers().firstValue("Content-Type").orElse(null),
                    response.body());
            return new Answer(response.statusCode(), response.body(), response.headers());
        } catch (IOException | InterruptedException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Override
    public void close() {
        http.close();
    }

    private static String token(String role) {
        Instant now = Instant.now();
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(SessionTokens.ISSUER)
                .subject("user-1")
                .claim(SessionTokens.NAME, "Somebody")
                .claim(SessionTokens.EMAIL, "somebody@example.com")
                .claim(SessionTokens.ROLE, role)
                .jwtID(UUID.randomUUID().toString())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(3_600)))
                .build();
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(KEY.getKeyID()).build(), claims);
        try {
            token.sign(new ECDSASigner(KEY));
        } catch (JOSEException failed) {
            throw new IllegalStateException(failed);
        }
        return token.serialize();
    }

    private static ECKey key() {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID("test").generate();
        } catch (JOSEException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
