package io.vigie.gateway.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.http.HttpHeaders;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Hands a request on with nothing forged in it: one {@code Authorization}, with the token that was verified here, wherever it came
 * from; no cookie; no claim of where it came from.
 */
final class CleanHeaders implements GatewayFilter {

    private static final List<String> NOT_HANDED_ON = List.of(
            HttpHeaders.AUTHORIZATION,
            HttpHeaders.COOKIE,
            HttpHeaders.CONNECTION,
            // Answered here: the body is asked of the caller as soon as it is handed on.
            HttpHeaders.EXPECT,
            "Keep-Alive",
            "Proxy-Authenticate",
            "Proxy-Authorization",
            "Proxy-Connection",
            HttpHeaders.TE,
            HttpHeaders.TRAILER,
            HttpHeaders.UPGRADE,
            "Forwarded",
            "X-Real-IP");

    private static final String FORWARDED = "x-forwarded-";

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        return exchange.getPrincipal()
                .ofType(JwtAuthenticationToken.class)
                .map(user -> cleaned(exchange, user.getToken().getTokenValue()))
                .defaultIfEmpty(cleaned(exchange, null))
                .flatMap(chain::filter);
    }

    private static ServerWebExchange cleaned(ServerWebExchange exchange, @Nullable String token) {
        return exchange.mutate()
                .request(changed -> changed.headers(headers -> clean(headers, token)))
                .build();
    }

    private static void clean(HttpHeaders headers, @Nullable String token) {
        List<String> unwanted = new ArrayList<>(NOT_HANDED_ON);
        unwanted.addAll(headers.getConnection());
        headers.headerNames().stream()
                .filter(name -> name.toLowerCase(Locale.ROOT).startsWith(FORWARDED))
                .forEach(unwanted::add);
        unwanted.forEach(headers::remove);
        if (token != null) {
            headers.setBearerAuth(token);
        }
    }
}
