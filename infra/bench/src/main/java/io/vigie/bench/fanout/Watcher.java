package io.vigie.bench.fanout;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One connection that watches one report. Understands just as much of its wire as is needed to count events. One thread. */
final class Watcher {

    private static final byte[] END_OF_HEAD = Tally.ascii("\r\n\r\n");
    private static final byte[] SNAPSHOT = Tally.ascii("snapshot\"");
    private static final byte[] CUT = Tally.ascii("\"event\":\"cut\"");
    private static final byte[] RESUMED = Tally.ascii("\"event\":\"resumed\"");
    private static final byte[] EVENT = Tally.ascii("event: ");
    private static final byte[] DATA = Tally.ascii("data: ");
    private static final byte[] SSE_SNAPSHOT = Tally.ascii("snapshot");
    private static final int NAMES_END = 40;

    final String run;
    final SocketChannel channel;
    private final Wire wire;
    private final Tally tally;
    private final String after;
    private final SelectionKey key;
    private final boolean samples;

    private byte[] rest = new byte[0];
    private boolean headRead;
    /** For server-sent events: which kind of event the next data are of. */
    private int kind = -1;

    private boolean joined;
    private String refused = "";
    private String cut = "";
    private long events;
    /** How many bytes a second it reads; 0 for all there are. */
    private int slowness;

    Watcher(Wire wire, Tally tally, SelectionKey key, String run, String after, boolean samples) {
        this.wire = wire;
        this.tally = tally;
        this.key = key;
        this.channel = (SocketChannel) key.channel();
        this.run = run;
        this.after = after;
        this.samples = samples;
    }

    boolean joined() {
        return joined;
    }

    String refused() {
        return refused;
    }

    /** The event that said why the stream was cut, or nothing. */
    String cut() {
        return cut;
    }

    long events() {
        return events;
    }

    boolean isSlow() {
        return slowness > 0;
    }

    int slowness() {
        return slowness;
    }

    void readAtMost(int bytesPerSecond) {
        slowness = bytesPerSecond;
        key.interestOps(bytesPerSecond > 0 ? 0 : SelectionKey.OP_READ);
    }

    /** Takes what came. @return false when the connection is over */
    boolean read(ByteBuffer into, byte[] scratch) throws IOException {
        into.clear();
        int count = channel.read(into);
        if (count < 0) {
            return false;
        }
        long micros = Tally.nowMicros();
        byte[] bytes = scratch;
        int kept = rest.length;
        if (kept + count > scratch.length) {
            bytes = new byte[kept + count];
        }
        System.arraycopy(rest, 0, bytes, 0, kept);
        into.flip().get(bytes, kept, count);
        int until = kept + count;
        int at = 0;
        if (!headRead) {
            at = head(bytes, until);
            if (at < 0) {
                rest = Arrays.copyOf(bytes, until);
                return refused.isEmpty();
            }
        }
        at = wire == Wire.SSE ? lines(bytes, at, until, micros) : frames(bytes, at, until, micros);
        rest = at == until ? new byte[0] : Arrays.copyOfRange(bytes, at, until);
        return true;
    }

    private int head(byte[] bytes, int until) throws IOException {
        int end = Tally.find(bytes, 0, until, END_OF_HEAD);
        if (end < 0) {
            return -1;
        }
        String status = new String(bytes, 0, Math.min(until, 60), StandardCharsets.US_ASCII)
                .lines()
                .findFirst()
                .orElse("");
        if (!status.contains(" 101") && !status.contains(" 200")) {
            refused = status;
            return -1;
        }
        headRead = true;
        byte[] greeting = wire.greeting(run, after);
        if (greeting.length > 0) {
            write(greeting);
        }
        // Who resumes gets no snapshot.
        joined = !after.isEmpty();
        return end + END_OF_HEAD.length;
    }

    private int frames(byte[] bytes, int from, int until, long micros) throws IOException {
        int at = from;
        while (until - at >= 2) {
            int length = bytes[at + 1] & 0x7f;
            int header = 2;
            if (length == 126) {
                header = 4;
                if (until - at < header) {
                    break;
                }
                length = (bytes[at + 2] & 0xff) << 8 | bytes[at + 3] & 0xff;
            } else if (length == 127) {
                header = 10;
                if (until - at < header) {
                    break;
                }
                length = ByteBuffer.wrap(bytes, at + 6, 4).getInt();
            }
            if (until - at - header < length) {
                break;
            }
            int payload = at + header;
            switch (bytes[at] & 0x0f) {
                case 0x1 -> text(bytes, payload, payload + length, micros);
                case 0x9 -> write(Wire.pong());
                default -> {}
            }
            at = payload + length;
        }
        return at;
    }

    private void text(byte[] bytes, int from, int until, long micros) throws IOException {
        if (wire == Wire.SOCKET_IO) {
            packet(bytes, from, until, micros);
            return;
        }
        if (!joined) {
            joined = Tally.find(bytes, from, Math.min(until, from + NAMES_END), SNAPSHOT) >= 0;
            if (!joined) {
                refused = new String(bytes, from, until - from, StandardCharsets.UTF_8);
            }
            return;
        }
        if (Tally.find(bytes, from, Math.min(until, from + NAMES_END), CUT) >= 0) {
            cut = new String(bytes, from, until - from, StandardCharsets.UTF_8);
            return;
        }
        // What tells a client that it has caught up is no event of the run.
        if (Tally.find(bytes, from, Math.min(until, from + NAMES_END), RESUMED) < 0) {
            event(bytes, from, until, micros);
        }
    }

    /** Engine.IO: {@code 0} opens, {@code 2} pings, {@code 4} brings a packet of Socket.IO: {@code 0} is let in, {@code 2} is an event. */
    private void packet(byte[] bytes, int from, int until, long micros) throws IOException {
        if (bytes[from] == '2') {
            write(Wire.text("3"));
        } else if (until - from > 1 && bytes[from] == '4' && bytes[from + 1] == '0') {
            write(Wire.text("42[\"join_rapport\",{\"rapport_id\":\"%s\"}]".formatted(run)));
        } else if (until - from > 1 && bytes[from] == '4' && bytes[from + 1] == '2') {
            if (joined) {
                event(bytes, from, until, micros);
            }
            joined = true;
        }
    }

    private void event(byte[] bytes, int from, int until, long micros) {
        events++;
        tally.event(bytes, from, until, micros);
        if (samples) {
            String text = new String(bytes, from, until - from, StandardCharsets.UTF_8);
            tally.sample(text.split("\"", 5)[3], text);
        }
    }

    /** Lines of server-sent events; those of the chunked encoding between them look like none. */
    private int lines(byte[] bytes, int from, int until, long micros) {
        int at = from;
        for (int end = indexOf(bytes, at, until, (byte) '\n'); end >= 0; end = indexOf(bytes, at, until, (byte) '\n')) {
            if (startsWith(bytes, at, end, EVENT)) {
                int name = at + EVENT.length;
                if (!joined) {
                    joined = startsWith(bytes, name, end, SSE_SNAPSHOT);
                } else {
                    events++;
                    tally.counted();
                    kind = end - name > 5 && bytes[name + 4] == '_' ? Tally.kind(bytes[name + 5]) : -1;
                }
            } else if (kind >= 0 && startsWith(bytes, at, end, DATA)) {
                tally.test(bytes, at, end, kind, micros);
                kind = -1;
            }
            at = end + 1;
        }
        return at;
    }

    private static int indexOf(byte[] bytes, int from, int until, byte wanted) {
        for (int at = from; at < until; at++) {
            if (bytes[at] == wanted) {
                return at;
            }
        }
        return -1;
    }

    private static boolean startsWith(byte[] bytes, int from, int until, byte[] wanted) {
        return until - from >= wanted.length
                && Arrays.equals(bytes, from, from + wanted.length, wanted, 0, wanted.length);
    }

    private void write(byte[] bytes) throws IOException {
        ByteBuffer out = ByteBuffer.wrap(bytes);
        while (out.hasRemaining()) {
            channel.write(out);
        }
    }
}
