package io.vigie.bench.fanout;

import io.vigie.bench.ProgramCost;
import io.vigie.testclient.Client;
import io.vigie.testclient.Vigie;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The reference: Debian's Flask-SocketIO on eventlet, which gets the very events that the gateway's clients got, and fans them out. */
final class FlaskServer implements AutoCloseable {

    private static final Path FOLDER = Path.of(System.getProperty("vigie.root", "../.."))
            .toAbsolutePath()
            .normalize()
            .resolve("infra/bench");
    private static final long TICK_NANOS = 10_000_000;

    private final Process process;
    private final int port;
    private final Socket feed;
    private final OutputStream out;
    private final BufferedReader in;
    private final Map<Long, Long> sentMicros = new HashMap<>();

    FlaskServer(Path log) throws IOException, InterruptedException {
        String python = run("./install-flask-socketio.sh");
        port = Vigie.freePort();
        int feedPort = Vigie.freePort();
        process = new ProcessBuilder(
                        python,
                        FOLDER.resolve("flask/server.py").toString(),
                        Integer.toString(port),
                        Integer.toString(feedPort))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        Awaitility.await("Flask-SocketIO").atMost(Duration.ofSeconds(30)).until(() -> accepts(port));
        feed = new Socket(InetAddress.getLoopbackAddress(), feedPort);
        feed.setTcpNoDelay(true);
        out = feed.getOutputStream();
        in = new BufferedReader(new InputStreamReader(feed.getInputStream(), StandardCharsets.UTF_8));
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    private static String run(String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(FOLDER.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
            throw new IllegalStateException("Expected %s to succeed, but it did not.".formatted(command));
        }
        return said.strip();
    }

    int port() {
        return port;
    }

    ProgramCost cost() {
        return new ProgramCost(process.pid());
    }

    /**
     * Sends tests, each of three records and four events as the gateway made them, at a steady pace in bundles of ten milliseconds.
     *
     * @param samples events as clients of the gateway got them, for one report
     * @return the numbers of the first test and of the one after the last
     */
    int[] load(List<String> samples, String run, int first, double recordsPerSecond, double seconds)
            throws IOException {
        Map<String, ObjectNode> events = new HashMap<>();
        for (String sample : samples) {
            JsonNode event = Client.JSON.readTree(sample);
            ObjectNode data = (ObjectNode) event.path("data");
            data.put("rapport_id", run);
            events.put(event.path("event").asString(), data);
        }
        sentMicros.clear();
        int tests = first;
        int logged = first;
        int completed = first;
        long begun = System.nanoTime();
        long due = begun;
        boolean over = false;
        while (!over || completed < tests) {
            long now = System.nanoTime();
            over |= now - begun >= seconds * 1e9;
            int until = over ? tests : first + (int) ((now - begun) / 1e9 * recordsPerSecond / 3);
            StringBuilder lines = new StringBuilder();
            while (completed < logged) {
                line(lines, events, "test_completed", completed, Tally.COMPLETED);
                line(lines, events, "campain_progress", completed++, -1);
            }
            while (logged < tests) {
                line(lines, events, "test_log", logged++, Tally.LOGGED);
            }
            while (tests < until) {
                line(lines, events, "test_started", tests++, Tally.STARTED);
            }
            out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
            due = Math.max(due + TICK_NANOS, System.nanoTime() - 10 * TICK_NANOS);
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
        }
        return new int[] {first, tests};
    }

    private void line(StringBuilder lines, Map<String, ObjectNode> events, String name, int test, int kind) {
        ObjectNode data = events.get(name);
        if (data == null) {
            throw new IllegalStateException("Expected a sample of \"%s\", but there is none.".formatted(name));
        }
        long number = kind < 0 ? -1 : Tally.number(test, kind);
        if (kind >= 0) {
            data.put("test_id", Tally.testId(test));
            sentMicros.put(number, Tally.nowMicros());
        }
        lines.append("{\"n\":")
                .append(number)
                .append(",\"event\":\"")
                .append(name)
                .append("\",\"data\":")
                .append(data)
                .append("}\n");
    }

    /** When each event was given to the server, by its number, in microseconds. */
    Map<Long, Long> sentMicros() {
        return sentMicros;
    }

    /** When the server read each event, by its number, in microseconds. */
    Map<Long, Long> readMicros() throws IOException {
        out.write("times\n".getBytes(StandardCharsets.UTF_8));
        Map<Long, Long> times = new HashMap<>();
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            String[] pair = line.split(" ");
            times.put(Long.parseLong(pair[0]), Long.parseLong(pair[1]));
        }
        return times;
    }

    @Override
    public void close() throws IOException {
        feed.close();
        process.destroyForcibly();
    }
}
