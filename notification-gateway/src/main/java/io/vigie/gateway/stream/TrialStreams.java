package io.vigie.gateway.stream;

import io.vigie.contracts.RunId;
import io.vigie.gateway.errors.Problem;
import io.vigie.gateway.stream.RunStream.Viewer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The state of one test that is tried alone, as server-sent events (SC-05): {@code GET /api/test-status/sse/{id}} by the id of its run or of the
 * test. Unnamed events, each a whole state; the stream ends by itself with the run (SC-31, SC-32).
 */
@Configuration(proxyBeanMethods = false)
class TrialStreams {

    private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final byte[] OPENING = ascii(": connected\n\n");
    private static final byte[] PING = ascii(": ping\n\n");
    private static final byte[] DATA = ascii("data: ");
    private static final byte[] END = ascii("\n\n");

    private final Trials trials;
    private final StreamRequests requests;
    private final OpenStreams open;
    private final StreamSettings settings;

    TrialStreams(Trials trials, StreamRequests requests, OpenStreams open, StreamSettings settings) {
        this.trials = trials;
        this.requests = requests;
        this.open = open;
        this.settings = settings;
    }

    @Bean
    RouterFunction<ServerResponse> trialStream() {
        return RouterFunctions.route()
                .GET("/api/test-status/sse/{id}", this::stream)
                .build();
    }

    private Mono<ServerResponse> stream(ServerRequest request) {
        return request.principal().cast(JwtAuthenticationToken.class).flatMap(user -> stream(request, user.getToken()));
    }

    private Mono<ServerResponse> stream(ServerRequest request, Jwt token) {
        String id = request.pathVariable("id");
        if (!WELL_FORMED.matcher(id).matches()) {
            return Mono.error(
                    Problem.of(HttpStatus.BAD_REQUEST, "Identifiant de test malformé", "Malformed test identifier")
                            .at("id", "the id of a run or of a test", id)
                            .asRefusal());
        }
        Viewer viewer = ServerSentStreams.viewer(
                token, Problem.languageOf(request.exchange().getRequest()));
        OpenStreams.Connection connection = open.open(viewer.user());
        return trials.runOf(id, viewer.token())
                .flatMap(run -> requests.open(run, null, viewer))
                .doOnError(refused -> connection.close())
                .doOnCancel(connection::close)
                .flatMap(stream -> {
                    connection.add(stream);
                    Flux<byte[]> states = states(stream).doFinally(end -> connection.close());
                    return ServerResponse.ok()
                            .contentType(new MediaType(MediaType.TEXT_EVENT_STREAM, StandardCharsets.UTF_8))
                            .header("Cache-Control", "no-cache, no-transform")
                            .header("X-Accel-Buffering", "no")
                            .body((output, context) ->
                                    output.writeAndFlushWith(Flux.concat(Mono.just(OPENING), withPings(states))
                                            .map(bytes -> Mono.just(wrapped(bytes, output.bufferFactory())))));
                });
    }

    private Flux<byte[]> states(RunStream stream) {
        RunId run = stream.run();
        TrialStatus status = new TrialStatus(run);
        return PulledFrames.of(stream, settings.stalled())
                .filter(frame -> frame != Frame.HEARTBEAT)
                .concatMapIterable(frame -> status.after(frame).stream().toList())
                .takeUntil(TrialStatus.State::last)
                .map(state -> event(state.json()));
    }

    private Flux<byte[]> withPings(Flux<byte[]> states) {
        return states.publish(
                shared -> Flux.merge(
                        shared,
                        Flux.interval(settings.ping())
                                .onBackpressureDrop()
                                .map(tick -> PING)
                                .takeUntilOther(shared.then())),
                1);
    }

    private static byte[] event(byte[] json) {
        ByteArrayOutputStream text = new ByteArrayOutputStream(json.length + 16);
        text.writeBytes(DATA);
        text.writeBytes(json);
        text.writeBytes(END);
        return text.toByteArray();
    }

    private static DataBuffer wrapped(byte[] bytes, DataBufferFactory buffers) {
        return buffers.wrap(bytes);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
