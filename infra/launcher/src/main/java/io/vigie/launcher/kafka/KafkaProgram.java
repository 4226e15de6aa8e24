package io.vigie.launcher.kafka;

import io.vigie.launcher.installation.AtomicFiles;
import io.vigie.launcher.installation.Installation;
import io.vigie.launcher.jvm.JavaProgram;
import io.vigie.launcher.supervision.Program;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The Kafka broker as the supervisor keeps it: a JVM of its own, one node, loopback only. */
public final class KafkaProgram implements Program {

    private static final String PROPERTIES = "server.properties";

    private final Installation installation;
    private final String clusterId;
    private final BrokerSettings settings;
    private final Path home;
    private final List<Path> jars;
    private final Topology topology;

    /**
     * @param clusterId identity of the storage, the same for the whole life of the installation
     * @param jars the broker's class path
     */
    public KafkaProgram(Installation installation, String clusterId, int port, int controllerPort, List<Path> jars) {
        this.installation = installation;
        this.clusterId = clusterId;
        this.settings = new BrokerSettings(port, controllerPort, installation.data("kafka"));
        this.home = installation.programs().resolve("kafka");
        this.jars = jars;
        this.topology = new Topology("127.0.0.1:" + port);
    }

    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public int port() {
        return settings.port();
    }

    @Override
    public Path log() {
        return installation.log(name());
    }

    @Override
    public Start prepare() throws IOException, InterruptedException {
        Files.createDirectories(home);
        AtomicFiles.write(home.resolve(PROPERTIES), settings.asProperties());
        if (!Files.exists(settings.data().resolve("meta.properties"))) {
            format();
        }
        return new Start(broker().command(), Map.of("JAVA_TOOL_OPTIONS", "", "JDK_JAVA_OPTIONS", ""), home);
    }

    private JavaProgram broker() {
        return new JavaProgram(
                home,
                jars,
                List.of(
                        // Measured on two cores: half the processor time until it serves, and less for the same
                        // transactions too.
                        "-XX:TieredStopAtLevel=1",
                        "-Xms64m",
                        "-Xmx256m",
                        "-XX:MaxDirectMemorySize=64m",
                        "-Dorg.slf4j.simpleLogger.logFile=System.out",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                        "-Dorg.slf4j.simpleLogger.log.kafka.server.KafkaRaftServer=info",
                        "-Dorg.slf4j.simpleLogger.showDateTime=true",
                        "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX"),
                "kafka.Kafka",
                List.of(home.resolve(PROPERTIES).toString()),
                true);
    }

    private void format() throws IOException, InterruptedException {
        Files.createDirectories(settings.data());
        String classPath = String.join(
                File.pathSeparator, jars.stream().map(Path::toString).toList());
        int code = new ProcessBuilder(
                        JavaProgram.java(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        classPath,
                        "kafka.tools.StorageTool",
                        "format",
                        "--cluster-id",
                        clusterId,
                        "--config",
                        home.resolve(PROPERTIES).toString(),
                        "--ignore-formatted")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException("its storage could not be formatted (code %d)".formatted(code));
        }
    }

    @Override
    public void whenIdle() throws IOException, InterruptedException {
        broker().archiveClasses();
    }

    @Override
    public boolean serves() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()), 500);
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    @Override
    public void onServing() throws IOException, InterruptedException {
        topology.establish();
    }

    @Override
    public Duration grace() {
        return Duration.ofSeconds(30);
    }
}
