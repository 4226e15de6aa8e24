package io.vigie.bench.fanout;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Over which wire somebody watches: how to ask for a report's stream, and how to answer what must be answered. */
enum Wire {
    WEBSOCKET,
    SSE,
    SOCKET_IO;

    private static final String KEY = Base64.getEncoder().encodeToString(new byte[16]);

    /** The request that opens a connection. */
    ByteBuffer opening(int port, String run, String token) {
        String path = switch (this) {
            case WEBSOCKET -> "/ws";
            case SSE -> "/api/rapports/" + run + "/stream";
            case SOCKET_IO -> "/socket.io/?EIO=4&transport=websocket";
        };
        StringBuilder request = new StringBuilder("GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n".formatted(path, port));
        if (this != SOCKET_IO) {
            request.append("Authorization: Bearer ").append(token).append("\r\n");
        }
        if (this != SSE) {
            request.append(
                            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ")
                    .append(KEY)
                    .append("\r\n");
        }
        return ByteBuffer.wrap(request.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
    }

    /** What is said once the connection is open, before anything is heard; nothing for some. */
    byte[] greeting(String run, String after) {
        return switch (this) {
            case WEBSOCKET ->
                text(
                        after.isEmpty()
                                ? "{\"event\":\"join_rapport\",\"data\":{\"rapport_id\":\"%s\"}}".formatted(run)
                                : "{\"event\":\"join_rapport\",\"data\":{\"rapport_id\":\"%s\",\"after\":\"%s\"}}"
                                        .formatted(run, after));
            case SSE -> new byte[0];
            case SOCKET_IO -> text("40");
        };
    }

    /** A text frame of a client, masked with zeros. */
    static byte[] text(String text) {
        return frame(0x81, text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] pong() {
        return frame(0x8a, new byte[0]);
    }

    private static byte[] frame(int opcode, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 8).put((byte) opcode);
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else {
            frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
        }
        frame.putInt(0).put(payload);
        byte[] bytes = new byte[frame.position()];
        frame.flip().get(bytes);
        return bytes;
    }
}
