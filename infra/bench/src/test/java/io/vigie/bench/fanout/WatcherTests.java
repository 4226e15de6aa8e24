package io.vigie.bench.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One who watches, at the other end of a real connection. */
class WatcherTests {

    private static final String EVENT =
            "{\"event\":\"%s\",\"id\":\"e:1:2-3\",\"data\":{\"rapport_id\":\"r\",\"test_id\":\"" + Tally.testId(7)
                    + "\"}}";

    @TempDir
    private Path folder;

    private final Tally tally = new Tally();
    private Selector selector;
    private SocketChannel server;
    private Watcher watcher;

    @BeforeEach
    void connects() throws IOException {
        selector = Selector.open();
    }

    @AfterEach
    void disconnects() throws IOException {
        server.close();
        watcher.channel.close();
        selector.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 64, 100_000})
    void countsEventsOfAWebSocketHoweverTheyAreCut(int piece) throws IOException {
        connect(Wire.WEBSOCKET);
        send(
                piece,
                head("101 Switching Protocols"),
                message("{\"event\":\"snapshot\",\"id\":\"e:1:1-1\",\"data\":{}}"),
                message(EVENT.formatted("test_started")),
                message(EVENT.formatted("test_log")),
                message(EVENT.formatted("test_completed")),
                message("{\"event\":\"campain_progress\",\"id\":\"e:1:4-4\",\"data\":{}}"));

        assertThat(watcher.joined()).isTrue();
        assertThat(watcher.events()).isEqualTo(4);
        heardOnceEach();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100_000})
    void countsServerSentEventsHoweverTheyAreCut(int piece) throws IOException {
        connect(Wire.SSE);
        send(
                piece,
                head("200 OK"),
                chunk("retry: 1000\n: vigie\n\n"),
                chunk("event: snapshot\nid: e:1:1-1\ndata: {}\n\n"),
                chunk(serverSent("test_started") + serverSent("test_log")),
                chunk(serverSent("test_completed")),
                chunk("event: campain_progress\nid: e:1:4-4\ndata: {}\n\n"));

        assertThat(watcher.joined()).isTrue();
        assertThat(watcher.events()).isEqualTo(4);
        heardOnceEach();
    }

    @Test
    void countsEventsOfSocketIo() throws IOException {
        connect(Wire.SOCKET_IO);
        send(
                100_000,
                head("101 Switching Protocols"),
                message("0{\"sid\":\"x\"}"),
                message("40{\"sid\":\"y\"}"),
                message("42[\"joined\",{}]"),
                message("42[\"test_started\",{\"test_id\":\"" + Tally.testId(7) + "\"}]"),
                message("2"));

        assertThat(watcher.joined()).isTrue();
        assertThat(watcher.events()).isEqualTo(1);
    }

    @Test
    void keepsTheReasonOfACut() throws IOException {
        connect(Wire.WEBSOCKET);
        String cut = "{\"event\":\"cut\",\"id\":\"e:1:2-3\",\"data\":{\"reason\":\"too-slow\"}}";
        send(100_000, head("101 Switching Protocols"), message("{\"event\":\"snapshot\",\"data\":{}}"), message(cut));

        assertThat(watcher.cut()).isEqualTo(cut);
        assertThat(watcher.events()).isZero();
    }

    @Test
    void knowsThatItWasRefused() throws IOException {
        connect(Wire.SSE);
        send(100_000, head("401 Unauthorized"));

        assertThat(watcher.refused()).isEqualTo("HTTP/1.1 401 Unauthorized");
    }

    private void heardOnceEach() throws IOException {
        Path file = folder.resolve("heard");
        tally.write(file);
        LastHeard heard = LastHeard.read(file);
        for (int kind = 0; kind < 3; kind++) {
            assertThat(heard.count(Tally.number(7, kind))).isEqualTo(1);
            assertThat(heard.lastMicros(Tally.number(7, kind))).isPositive();
            assertThat(heard.count(Tally.number(6, kind))).isZero();
        }
    }

    private void connect(Wire wire) throws IOException {
        try (ServerSocketChannel door = ServerSocketChannel.open()) {
            door.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            SocketChannel client = SocketChannel.open(door.getLocalAddress());
            server = door.accept();
            client.configureBlocking(false);
            SelectionKey key = client.register(selector, SelectionKey.OP_READ);
            watcher = new Watcher(wire, tally, key, "r", "", false);
        }
    }

    private void send(int piece, byte[]... parts) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        byte[] bytes = all.toByteArray();
        ByteBuffer into = ByteBuffer.allocate(1 << 16);
        for (int at = 0; at < bytes.length; at += piece) {
            server.write(ByteBuffer.wrap(bytes, at, Math.min(piece, bytes.length - at)));
            selector.select();
            selector.selectedKeys().clear();
            watcher.read(into, new byte[1 << 17]);
        }
    }

    private static byte[] head(String status) {
        return ("HTTP/1.1 " + status + "\r\nX: y\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    private static String serverSent(String name) {
        return "event: %s\nid: e:1:2-3\ndata: {\"test_id\":\"%s\"}\n\n".formatted(name, Tally.testId(7));
    }

    private static byte[] chunk(String text) {
        return "%x\r\n%s\r\n".formatted(text.length(), text).getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] message(String text) {
        byte[] payload = text.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 4).put((byte) 0x81);
        if (payload.length < 126) {
            frame.put((byte) payload.length);
        } else {
            frame.put((byte) 126).putShort((short) payload.length);
        }
        byte[] bytes = new byte[frame.put(payload).position()];
        frame.flip().get(bytes);
        return bytes;
    }
}
