package io.vigie.service.identity;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/**
 * What a session token of Vigie is: a JWT signed with ES256 by the issuer {@value #ISSUER}, with the claims {@code sub}, {@code name},
 * {@code email}, {@code role}, {@code iat}, {@code exp} and {@code jti}.
 */
public final class SessionTokens {

    public static final String ISSUER = "vigie";
    public static final String NAME = "name";
    public static final String EMAIL = "email";
    public static final String ROLE = "role";

    /** How far the clocks of two machines may be apart. */
    public static final Duration CLOCK_SKEW = Duration.ofSeconds(30);

    static final String EXPIRED = "expired";

    private static final String INVALID = "invalid";

    private SessionTokens() {}

    /**
     * Verifies tokens against these keys: nothing but ES256 is accepted, whatever a token's header says. The service that signs gives its own
     * keys; the others fetch them. Safe for any thread.
     */
    public static JwtDecoder decoder(JWKSource<SecurityContext> keys, Clock clock) {
        var processor = new DefaultJWTProcessor<SecurityContext>();
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.ES256, keys));
        processor.setJWTClaimsSetVerifier((claims, context) -> {}); // the validator below looks at the claims
        var decoder = new NimbusJwtDecoder(processor);
        decoder.setJwtValidator(token -> validate(token, clock));
        return decoder;
    }

    static CurrentUser user(Jwt token) {
        return new CurrentUser(
                Objects.requireNonNull(token.getSubject()),
                Objects.requireNonNull(token.getClaimAsString(NAME)),
                Objects.requireNonNull(token.getClaimAsString(EMAIL)),
                Role.of(Objects.requireNonNull(token.getClaimAsString(ROLE))).orElseThrow());
    }

    private static OAuth2TokenValidatorResult validate(Jwt token, Clock clock) {
        var now = clock.instant();
        var expires = token.getExpiresAt();
        var notBefore = token.getNotBefore();
        var issued = token.getIssuedAt();
        if (!ISSUER.equals(token.getClaims().get("iss"))) {
            return invalid("issuer");
        }
        if (isBlank(token, "sub") || isBlank(token, NAME) || isBlank(token, EMAIL) || isBlank(token, ROLE)) {
            return invalid("claims");
        }
        if (Role.of(Objects.requireNonNull(token.getClaimAsString(ROLE))).isEmpty()) {
            return invalid("role");
        }
        if (expires == null) {
            return invalid("no expiry");
        }
        if (notBefore != null && now.plus(CLOCK_SKEW).isBefore(notBefore)) {
            return invalid("not yet valid");
        }
        if (issued != null && now.plus(CLOCK_SKEW).isBefore(issued)) {
            return invalid("issued in the future");
        }
        if (!now.minus(CLOCK_SKEW).isBefore(expires)) {
            return OAuth2TokenValidatorResult.failure(new OAuth2Error(EXPIRED));
        }
        return OAuth2TokenValidatorResult.success();
    }

    private static boolean isBlank(Jwt token, String claim) {
        return !(token.getClaims().get(claim) instanceof String text) || text.isBlank();
    }

    private static OAuth2TokenValidatorResult invalid(String why) {
        return OAuth2TokenValidatorResult.failure(new OAuth2Error(INVALID, why, null));
    }
}
