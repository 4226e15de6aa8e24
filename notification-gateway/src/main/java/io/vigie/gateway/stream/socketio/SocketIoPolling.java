package io.vigie.gateway.stream.socketio;

import io.vigie.gateway.errors.Problem;
import io.vigie.gateway.security.SessionCheck;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Engine.IO's long polling, {@code /socket.io/?EIO=4&transport=polling}: GET opens a session and then fetches what was said, POST sends. One GET and one
 * POST at a time.
 */
@Configuration(proxyBeanMethods = false)
class SocketIoPolling {

    static final String PATH = "/socket.io/";

    private static final MediaType TEXT = new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8);
    private static final int MOST_PACKETS = 64;
    private static final int LONGEST_MARK = 40;

    private final EngineSessions sessions;

    SocketIoPolling(EngineSessions sessions) {
        this.sessions = sessions;
    }

    @Bean
    RouterFunction<ServerResponse> pollingRoutes() {
        return RouterFunctions.route()
                .GET(PATH, this::fetch)
                .POST(PATH, this::send)
                .build();
    }

    /** Why a request is none of Engine.IO 4's, or nothing. */
    static Optional<EngineRefusal> refusalOf(ServerHttpRequest request, String transport) {
        String version = request.getQueryParams().getFirst("EIO");
        if (!"4".equals(version)) {
            return Optional.of(EngineRefusal.UNKNOWN_VERSION);
        }
        if (!transport.equals(request.getQueryParams().getFirst("transport"))) {
            return Optional.of(EngineRefusal.UNKNOWN_TRANSPORT);
        }
        // A script tag as a transport reads across origins.
        return request.getQueryParams().containsKey("j") ? Optional.of(EngineRefusal.BAD_REQUEST) : Optional.empty();
    }

    static @Nullable String session(ServerHttpRequest request) {
        return request.getQueryParams().getFirst("sid");
    }

    private Mono<ServerResponse> fetch(ServerRequest request) {
        return session(request) == null
                ? open(request)
                : withSession(request, session -> fetch(session, mark(request)));
    }

    private Mono<ServerResponse> open(ServerRequest request) {
        Optional<EngineRefusal> refusal = refusalOf(request);
        if (refusal.isPresent()) {
            return refused(request, refusal.get());
        }
        ServerHttpRequest http = request.exchange().getRequest();
        return sessions.open(Problem.languageOf(http), SessionCheck.tokenOf(http), List.of("websocket"))
                .map(session -> fetch(session, null))
                .orElseGet(() -> refused(request, EngineRefusal.NO_PLACE));
    }

    private static Mono<ServerResponse> fetch(EngineSession session, @Nullable String mark) {
        return session.poll(mark)
                .flatMap(payload -> ServerResponse.ok()
                        .contentType(TEXT)
                        .header(HttpHeaders.CACHE_CONTROL, "no-store")
                        .bodyValue(payload));
    }

    /** What clients add to each request so that no cache answers it: two with the same are one request that was sent again. */
    private static @Nullable String mark(ServerRequest request) {
        String mark = request.exchange().getRequest().getQueryParams().getFirst("t");
        return mark == null || mark.isEmpty() || mark.length() > LONGEST_MARK ? null : mark;
    }

    private Mono<ServerResponse> send(ServerRequest request) {
        return session(request) == null
                ? refused(request, EngineRefusal.BAD_METHOD)
                : withSession(request, session -> send(request, session));
    }

    private Mono<ServerResponse> send(ServerRequest request, EngineSession session) {
        return DataBufferUtils.join(request.body((body, context) -> body.getBody()), EngineSessions.MAX_PAYLOAD)
                .map(SocketIoPolling::text)
                .defaultIfEmpty("")
                .flatMap(payload -> {
                    List<String> packets = EnginePackets.packets(payload);
                    if (packets.size() > MOST_PACKETS) {
                        session.end();
                        return refused(request, EngineRefusal.TOO_LARGE);
                    }
                    return session.receive(packets, mark(request)).flatMap(received -> {
                        if (!received) {
                            session.end();
                            return refused(request, EngineRefusal.BAD_REQUEST);
                        }
                        return ServerResponse.ok()
                                .contentType(TEXT)
                                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                                .bodyValue("ok");
                    });
                })
                .onErrorResume(DataBufferLimitException.class, large -> {
                    session.end();
                    return refused(request, EngineRefusal.TOO_LARGE);
                });
    }

    private Mono<ServerResponse> withSession(
            ServerRequest request, Function<EngineSession, Mono<ServerResponse>> then) {
        Optional<EngineRefusal> refusal = refusalOf(request);
        if (refusal.isPresent()) {
            return refused(request, refusal.get());
        }
        ServerHttpRequest http = request.exchange().getRequest();
        return sessions.find(session(request))
                .map(session -> session.belongsTo(SessionCheck.tokenOf(http))
                        .flatMap(same -> same ? then.apply(session) : refused(request, EngineRefusal.FORBIDDEN))
                        // Nothing to fetch: the session ended, or is fetched from elsewhere.
                        .switchIfEmpty(Mono.defer(() -> refused(request, EngineRefusal.UNKNOWN_SESSION))))
                .orElseGet(() -> refused(request, EngineRefusal.UNKNOWN_SESSION));
    }

    private static Optional<EngineRefusal> refusalOf(ServerRequest request) {
        return refusalOf(request.exchange().getRequest(), "polling");
    }

    private static @Nullable String session(ServerRequest request) {
        return session(request.exchange().getRequest());
    }

    private static String text(DataBuffer body) {
        try {
            return body.toString(StandardCharsets.UTF_8);
        } finally {
            DataBufferUtils.release(body);
        }
    }

    /** Engine.IO's code, and what every problem of ours has. */
    private static Mono<ServerResponse> refused(ServerRequest request, EngineRefusal refusal) {
        Problem problem = refusal.problem();
        String message = problem.message(request.exchange().getRequest());
        ObjectNode body = JsonMapper.shared()
                .createObjectNode()
                .put("code", refusal.code())
                .put("message", message)
                .put("type", "about:blank")
                .put("title", problem.status().getReasonPhrase())
                .put("status", problem.status().value())
                .put("detail", message)
                .put("instance", request.path());
        ServerResponse.BodyBuilder answer =
                ServerResponse.status(problem.status()).contentType(MediaType.APPLICATION_PROBLEM_JSON);
        if (refusal == EngineRefusal.NO_PLACE) {
            answer.header(HttpHeaders.RETRY_AFTER, "5");
        }
        return answer.bodyValue(body.toString());
    }
}
