package io.vigie.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.http.server.reactive.MockServerHttpResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

class DetachedBodiesTests {

    private final MockServerHttpResponse response = new MockServerHttpResponse();
    private final Sinks.Many<String> said = Sinks.many().unicast().onBackpressureBuffer();
    private final AtomicBoolean streamEnded = new AtomicBoolean();
    private final AtomicBoolean filtersDone = new AtomicBoolean();

    @Test
    void letsTheFiltersGoWhileServerSentEventsAreStillWritten() {
        StepVerifier.create(handle(filters(MediaType.TEXT_EVENT_STREAM, Mono.empty())))
                .then(() -> assertThat(filtersDone).isTrue())
                .then(() -> said.tryEmitNext("one"))
                .then(() -> assertThat(streamEnded).isFalse())
                .then(() -> said.tryEmitComplete())
                .verifyComplete();

        assertThat(response.getBodyAsString().block()).isEqualTo("one");
        assertThat(response.getHeaders().getFirst("X-Set-By-A-Filter")).isEqualTo("yes");
    }

    @Test
    void holdsTheFiltersUntilAnyOtherBodyIsWritten() {
        StepVerifier.create(handle(filters(MediaType.APPLICATION_NDJSON, Mono.empty())))
                .then(() -> assertThat(filtersDone).isFalse())
                .then(() -> said.tryEmitComplete())
                .verifyComplete();

        assertThat(filtersDone).isTrue();
    }

    @Test
    void endsTheStreamOfAClientThatGoesAway() {
        StepVerifier.create(handle(filters(MediaType.TEXT_EVENT_STREAM, Mono.empty())))
                .then(() -> said.tryEmitNext("one"))
                .thenCancel()
                .verify();

        assertThat(streamEnded).isTrue();
    }

    @Test
    void endsTheStreamOfAClientThatIsGoneBeforeItsFirstEvent() {
        StepVerifier.create(handle(filters(MediaType.TEXT_EVENT_STREAM, Mono.never())))
                .thenAwait()
                .thenCancel()
                .verify();

        assertThat(filtersDone).isFalse();
        assertThat(streamEnded).isTrue();
    }

    @Test
    void tellsThatAStreamFailed() {
        StepVerifier.create(handle(filters(MediaType.TEXT_EVENT_STREAM, Mono.empty())))
                .then(() -> said.tryEmitError(new IllegalStateException("no more")))
                .verifyErrorMessage("no more");
    }

    @Test
    void endsTheStreamWhenAFilterFailsAfterIt() {
        StepVerifier.create(
                        handle(filters(MediaType.TEXT_EVENT_STREAM, Mono.error(new IllegalStateException("not you")))))
                .verifyErrorMessage("not you");

        assertThat(streamEnded).isTrue();
    }

    @Test
    void tellsThatTheFiltersRefused() {
        StepVerifier.create(handle((request, own) -> Mono.error(new IllegalStateException("not you"))))
                .verifyErrorMessage("not you");
    }

    private Mono<Void> handle(HttpHandler filters) {
        return new DetachedBodies()
                .apply(filters)
                .handle(MockServerHttpRequest.get("/stream").build(), response);
    }

    /** @param afterwards what filters still do once the handler has left the body */
    private HttpHandler filters(MediaType type, Mono<Void> afterwards) {
        Flux<DataBuffer> texts = said.asFlux()
                .<DataBuffer>map(
                        text -> DefaultDataBufferFactory.sharedInstance.wrap(text.getBytes(StandardCharsets.UTF_8)))
                .doFinally(end -> streamEnded.set(true));
        return (request, own) -> Mono.defer(() -> {
                    own.getHeaders().setContentType(type);
                    own.getHeaders().set("X-Set-By-A-Filter", "yes");
                    return own.writeAndFlushWith(texts.map(Mono::just));
                })
                .then(afterwards)
                .then(Mono.fromRunnable(() -> filtersDone.set(true)))
                .then(Mono.defer(own::setComplete));
    }
}
