package io.vigie.bench.fanout;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The process of those who watch: one thread, one selector, as little work per event as it takes to count it, since it shares the processors with
 * what it measures. Told what to do by lines on its standard input, each answered by one line:
 *
 * <pre>
 * open GROUP WIRE PORT COUNT RUNS-FILE TOKENS-FILE [AFTER]   opens connections; the runs and tokens of the files in turn
 * slow GROUP BYTES        reads only so much a second; 0 reads everything again
 * heard GROUP             how many events the group has got, how many are still connected, and the last reason of a cut
 * clear | events | samples
 * write FILE              see {@link Tally#write}
 * close GROUP | quit
 * </pre>
 */
public final class Watchers {

    private static final int UNDER_WAY = 40;
    private static final int SAMPLES = 4;
    private static final int READ_BYTES = 1 << 20;
    private static final long SLICE_MILLIS = 100;
    private static final long OPENING_LIMIT_NANOS = 240_000_000_000L;
    private static final int WIDE_WINDOW = 1 << 20;
    private static final int SMALL_WINDOW = 4_096;

    private final Selector selector = Selector.open();
    private final Tally tally = new Tally();
    private final Tally aside = new Tally();
    private final Map<String, List<Watcher>> groups = new LinkedHashMap<>();
    private final BlockingQueue<String> commands = new ArrayBlockingQueue<>(1_000);
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
    private final byte[] scratch = new byte[2 * READ_BYTES];
    private final ByteBuffer sip = ByteBuffer.allocateDirect(READ_BYTES);
    private @Nullable Opening opening;
    private long lastSip = System.nanoTime();
    private int lost;

    private Watchers() throws IOException {}

    public static void main(String[] arguments) throws IOException {
        new Watchers().run();
    }

    private void run() throws IOException {
        Thread.ofPlatform().daemon().start(this::readCommands);
        while (true) {
            selector.select(this::ready, SLICE_MILLIS);
            sip();
            Opening now = opening;
            if (now != null) {
                now.goOn();
            }
            for (String command = opening == null ? commands.poll() : null;
                    command != null;
                    command = opening == null ? commands.poll() : null) {
                if (command.equals("quit")) {
                    return;
                }
                obey(command.split(" "));
            }
        }
    }

    private void readCommands() {
        try (var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                commands.add(line);
                selector.wakeup();
            }
        } catch (IOException gone) {
            // The bench is over, and so are we.
        }
        commands.add("quit");
        selector.wakeup();
    }

    private void obey(String[] words) throws IOException {
        switch (words[0]) {
            case "open" -> opening = new Opening(words);
            case "slow" -> {
                int most = Integer.parseInt(words[2]);
                for (Watcher watcher : group(words[1])) {
                    watcher.readAtMost(most);
                    if (most == 0) {
                        // Else the kernel goes on offering a window of two kilobytes, five times a second.
                        watcher.channel.setOption(StandardSocketOptions.SO_RCVBUF, WIDE_WINDOW);
                    }
                }
                say("slow");
            }
            case "heard" -> {
                List<Watcher> group = group(words[1]);
                say("heard %d %d %s"
                        .formatted(
                                group.stream().mapToLong(Watcher::events).sum(),
                                group.stream()
                                        .filter(watcher -> watcher.channel.isOpen())
                                        .count(),
                                group.stream()
                                        .map(Watcher::cut)
                                        .filter(cut -> !cut.isEmpty())
                                        .findFirst()
                                        .orElse("")));
            }
            case "clear" -> {
                tally.clear();
                say("cleared");
            }
            case "events" -> say("events " + tally.events() + " " + lost);
            case "samples" -> {
                say("samples " + tally.samples().size());
                tally.samples().values().forEach(Watchers::say);
            }
            case "write" -> {
                tally.write(Path.of(words[1]));
                say("written");
            }
            case "close" -> {
                for (Watcher watcher : group(words[1])) {
                    watcher.channel.close();
                }
                groups.remove(words[1]);
                say("closed");
            }
            default -> say("unknown " + words[0]);
        }
    }

    private List<Watcher> group(String name) {
        return groups.getOrDefault(name, List.of());
    }

    private void ready(SelectionKey key) {
        try {
            if (key.isConnectable()) {
                ((Opening) key.attachment()).connected(key);
            } else if (!((Watcher) key.attachment()).read(buffer, scratch)) {
                lose(key);
            }
        } catch (IOException broken) {
            lose(key);
        }
    }

    private void lose(SelectionKey key) {
        lost++;
        try {
            key.channel().close();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    /** Those who read slowly read a little now and then. */
    private void sip() {
        long now = System.nanoTime();
        long elapsed = now - lastSip;
        if (elapsed < SLICE_MILLIS * 1_000_000) {
            return;
        }
        lastSip = now;
        for (List<Watcher> group : groups.values()) {
            for (Watcher watcher : group) {
                if (watcher.isSlow() && watcher.channel.isOpen()) {
                    sip(watcher, (int) Math.min(READ_BYTES, watcher.slowness() * elapsed / 1_000_000_000));
                }
            }
        }
    }

    private void sip(Watcher watcher, int bytes) {
        SelectionKey key = watcher.channel.keyFor(selector);
        try {
            ByteBuffer some = sip.slice(0, Math.max(1, bytes));
            if (!watcher.read(some, scratch)) {
                lose(key);
            }
        } catch (IOException broken) {
            lose(key);
        }
    }

    /** Connections that are being opened, some at a time. */
    private final class Opening {

        private final String group;
        private final Wire wire;
        private final int port;
        private final int count;
        private final List<String> runs;
        private final List<String> tokens;
        private final String after;
        private final long begun = System.nanoTime();
        private final List<Watcher> opened = new ArrayList<>();
        private final ArrayDeque<Watcher> underWay = new ArrayDeque<>();
        private int started;
        private int connecting;
        private int failed;
        private String reason = "";

        Opening(String[] words) throws IOException {
            group = words[1];
            wire = Wire.valueOf(words[2]);
            port = Integer.parseInt(words[3]);
            count = Integer.parseInt(words[4]);
            runs = Files.readAllLines(Path.of(words[5]));
            tokens = Files.readAllLines(Path.of(words[6]));
            after = words.length > 7 ? words[7] : "";
            goOn();
        }

        void goOn() throws IOException {
            for (int left = underWay.size(); left > 0; left--) {
                Watcher watcher = underWay.remove();
                if (watcher.joined()) {
                    opened.add(watcher);
                } else if (!watcher.refused().isEmpty() || !watcher.channel.isOpen()) {
                    failed++;
                    reason = watcher.refused();
                } else {
                    underWay.add(watcher);
                }
            }
            while (started < count && connecting + underWay.size() < UNDER_WAY) {
                SocketChannel channel = SocketChannel.open();
                channel.configureBlocking(false);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                if (group.equals(WatcherProcess.ASIDE)) {
                    channel.setOption(StandardSocketOptions.SO_RCVBUF, SMALL_WINDOW);
                }
                channel.register(selector, SelectionKey.OP_CONNECT, this);
                channel.connect(new InetSocketAddress("127.0.0.1", port));
                started++;
                connecting++;
            }
            boolean late = System.nanoTime() - begun > OPENING_LIMIT_NANOS;
            if (opened.size() + failed == count || late) {
                groups.computeIfAbsent(group, absent -> new ArrayList<>()).addAll(opened);
                opening = null;
                say("opened %d %d %d %s"
                        .formatted(
                                opened.size(), count - opened.size(), (System.nanoTime() - begun) / 1_000_000, reason));
            }
        }

        void connected(SelectionKey key) throws IOException {
            connecting--;
            int number = opened.size() + failed + underWay.size();
            SocketChannel channel = (SocketChannel) key.channel();
            try {
                channel.finishConnect();
            } catch (IOException refused) {
                failed++;
                reason = String.valueOf(refused.getMessage());
                channel.close();
                return;
            }
            String run = runs.get(number % runs.size());
            Watcher watcher = new Watcher(
                    wire,
                    group.equals(WatcherProcess.ASIDE) ? aside : tally,
                    key,
                    run,
                    after,
                    tally.samples().size() < SAMPLES);
            key.attach(watcher);
            key.interestOps(SelectionKey.OP_READ);
            ByteBuffer request = wire.opening(port, run, tokens.isEmpty() ? "" : tokens.get(number % tokens.size()));
            while (request.hasRemaining()) {
                channel.write(request);
            }
            underWay.add(watcher);
        }
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
