package io.vigie.gateway.stream;

import io.vigie.gateway.errors.Problem;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Conversations over a plain WebSocket, {@code /ws}: {@code {"event":"join_rapport","data":{"rapport_id":…,"after":…},"ack":1}}; answers are
 * {@code {"event":…,"room":…,"id":…,"data":…}} with the names, ids and order of server-sent events, and {@code {"ack":1,"data":{"ok":true,…}}} where
 * a request has a number.
 */
@Component
final class WebSocketStreams implements WebSocketHandler {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final Conversations conversations;
    private final StreamSettings settings;

    WebSocketStreams(Conversations conversations, StreamSettings settings) {
        this.conversations = conversations;
        this.settings = settings;
    }

    @Override
    public Mono<Void> handle(WebSocketSession session) {
        Conversation conversation = conversations.begin(
                Problem.languageOf(session.getHandshakeInfo().getHeaders()));
        return session.getHandshakeInfo()
                .getPrincipal()
                .cast(JwtAuthenticationToken.class)
                .map(JwtAuthenticationToken::getToken)
                .doOnNext(conversation::admitOrPart)
                .then(Mono.defer(() -> carry(session, conversation)))
                .doFinally(end -> conversation.end());
    }

    private Mono<Void> carry(WebSocketSession session, Conversation conversation) {
        Mono<Void> receiving = session.receive()
                .concatMap(message -> hear(message, conversation).thenReturn(true))
                .then();
        Flux<WebSocketMessage> pings = Flux.interval(settings.heartbeat())
                .onBackpressureDrop()
                .map(tick -> session.pingMessage(buffers -> buffers.wrap(new byte[0])));
        Flux<WebSocketMessage> frames = Flux.merge(conversation.said().map(said -> message(said, session)), pings);
        // Whatever is said last has a moment to go out before the connection closes, with the reason as its code.
        Mono<Farewell> lastWordsSaid = conversation.farewell().delayElement(LAST_WORDS);
        Mono<Void> sending = session.send(frames.takeUntilOther(lastWordsSaid))
                .then(conversation.farewell())
                .flatMap(farewell -> session.close(status(farewell)));
        return Mono.firstWithSignal(receiving, sending, conversation.watch());
    }

    private static CloseStatus status(Farewell farewell) {
        return switch (farewell) {
            case TOKEN_REFUSED -> new CloseStatus(4401, "token refused or expired");
            case TOO_SLOW -> new CloseStatus(4408, "reading is too slow");
            case NO_PLACE -> new CloseStatus(4429, "too many connections");
        };
    }

    private static Mono<Void> hear(WebSocketMessage message, Conversation conversation) {
        if (message.getType() != WebSocketMessage.Type.TEXT) {
            return Mono.empty();
        }
        JsonNode request;
        try {
            request = JSON.readTree(message.getPayloadAsText());
        } catch (JacksonException malformed) {
            conversation.refuseMalformed("a JSON object with \"event\" and \"data\"", "malformed JSON");
            return Mono.empty();
        }
        JsonNode ack = request.path("ack");
        return conversation.hear(new Heard(
                request.path("event").asString(""),
                request.path("data"),
                ack.canConvertToLong() && ack.isIntegralNumber() ? (Long) ack.longValue() : null));
    }

    private static WebSocketMessage message(Said said, WebSocketSession session) {
        byte[] text = said instanceof Said.Event event ? event.text().written(() -> written(event)) : written(said);
        return new WebSocketMessage(
                WebSocketMessage.Type.TEXT, session.bufferFactory().wrap(text));
    }

    private static byte[] written(Said said) {
        ByteArrayOutputStream text = new ByteArrayOutputStream(said.json().length + 200);
        switch (said) {
            case Said.Event event -> {
                text.writeBytes(utf8("{\"event\":\"" + event.name() + "\","));
                field(text, "room", event.room());
                field(text, "id", event.id());
            }
            case Said.Answer answer -> text.writeBytes(utf8("{\"ack\":" + answer.ack() + ","));
        }
        text.writeBytes(utf8("\"data\":"));
        text.writeBytes(said.json());
        text.write('}');
        return text.toByteArray();
    }

    private static void field(ByteArrayOutputStream text, String name, @Nullable String value) {
        if (value != null) {
            text.writeBytes(utf8("\"" + name + "\":\"" + value + "\","));
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
