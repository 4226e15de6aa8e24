package io.vigie.gateway.routing;

import io.vigie.gateway.errors.Problem;
import io.vigie.gateway.errors.Refusal;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Refuses bodies that are too large before a service sees anything of them. A body whose length is declared passes as it comes; one of unknown
 * length is gathered first, so that a service never gets half of one.
 */
@Component
final class BodyLimit implements WebFilter, Ordered {

    static final int MAX_BYTES = 1024 * 1024;

    private static final String UNKNOWN_LENGTH = "chunked";

    /** After the filters of security. */
    @Override
    public int getOrder() {
        return 0;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        HttpHeaders headers = request.getHeaders();
        if (headers.getContentLength() > MAX_BYTES) {
            return Mono.error(tooLarge(headers.getContentLength() + " bytes"));
        }
        String encoding = headers.getFirst(HttpHeaders.TRANSFER_ENCODING);
        if (encoding == null || !encoding.toLowerCase(java.util.Locale.ROOT).contains(UNKNOWN_LENGTH)) {
            return chain.filter(exchange);
        }
        return DataBufferUtils.join(request.getBody(), MAX_BYTES)
                .onErrorMap(DataBufferLimitException.class, limit -> tooLarge("more than " + MAX_BYTES + " bytes"))
                .map(body -> exchange.mutate().request(gathered(request, body)).build())
                .switchIfEmpty(Mono.just(exchange))
                .flatMap(chain::filter);
    }

    private static ServerHttpRequest gathered(ServerHttpRequest request, DataBuffer body) {
        HttpHeaders headers = new HttpHeaders();
        headers.addAll(request.getHeaders());
        headers.remove(HttpHeaders.TRANSFER_ENCODING);
        headers.setContentLength(body.readableByteCount());
        return new ServerHttpRequestDecorator(request) {
            @Override
            public HttpHeaders getHeaders() {
                return headers;
            }

            @Override
            public Flux<DataBuffer> getBody() {
                return Flux.just(body);
            }
        };
    }

    private static Refusal tooLarge(String found) {
        return Problem.of(
                        HttpStatus.BAD_REQUEST,
                        "Corps de requête trop volumineux : %d octets au plus".formatted(MAX_BYTES),
                        "Request body too large: %d bytes at most".formatted(MAX_BYTES))
                .at("$", "at most " + MAX_BYTES + " bytes", found)
                .asRefusal();
    }
}
