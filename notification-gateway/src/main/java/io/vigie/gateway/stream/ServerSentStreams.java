package io.vigie.gateway.stream;

import io.vigie.contracts.RunId;
import io.vigie.gateway.errors.Problem;
import io.vigie.gateway.stream.RunStream.Viewer;
import io.vigie.gateway.stream.StreamPosition.Stage;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Streams as server-sent events: {@code GET /api/rapports/{id}/stream}, resumed by {@code Last-Event-ID} or {@code ?after=}. */
@Configuration(proxyBeanMethods = false)
class ServerSentStreams {

    private final StreamRequests requests;
    private final OpenStreams open;
    private final StreamSettings settings;

    ServerSentStreams(StreamRequests requests, OpenStreams open, StreamSettings settings) {
        this.requests = requests;
        this.open = open;
        this.settings = settings;
    }

    @Bean
    RouterFunction<ServerResponse> serverSentStream() {
        return RouterFunctions.route()
                .GET("/api/rapports/{id}/stream", this::stream)
                .build();
    }

    private Mono<ServerResponse> stream(ServerRequest request) {
        return request.principal().cast(JwtAuthenticationToken.class).flatMap(user -> stream(request, user.getToken()));
    }

    private Mono<ServerResponse> stream(ServerRequest request, Jwt token) {
        RunId run = StreamRequests.run(request.pathVariable("id"));
        StreamPosition after = StreamRequests.position(lastId(request));
        if (after != null && after.stage() == Stage.END) {
            // What an EventSource takes for: do not come back.
            return ServerResponse.noContent().build();
        }
        Viewer viewer = viewer(token, Problem.languageOf(request.exchange().getRequest()));
        OpenStreams.Connection connection = open.open(viewer.user());
        return requests.open(run, after, viewer)
                .doOnError(refused -> connection.close())
                .doOnCancel(connection::close)
                .flatMap(stream -> {
                    connection.add(stream);
                    Flux<List<Frame>> bundles =
                            PulledFrames.bundles(stream, settings.stalled()).doFinally(end -> connection.close());
                    return ServerSentText.answer(bundles.map(ServerSentText::of));
                });
    }

    static Viewer viewer(Jwt token, Locale language) {
        Instant expires = token.getExpiresAt();
        String user = token.getSubject();
        return new Viewer(
                user == null ? "" : user, token.getTokenValue(), expires == null ? Instant.MAX : expires, language);
    }

    /** A browser that comes back by itself sends the header; it is newer than what stands in the address. */
    static @Nullable String lastId(ServerRequest request) {
        String header = request.headers().firstHeader("Last-Event-ID");
        return header == null || header.isBlank() ? request.queryParam("after").orElse(null) : header;
    }
}
