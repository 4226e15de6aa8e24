package io.vigie.gateway.security;

import io.vigie.gateway.errors.Problems;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Refuses what pages of other origins make a browser send: requests that change something, WebSockets and Socket.IO. The cookie that lets our page
 * in would let them in too. Clients that are no browser send neither {@code Origin} nor {@code Sec-Fetch-Site} and pass.
 */
@Component
final class OwnPagesOnly implements WebFilter, Ordered {

    private static final Set<HttpMethod> HARMLESS = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

    private final Set<String> allowed;

    OwnPagesOnly(SecuritySettings settings) {
        this.allowed = Set.copyOf(settings.allowedOrigins());
    }

    /** After the filters of security, whose headers then stand on the refusal. */
    @Override
    public int getOrder() {
        return -90;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        boolean guarded = !HARMLESS.contains(request.getMethod()) || isLive(request);
        return guarded && !isOwn(request) ? Mono.error(Problems.FOREIGN_ORIGIN.asRefusal()) : chain.filter(exchange);
    }

    /** Whether it opens a conversation, or fetches what is said in one. */
    private static boolean isLive(ServerHttpRequest request) {
        String path = request.getPath().value();
        return request.getHeaders().getUpgrade() != null || path.equals("/ws") || path.startsWith("/socket.io");
    }

    private boolean isOwn(ServerHttpRequest request) {
        HttpHeaders headers = request.getHeaders();
        String origin = headers.getOrigin();
        if (origin != null && allowed.contains(origin)) {
            return true;
        }
        if (origin != null && !isOurs(origin, headers.getFirst(HttpHeaders.HOST))) {
            return false;
        }
        String site = headers.getFirst("Sec-Fetch-Site");
        return site == null || OWN_SITES.contains(site);
    }

    /** Whether a page of this origin came from the host that the request goes to. */
    private static boolean isOurs(String origin, @Nullable String host) {
        try {
            String authority = new URI(origin).getRawAuthority();
            return authority != null && authority.equalsIgnoreCase(host);
        } catch (URISyntaxException malformed) {
            return false;
        }
    }
}
