package io.vigie.gateway.stream.socketio;

import io.vigie.gateway.stream.Said;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** Socket.IO 5 inside Engine.IO's messages: what a client may send, and how what it is told is written. Text only: no event of ours is binary. */
sealed interface SocketPacket {

    JsonMapper JSON = JsonMapper.shared();

    String ROOT = "/";

    /** Asks to be let in. */
    record Connect(String namespace, JsonNode auth) implements SocketPacket {}

    /** Leaves. */
    record Disconnect() implements SocketPacket {}

    /**
     * Asks for something.
     *
     * @param data the first argument, or a missing node
     * @param ack the number under which an answer is awaited, or null
     */
    record Event(String name, JsonNode data, @Nullable Long ack) implements SocketPacket {}

    /** Answers something of ours, which never awaits an answer. */
    record Ack() implements SocketPacket {}

    /** The packet of a message's text, or nothing when it is none that is spoken here. */
    static Optional<SocketPacket> parse(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        int at = 1;
        String namespace = ROOT;
        if (at < text.length() && text.charAt(at) == '/') {
            int end = text.indexOf(',', at);
            namespace = end < 0 ? text.substring(at) : text.substring(at, end);
            at = end < 0 ? text.length() : end + 1;
        }
        int digits = at;
        while (digits < text.length() && digits - at < 18 && Character.isDigit(text.charAt(digits))) {
            digits++;
        }
        char type = text.charAt(0);
        try {
            return switch (type) {
                case '0' -> Optional.of(new Connect(namespace, json(text.substring(at))));
                case '1' -> Optional.of(new Disconnect());
                case '2' ->
                    namespace.equals(ROOT)
                            ? event(
                                    json(text.substring(digits)),
                                    digits > at ? Long.valueOf(text.substring(at, digits)) : null)
                            : Optional.empty();
                case '3' -> Optional.of(new Ack());
                default -> Optional.empty();
            };
        } catch (JacksonException | NumberFormatException malformed) {
            return Optional.empty();
        }
    }

    private static JsonNode json(String text) {
        return text.isEmpty() ? MissingNode.getInstance() : JSON.readTree(text);
    }

    private static Optional<SocketPacket> event(JsonNode arguments, @Nullable Long ack) {
        return arguments.isArray() && arguments.path(0).isString()
                ? Optional.of(new Event(arguments.path(0).asString(), arguments.path(1), ack))
                : Optional.empty();
    }

    /** Lets a client in. */
    static byte[] welcome(String sid) {
        return message("0" + JSON.createObjectNode().put("sid", sid));
    }

    /** Does not let a client in; its library calls {@code connect_error} with the message. */
    static byte[] refusal(String namespace, String message, int status) {
        ObjectNode error = JSON.createObjectNode().put("message", message);
        error.putObject("data").put("status", status);
        return message("4" + (namespace.equals(ROOT) ? "" : namespace + ",") + error);
    }

    /** Sends a client away; its library does not come back by itself. */
    static byte[] dismissal() {
        return message("1");
    }

    private static byte[] message(String text) {
        return EnginePackets.packet(EnginePackets.MESSAGE, text);
    }

    /**
     * What a conversation says. The id and the room stand in the data itself: a second argument would break handlers that take one, as Python's do.
     */
    static byte[] of(Said said) {
        ByteArrayOutputStream text = new ByteArrayOutputStream(said.json().length + 200);
        switch (said) {
            case Said.Event event -> {
                text.writeBytes(utf8("42[\"" + event.name() + "\","));
                byte[] json = event.json();
                text.write(json, 0, json.length - 1);
                char comma = json.length > 2 ? ',' : ' ';
                comma = field(text, comma, "event_id", event.id());
                field(text, comma, "room", event.room());
                text.write('}');
            }
            case Said.Answer answer -> {
                text.writeBytes(utf8("43" + answer.ack() + "["));
                text.writeBytes(answer.json());
            }
        }
        text.write(']');
        return text.toByteArray();
    }

    private static char field(ByteArrayOutputStream text, char comma, String name, @Nullable String value) {
        if (value == null) {
            return comma;
        }
        text.writeBytes(utf8(comma + "\"" + name + "\":\"" + value + "\""));
        return ',';
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
