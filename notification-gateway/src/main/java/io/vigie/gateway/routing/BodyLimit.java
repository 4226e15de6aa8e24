package io.vigie.gateway.routing;

import io.vigie.gateway.errors.Problem;
import io.vigie.gateway.errors.Refusal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Refuses bodies that are too large before a service sees anything of them. A body whose length is declared passes as it comes; one of unknown
 * length is gathered first, so that a service never gets half of one. Where bodies may be large (files, many tests at once) nothing is gathered:
 * they pass as they come, counted, and what exceeds the limit ends the request to the service, which then has half a body and refuses it.
 */
@Component
final class BodyLimit implements WebFilter, Ordered {

    static final int MAX_BYTES = 1024 * 1024;

    private static final long MEGABYTE = 1024L * 1024;
    private static final String UNKNOWN_LENGTH = "chunked";

    /** A file of 100 MB in its form, and as many tests as one call may bring. */
    private static final List<Larger> LARGER =
            List.of(Larger.of("/api/campains/{id}/files", 101 * MEGABYTE), Larger.of("/api/tests/bulk", 8 * MEGABYTE));

    /** An address where a body may be larger. */
    private record Larger(PathPattern path, long bytes) {

        static Larger of(String path, long bytes) {
            return new Larger(PathPatternParser.defaultInstance.parse(path), bytes);
        }

        boolean matches(PathContainer address) {
            return path.matches(address);
        }
    }

    /** After the filters of security. */
    @Override
    public int getOrder() {
        return 0;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        HttpHeaders headers = request.getHeaders();
        boolean unknown = hasUnknownLength(headers);
        Optional<Larger> larger = larger(request);
        if (larger.isPresent()) {
            long limit = larger.get().bytes();
            if (headers.getContentLength() > limit) {
                return Mono.error(fileTooLarge(limit, headers.getContentLength() + " bytes"));
            }
            return chain.filter(
                    unknown ? exchange.mutate().request(counted(request, limit)).build() : exchange);
        }
        if (headers.getContentLength() > MAX_BYTES) {
            return Mono.error(tooLarge(headers.getContentLength() + " bytes"));
        }
        if (!unknown) {
            return chain.filter(exchange);
        }
        return DataBufferUtils.join(request.getBody(), MAX_BYTES)
                .onErrorMap(DataBufferLimitException.class, limit -> tooLarge("more than " + MAX_BYTES + " bytes"))
                .map(body -> exchange.mutate().request(gathered(request, body)).build())
                .switchIfEmpty(Mono.just(exchange))
                .flatMap(chain::filter);
    }

    private static boolean hasUnknownLength(HttpHeaders headers) {
        String encoding = headers.getFirst(HttpHeaders.TRANSFER_ENCODING);
        return encoding != null && encoding.toLowerCase(Locale.ROOT).contains(UNKNOWN_LENGTH);
    }

    private static Optional<Larger> larger(ServerHttpRequest request) {
        PathContainer address = request.getPath().pathWithinApplication();
        return request.getMethod().equals(HttpMethod.POST)
                ? LARGER.stream().filter(one -> one.matches(address)).findFirst()
                : Optional.empty();
    }

    private static ServerHttpRequest counted(ServerHttpRequest request, long limit) {
        AtomicLong seen = new AtomicLong();
        return new ServerHttpRequestDecorator(request) {
            @Override
            public Flux<DataBuffer> getBody() {
                return super.getBody().handle((buffer, sink) -> {
                    if (seen.addAndGet(buffer.readableByteCount()) > limit) {
                        DataBufferUtils.release(buffer);
                        sink.error(fileTooLarge(limit, "more than " + limit + " bytes"));
                    } else {
                        sink.next(buffer);
                    }
                });
            }
        };
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

    private static Refusal fileTooLarge(long limit, String found) {
        long megabytes = limit / MEGABYTE;
        return Problem.of(
                        HttpStatus.CONTENT_TOO_LARGE,
                        "Envoi trop volumineux : %d Mo au plus, formulaire compris".formatted(megabytes),
                        "Upload too large: %d MB at most, form included".formatted(megabytes))
                .at("$", "at most " + limit + " bytes", found)
                .asRefusal();
    }
}
