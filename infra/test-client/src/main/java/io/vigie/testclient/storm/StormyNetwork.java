package io.vigie.testclient.storm;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A way to a server on which connections do not live long: a proxy on the loopback address that splits what it carries into odd pieces, delays
 * some, and ends each connection by chance, with a reset, with an orderly end in the middle of a message, or by carrying nothing any more
 * while both ends believe it open. Its choices come from a seed; its moments belong to the machine.
 */
final class StormyNetwork implements AutoCloseable {

    private static final int LARGEST_PIECE = 8_192;
    private static final int SHORTEST_LIFE_BYTES = 500;
    private static final int USUAL_LIFE_BYTES = 150_000;
    private static final int DELAYED_OF_100 = 4;
    private static final int LONGEST_DELAY_MILLIS = 200;
    private static final int STALLED_OF_1000 = 3;
    private static final int LONGEST_STALL_MILLIS = 2_000;
    private static final long SILENCE_MILLIS = 8_000;

    private final int target;
    private final Random seeds;
    private final ServerSocket server;
    private final ExecutorService hands = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger resets = new AtomicInteger();
    private final AtomicInteger ends = new AtomicInteger();
    private final AtomicInteger silences = new AtomicInteger();
    private final AtomicInteger delays = new AtomicInteger();
    private volatile boolean closed;

    /** How a connection ends. */
    private enum Fate {
        RESET,
        END,
        SILENCE
    }

    /** @param target the server's port on the loopback address */
    StormyNetwork(int target, long seed) {
        this.target = target;
        this.seeds = new Random(seed);
        try {
            this.server = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
        hands.execute(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** What it did so far, in one sentence. */
    String account() {
        return "%d connections: %d reset, %d ended, %d fell silent; %d delays"
                .formatted(connections.get(), resets.get(), ends.get(), silences.get(), delays.get());
    }

    /** How many connections it has ended so far. */
    int cuts() {
        return resets.get() + ends.get() + silences.get();
    }

    private void accept() {
        while (!closed) {
            try {
                Socket client = server.accept();
                Random chance = new Random(seeds.nextLong());
                connections.incrementAndGet();
                hands.execute(() -> carry(client, chance));
            } catch (IOException stopped) {
                return;
            }
        }
    }

    private void carry(Socket client, Random chance) {
        open.add(client);
        try (client;
                Socket upstream = new Socket(InetAddress.getLoopbackAddress(), target)) {
            open.add(upstream);
            client.setTcpNoDelay(true);
            upstream.setTcpNoDelay(true);
            Random otherWay = new Random(chance.nextLong());
            hands.execute(() -> {
                try {
                    pump(client, upstream, otherWay, Long.MAX_VALUE);
                    upstream.shutdownOutput();
                } catch (IOException | InterruptedException cut) {
                    reset(client);
                    reset(upstream);
                }
            });
            long life = SHORTEST_LIFE_BYTES + (long) (-Math.log(1 - chance.nextDouble()) * USUAL_LIFE_BYTES);
            if (pump(upstream, client, chance, life)) {
                end(client, upstream, Fate.values()[chance.nextInt(Fate.values().length)]);
            }
            open.remove(upstream);
        } catch (IOException | InterruptedException cut) {
            // What a network does; the client comes again.
        } finally {
            open.remove(client);
        }
    }

    /** Carries bytes until their source ends, or so many are through. @return whether the connection's life is over */
    private boolean pump(Socket from, Socket to, Random chance, long life) throws IOException, InterruptedException {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        byte[] piece = new byte[LARGEST_PIECE];
        long left = life;
        while (left > 0) {
            int read = in.read(piece, 0, (int) Math.min(left, 1 + chance.nextInt(piece.length)));
            if (read < 0) {
                return false;
            }
            int dice = chance.nextInt(1_000);
            if (dice < STALLED_OF_1000) {
                delay(chance.nextInt(LONGEST_STALL_MILLIS));
            } else if (dice < DELAYED_OF_100 * 10) {
                delay(chance.nextInt(LONGEST_DELAY_MILLIS));
            }
            out.write(piece, 0, read);
            left -= read;
        }
        return true;
    }

    private void delay(int millis) throws InterruptedException {
        delays.incrementAndGet();
        TimeUnit.MILLISECONDS.sleep(millis);
    }

    private void end(Socket client, Socket upstream, Fate fate) throws IOException, InterruptedException {
        switch (fate) {
            case RESET -> {
                resets.incrementAndGet();
                reset(client);
                reset(upstream);
            }
            case END -> {
                ends.incrementAndGet();
                client.shutdownOutput();
            }
            case SILENCE -> {
                silences.incrementAndGet();
                TimeUnit.MILLISECONDS.sleep(SILENCE_MILLIS);
                reset(client);
                reset(upstream);
            }
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException gone) {
            // It was reset by the other end.
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            server.close();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
        open.forEach(StormyNetwork::reset);
        hands.shutdownNow();
    }
}
