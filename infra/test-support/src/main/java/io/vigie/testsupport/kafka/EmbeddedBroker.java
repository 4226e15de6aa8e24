package io.vigie.testsupport.kafka;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The broker in a JVM of its own, so that its classes, logs and memory stay out of the test's. It holds the other end of a pipe: when this
 * JVM ends, by whatever death, the pipe breaks and the broker leaves with its files.
 */
final class EmbeddedBroker {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int TRIES = 3;

    private EmbeddedBroker() {}

    /** Starts the broker and returns its bootstrap servers. */
    static String start() {
        IllegalStateException last = null;
        for (int attempt = 0; attempt < TRIES; attempt++) {
            // Another program may take a port between our choice and the broker's bind: choose again.
            try {
                return startOnce();
            } catch (IllegalStateException failed) {
                last = failed;
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
        throw new IllegalStateException("Expected to start Kafka, but it failed %d times.".formatted(TRIES), last);
    }

    private static String startOnce() throws IOException {
        Path home = Files.createTempDirectory("vigie-test-kafka-");
        try {
            return startIn(home);
        } catch (IllegalStateException | IOException failed) {
            BrokerProcess.remove(home);
            throw failed;
        }
    }

    private static String startIn(Path home) throws IOException {
        int port = freePort();
        Path settings = home.resolve("server.properties");
        Files.writeString(settings, settingsFor(home, port, freePort()));
        Path arguments = home.resolve("java.args");
        Files.writeString(arguments, "-cp \"" + brokerClassPath().replace("\\", "\\\\") + "\"\n");
        Path log = home.resolve("broker.log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx384m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xshare:auto",
                        "-Dlogback.configurationFile=io/vigie/testsupport/kafka/broker-logback.xml",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "@" + arguments,
                        BrokerProcess.class.getName(),
                        home.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .redirectInput(ProcessBuilder.Redirect.PIPE)
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> leave(process, home), "vigie-test-kafka-stop"));
        String bootstrap = "127.0.0.1:" + port;
        try {
            awaitListening(process, port);
            KafkaBroker.awaitAnswer(bootstrap, PATIENCE);
            return bootstrap;
        } catch (IllegalStateException failed) {
            String said = lastLines(log);
            end(process);
            throw new IllegalStateException(failed.getMessage() + " Its last words:\n" + said, failed);
        }
    }

    /** Ends the pipe, gives the broker the time to leave with its files, and takes what it leaves: a busy machine may be too slow for it. */
    private static void leave(Process process, Path home) {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                end(process);
            }
        } catch (IOException | InterruptedException hurried) {
            process.destroyForcibly();
        }
        BrokerProcess.remove(home);
    }

    private static void end(Process process) {
        try {
            process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    /** The admin client would retry a dead broker for a minute; the process itself says at once that it died. */
    private static void awaitListening(Process process, int port) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!listens(port)) {
            if (!process.isAlive()) {
                throw new IllegalStateException(
                        "Expected to start Kafka, but it ended with code %d.".formatted(process.exitValue()));
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "Expected to start Kafka within %s, but it does not listen.".formatted(PATIENCE));
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Expected to start Kafka, but was interrupted.", interrupted);
            }
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    private static String settingsFor(Path home, int port, int controllerPort) {
        Map<String, String> settings = BrokerSettings.forTests();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", "1");
        settings.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("listeners", "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(port, controllerPort));
        settings.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
        settings.put("log.dirs", home.resolve("data").toString());
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "4");
        settings.put("log.cleaner.dedupe.buffer.size", "4194304");
        return settings.entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue())
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /** The test's jars, which the broker's are among; of folders, ours alone, since the others hold what belongs to the test. */
    private static String brokerClassPath() {
        String own = locationOf(BrokerProcess.class);
        String whole = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> entries = Arrays.stream(whole.split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar") || entry.equals(own))
                .filter(entry -> !Path.of(entry).getFileName().toString().startsWith("log4j-to-slf4j"))
                .toList();
        return String.join(File.pathSeparator, entries.contains(own) ? entries : withOwn(entries, own));
    }

    private static List<String> withOwn(List<String> entries, String own) {
        return java.util.stream.Stream.concat(java.util.stream.Stream.of(own), entries.stream())
                .toList();
    }

    private static String locationOf(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (java.net.URISyntaxException malformed) {
            throw new IllegalStateException(
                    "Expected to find the class path of the broker, but its place is malformed.", malformed);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String lastLines(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
        } catch (IOException unreadable) {
            return "(its log could not be read)";
        }
    }
}
