package io.vigie.gateway.stream.socketio;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Engine.IO 4 on the wire: a packet is a digit and its text, a payload is packets with a separator between. */
final class EnginePackets {

    /** Between the packets of a payload; JSON never holds it unescaped. */
    static final byte SEPARATOR = 0x1e;

    static final char OPEN = '0';
    static final char CLOSE = '1';
    static final char PING = '2';
    static final char PONG = '3';
    static final char MESSAGE = '4';
    static final char NOOP = '6';

    private static final String PROBE = "probe";

    /** A WebSocket is tried. */
    static final String PROBING = "2probe";

    /** The WebSocket that was tried is taken. */
    static final String TAKEN = "5";

    private EnginePackets() {}

    static byte[] packet(char type, String text) {
        return (type + text).getBytes(StandardCharsets.UTF_8);
    }

    static byte[] probed() {
        return packet(PONG, PROBE);
    }

    static List<String> packets(String payload) {
        return List.of(payload.split(String.valueOf((char) SEPARATOR), -1));
    }
}
