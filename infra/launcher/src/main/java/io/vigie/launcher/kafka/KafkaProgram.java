package io.vigie.launcher.kafka;

import io.vigie.launcher.installation.AtomicFiles;
import io.vigie.launcher.installation.Installation;
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

    private final Installation installation;
    private final String clusterId;
    private final BrokerSettings settings;
    private final String classPath;
    private final Topology topology;

    /**
     * @param clusterId identity of the storage, the same for the whole life of the installation
     * @param jars the broker's class path
     */
    public KafkaProgram(Installation installation, String clusterId, int port, int controllerPort, List<Path> jars) {
        this.installation = installation;
        this.clusterId = clusterId;
        this.settings = new BrokerSettings(port, controllerPort, installation.data("kafka"));
        this.classPath = String.join(
                File.pathSeparator, jars.stream().map(Path::toString).toList());
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
        Path home = installation.programs().resolve("kafka");
        Files.createDirectories(home);
        Path properties = home.resolve("server.properties");
        AtomicFiles.write(properties, settings.asProperties());
        Path arguments = home.resolve("java.args");
        AtomicFiles.write(arguments, "-cp\n\"%s\"\n".formatted(classPath));
        if (!Files.exists(settings.data().resolve("meta.properties"))) {
            format(arguments, properties);
        }
        return new Start(
                List.of(
                        java(),
                        "-Xms96m",
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:MaxDirectMemorySize=64m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-Xshare:auto",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Dorg.slf4j.simpleLogger.logFile=System.out",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                        "-Dorg.slf4j.simpleLogger.log.kafka.server.KafkaRaftServer=info",
                        "-Dorg.slf4j.simpleLogger.showDateTime=true",
                        "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
                        "@" + arguments,
                        "kafka.Kafka",
                        properties.toString()),
                Map.of("JAVA_TOOL_OPTIONS", "", "JDK_JAVA_OPTIONS", ""),
                home);
    }

    private void format(Path arguments, Path properties) throws IOException, InterruptedException {
        Files.createDirectories(settings.data());
        int code = new ProcessBuilder(
                        java(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "@" + arguments,
                        "kafka.tools.StorageTool",
                        "format",
                        "--cluster-id",
                        clusterId,
                        "--config",
                        properties.toString(),
                        "--ignore-formatted")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException("its storage could not be formatted (code %d)".formatted(code));
        }
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
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
