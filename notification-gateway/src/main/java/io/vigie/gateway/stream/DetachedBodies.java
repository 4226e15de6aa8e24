package io.vigie.gateway.stream;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.HttpHandlerDecoratorFactory;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * Has server-sent events written after the web filters are done with their request, not inside them: a stream lasts for hours, and what fourteen
 * filters hold of a request is ten kilobytes, for each of those who watch. Headers are those that the filters have set. Other answers are written
 * where they always were.
 *
 * <p>A client that goes away at any moment ends its stream, also one that is not being written yet.
 */
@Component
final class DetachedBodies implements HttpHandlerDecoratorFactory {

    @Override
    public HttpHandler apply(HttpHandler filters) {
        return (request, response) -> Mono.create(sink -> handle(filters, request, response, sink));
    }

    private static void handle(
            HttpHandler filters, ServerHttpRequest request, ServerHttpResponse response, MonoSink<Void> sink) {
        Body body = new Body();
        Disposable.Composite running = Disposables.composite();
        sink.onCancel(() -> {
            running.dispose();
            body.abandon();
        });
        running.add(filters.handle(request, new Response(response, body))
                .contextWrite(sink.contextView())
                .subscribe(
                        nothing -> {},
                        refused -> {
                            body.abandon();
                            sink.error(refused);
                        },
                        () -> running.add(body.taken()
                                .contextWrite(sink.contextView())
                                .subscribe(nothing -> {}, sink::error, sink::success))));
    }

    /** The writing of a body that the filters have left to us, if they have. */
    private static final class Body {

        private static final Mono<Void> GONE = Mono.empty();

        private final AtomicReference<@Nullable Mono<Void>> writing = new AtomicReference<>();

        /** @return false when nobody is there any more who would write it */
        boolean leave(Mono<Void> body) {
            return writing.compareAndSet(null, body);
        }

        boolean isLeft() {
            return writing.get() != null;
        }

        Mono<Void> taken() {
            Mono<Void> body = writing.getAndSet(GONE);
            return body == null ? GONE : body;
        }

        /** Lets go of what the body holds, which it does when its writing ends. */
        void abandon() {
            taken().subscribe().dispose();
        }
    }

    private static final class Response extends ServerHttpResponseDecorator {

        private final Body body;

        Response(ServerHttpResponse response, Body body) {
            super(response);
            this.body = body;
        }

        @Override
        public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> parts) {
            Mono<Void> writing = super.writeAndFlushWith(parts);
            return MediaType.TEXT_EVENT_STREAM.isCompatibleWith(getHeaders().getContentType()) && body.leave(writing)
                    ? Mono.empty()
                    : writing;
        }

        @Override
        public Mono<Void> setComplete() {
            return body.isLeft() ? Mono.empty() : super.setComplete();
        }
    }
}
