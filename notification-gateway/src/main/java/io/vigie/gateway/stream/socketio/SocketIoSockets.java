package io.vigie.gateway.stream.socketio;

import io.vigie.gateway.errors.Problem;
import io.vigie.gateway.security.SessionCheck;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.reactive.socket.server.support.WebSocketUpgradeHandlerPredicate;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.UriComponentsBuilder;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Engine.IO over a WebSocket, {@code /socket.io/?EIO=4&transport=websocket}: a session of its own, or the better way for one that polls, which is first
 * tried ({@code probe}) and then taken ({@code upgrade}).
 */
@Configuration(proxyBeanMethods = false)
class SocketIoSockets {

    /** Before the routes of polling, which answer what is no handshake of ours. */
    private static final int FIRST = -2;

    private final EngineSessions sessions;
    private final SocketIoSettings settings;

    SocketIoSockets(EngineSessions sessions, SocketIoSettings settings) {
        this.sessions = sessions;
        this.settings = settings;
    }

    @Bean
    HandlerMapping socketHandshakes() {
        SimpleUrlHandlerMapping mapping =
                new SimpleUrlHandlerMapping(Map.of(SocketIoPolling.PATH, (WebSocketHandler) this::handle), FIRST);
        WebSocketUpgradeHandlerPredicate handshakes = new WebSocketUpgradeHandlerPredicate();
        mapping.setHandlerPredicate(
                (handler, exchange) -> handshakes.test(handler, exchange) && isSpokenHere(exchange));
        return mapping;
    }

    private boolean isSpokenHere(ServerWebExchange exchange) {
        ServerHttpRequest request = exchange.getRequest();
        String sid = SocketIoPolling.session(request);
        return SocketIoPolling.refusalOf(request, "websocket").isEmpty()
                && (sid == null || sessions.find(sid).isPresent());
    }

    private Mono<Void> handle(WebSocketSession socket) {
        HttpHeaders headers = socket.getHandshakeInfo().getHeaders();
        URI address = socket.getHandshakeInfo().getUri();
        String sid =
                UriComponentsBuilder.fromUri(address).build().getQueryParams().getFirst("sid");
        String token = token(socket);
        if (sid == null) {
            return sessions.open(Problem.languageOf(headers), token, List.of())
                    .map(session -> carry(socket, session))
                    .orElseGet(() -> socket.close(new CloseStatus(4429, "too many connections")));
        }
        return sessions.find(sid)
                .map(session -> session.belongsTo(token)
                        .flatMap(same -> same ? upgrade(socket, session) : socket.close(CloseStatus.POLICY_VIOLATION)))
                .orElseGet(() -> socket.close(CloseStatus.POLICY_VIOLATION));
    }

    /** The handshake's token; a header that is malformed counts for none. */
    private static @Nullable String token(WebSocketSession socket) {
        HttpCookie cookie = socket.getHandshakeInfo().getCookies().getFirst(SessionCheck.COOKIE);
        return SessionCheck.tokenOf(socket.getHandshakeInfo().getHeaders(), cookie);
    }

    /** A session that begins here. */
    private static Mono<Void> carry(WebSocketSession socket, EngineSession session) {
        Mono<Void> receiving = socket.receive()
                .concatMap(message -> hear(message, session).thenReturn(true))
                .then();
        Mono<Void> sending = socket.send(session.carried().map(packet -> message(packet, socket)));
        return Mono.firstWithSignal(receiving, sending).doFinally(end -> session.end());
    }

    private Mono<Void> upgrade(WebSocketSession socket, EngineSession session) {
        if (!session.beginProbe()) {
            return socket.close(CloseStatus.POLICY_VIOLATION);
        }
        Sinks.Many<byte[]> probing = Sinks.many().unicast().onBackpressureBuffer();
        AtomicBoolean taken = new AtomicBoolean();
        Mono<Void> receiving = socket.receive()
                .concatMap(message -> {
                    if (taken.get()) {
                        return hear(message, session).thenReturn(true);
                    }
                    return switch (text(message)) {
                        case EnginePackets.PROBING -> {
                            probing.tryEmitNext(EnginePackets.probed());
                            yield Mono.just(true);
                        }
                        case EnginePackets.TAKEN -> {
                            taken.set(true);
                            probing.tryEmitComplete();
                            yield Mono.just(true);
                        }
                        default -> Mono.just(false);
                    };
                })
                .takeWhile(spoken -> spoken)
                .then();
        Mono<Void> sending =
                socket.send(Flux.concat(probing.asFlux(), session.carried()).map(packet -> message(packet, socket)));
        Mono<Void> late = Mono.delay(settings.upgradeTimeout())
                .flatMap(over -> taken.get() ? Mono.<Void>never() : Mono.<Void>empty());
        return Mono.firstWithSignal(receiving, sending, late).doFinally(end -> {
            if (taken.get()) {
                session.end();
            } else {
                session.probeFailed();
            }
        });
    }

    private static Mono<Void> hear(WebSocketMessage message, EngineSession session) {
        return switch (message.getType()) {
            case TEXT -> session.receive(message.getPayloadAsText());
            // No event of ours is binary.
            case BINARY -> Mono.fromRunnable(session::end);
            case PING, PONG -> Mono.empty();
        };
    }

    private static String text(WebSocketMessage message) {
        return message.getType() == WebSocketMessage.Type.TEXT ? message.getPayloadAsText() : "";
    }

    private static WebSocketMessage message(byte[] packet, WebSocketSession socket) {
        return new WebSocketMessage(
                WebSocketMessage.Type.TEXT, socket.bufferFactory().wrap(packet));
    }
}
