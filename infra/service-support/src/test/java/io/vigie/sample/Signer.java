package io.vigie.sample;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** Signs tokens and serves their public keys over HTTP, as the service that owns users does. */
final class Signer {

    static final Signer INSTANCE = new Signer();

    final ECKey key = newKey("first");
    final String address;

    private Signer() {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/internal/jwks", exchange -> {
                var body = new JWKSet(key).toPublicJWKSet().toString().getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            server.start();
            address = "http://127.0.0.1:" + server.getAddress().getPort();
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    static ECKey newKey(String id) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
        } catch (JOSEException problem) {
            throw new IllegalStateException(problem);
        }
    }

    static JWTClaimsSet.Builder anyClaims() {
        var now = Instant.now();
        return new JWTClaimsSet.Builder()
                .issuer("vigie")
                .subject("u-1")
                .claim("name", "Ada")
                .claim("email", "ada@example.com")
                .claim("role", "user")
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(3600)))
                .jwtID(UUID.randomUUID().toString());
    }

    String token() {
        return token(claims -> claims);
    }

    String admin() {
        return token(claims -> claims.claim("role", "admin"));
    }

    String token(UnaryOperator<JWTClaimsSet.Builder> with) {
        return token(key, with);
    }

    static String token(ECKey key, UnaryOperator<JWTClaimsSet.Builder> with) {
        try {
            var token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.ES256)
                            .type(JOSEObjectType.JWT)
                            .keyID(key.getKeyID())
                            .build(),
                    with.apply(anyClaims()).build());
            token.sign(new ECDSASigner(key));
            return token.serialize();
        } catch (JOSEException problem) {
            throw new IllegalStateException(problem);
        }
    }
}
