package io.vigie.gateway.security;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.web.server.authentication.ServerAuthenticationConverter;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Finds the token of a request: {@code Authorization: Bearer}, else the cookie {@code token}. It does not look at open addresses, so that an
 * expired cookie keeps nobody from logging in. Never in the address: addresses end up in logs.
 */
final class TokenReader implements ServerAuthenticationConverter {

    static final String MALFORMED = "malformed";

    static final String COOKIE = "token";
    private static final Pattern BEARER = Pattern.compile("Bearer +(\\S+)", Pattern.CASE_INSENSITIVE);

    private final ServerWebExchangeMatcher open;

    TokenReader(ServerWebExchangeMatcher open) {
        this.open = open;
    }

    @Override
    public Mono<Authentication> convert(ServerWebExchange exchange) {
        return open.matches(exchange)
                .filter(match -> !match.isMatch())
                .flatMap(match -> Mono.justOrEmpty(token(exchange.getRequest())))
                .map(BearerTokenAuthenticationToken::new);
    }

    private static @Nullable String token(ServerHttpRequest request) {
        return token(request.getHeaders(), request.getCookies().getFirst(COOKIE));
    }

    static @Nullable String token(HttpHeaders all, @Nullable HttpCookie cookie) {
        List<String> headers = all.getOrEmpty(HttpHeaders.AUTHORIZATION);
        if (headers.size() > 1) {
            throw malformed();
        }
        if (!headers.isEmpty() && !headers.getFirst().isBlank()) {
            Matcher bearer = BEARER.matcher(headers.getFirst().strip());
            if (!bearer.matches()) {
                throw malformed();
            }
            return bearer.group(1);
        }
        return cookie == null || cookie.getValue().isBlank() ? null : cookie.getValue();
    }

    private static OAuth2AuthenticationException malformed() {
        return new OAuth2AuthenticationException(new OAuth2Error(MALFORMED));
    }
}
