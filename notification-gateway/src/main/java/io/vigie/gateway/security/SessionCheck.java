package io.vigie.gateway.security;

import io.vigie.gateway.errors.Problem;
import io.vigie.gateway.errors.Problems;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Checks session tokens that come inside a conversation, by the same rules and with the same sentences as those of a request. Safe for any thread. */
@Component
public final class SessionCheck {

    /** The cookie that holds a browser's token. */
    public static final String COOKIE = TokenReader.COOKIE;

    private final ReactiveJwtDecoder tokens;

    SessionCheck(ReactiveJwtDecoder tokens) {
        this.tokens = tokens;
    }

    /** What the token says. Ends with a {@code Refusal} when it is missing, invalid or over, or cannot be verified for the moment. */
    public Mono<Jwt> check(@Nullable String token) {
        if (token == null || token.isBlank()) {
            return Mono.error(Refusals.MISSING.asRefusal());
        }
        return tokens.decode(token)
                .onErrorMap(JwtException.class, refused -> problemOf(refused).asRefusal());
    }

    /** The token of a request's header or cookie, or null. Ends with a {@code Refusal} when the header is malformed. */
    public static @Nullable String tokenOf(ServerHttpRequest request) {
        return tokenOf(request.getHeaders(), request.getCookies().getFirst(COOKIE));
    }

    /** The same, for whoever has nothing but headers and {@link #COOKIE the cookie}. */
    public static @Nullable String tokenOf(HttpHeaders headers, @Nullable HttpCookie cookie) {
        try {
            return TokenReader.token(headers, cookie);
        } catch (OAuth2AuthenticationException malformed) {
            throw Refusals.MALFORMED.asRefusal();
        }
    }

    private static Problem problemOf(JwtException refused) {
        return switch (refused) {
            case JwtValidationException invalid -> Refusals.problemOf(invalid);
            case BadJwtException invalid -> Refusals.INVALID;
            default -> Problems.NO_KEYS;
        };
    }
}
