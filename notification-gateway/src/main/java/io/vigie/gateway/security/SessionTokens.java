package io.vigie.gateway.security;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.web.reactive.function.client.WebClient;

/** What a session token is: a JWT signed with ES256 by the issuer {@value #ISSUER}, with a user and an end. */
final class SessionTokens {

    static final String ISSUER = "vigie";
    static final String EXPIRED = "expired";

    private static final String INVALID = "invalid";

    /** How far the clocks of two machines may be apart. */
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(30);

    private SessionTokens() {}

    /** Verifies tokens against the keys at this address: nothing but ES256 is accepted, whatever a token's header says. */
    static ReactiveJwtDecoder decoder(String keys, WebClient client, Clock clock) {
        NimbusReactiveJwtDecoder decoder = NimbusReactiveJwtDecoder.withJwkSetUri(keys)
                .jwsAlgorithm(SignatureAlgorithm.ES256)
                .webClient(client)
                .build();
        decoder.setJwtValidator(validator(clock));
        // Keys that cannot be had say nothing about the token.
        return token -> decoder.decode(token)
                .onErrorMap(IllegalStateException.class, noKeys -> new JwtException("No keys to verify with", noKeys));
    }

    static OAuth2TokenValidator<Jwt> validator(Clock clock) {
        return token -> {
            Instant now = clock.instant();
            Instant expires = token.getExpiresAt();
            Instant notBefore = token.getNotBefore();
            if (expires == null
                    || !ISSUER.equals(token.getClaimAsString("iss"))
                    || token.getSubject() == null
                    || token.getSubject().isBlank()
                    || (notBefore != null && now.plus(CLOCK_SKEW).isBefore(notBefore))) {
                return OAuth2TokenValidatorResult.failure(new OAuth2Error(INVALID));
            }
            return now.isAfter(expires.plus(CLOCK_SKEW))
                    ? OAuth2TokenValidatorResult.failure(new OAuth2Error(EXPIRED))
                    : OAuth2TokenValidatorResult.success();
        };
    }
}
