package io.vigie.launcher.services;

import io.vigie.launcher.installation.AtomicFiles;
import io.vigie.launcher.installation.Installation;
import io.vigie.launcher.supervision.Program;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** One service as the supervisor keeps it. */
public final class ServiceProgram implements Program {

    private final Service service;
    private final Installation installation;
    private final Path jar;
    private final int port;
    private final Supplier<Map<String, String>> environment;
    private final HealthProbe probe;

    /**
     * @param jar what the build made
     * @param environment what it is told; asked at every start, since not everything holds for every start
     */
    public ServiceProgram(
            Service service, Installation installation, Path jar, int port, Supplier<Map<String, String>> environment) {
        this.service = service;
        this.installation = installation;
        this.jar = jar;
        this.port = port;
        this.environment = environment;
        this.probe = new HealthProbe(port);
    }

    @Override
    public String name() {
        return service.title();
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public Path log() {
        return installation.log(name());
    }

    @Override
    public Start prepare() throws IOException {
        Path home = installation.programs().resolve(name());
        UnpackedJar unpacked = UnpackedJar.of(jar, home);
        Path arguments = home.resolve("java.args");
        AtomicFiles.write(
                arguments,
                "-cp\n\"%s\"\n"
                        .formatted(String.join(
                                File.pathSeparator,
                                unpacked.classPath().stream()
                                        .map(Path::toString)
                                        .toList())));
        Path data = installation.data(name());
        Files.createDirectories(data);
        Map<String, String> variables = new HashMap<>(environment.get());
        variables.put("SERVER_PORT", Integer.toString(port));
        variables.put("VIGIE_DATA", data.toString());
        // Options that a person's shell gives to every JVM were not meant for six of them at once.
        variables.put("JAVA_TOOL_OPTIONS", "");
        variables.put("JDK_JAVA_OPTIONS", "");
        return new Start(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx%dm".formatted(service.heapMegabytes()),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:ReservedCodeCacheSize=64m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-Xshare:auto",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Dfile.encoding=UTF-8",
                        "@" + arguments,
                        unpacked.mainClass()),
                variables,
                data);
    }

    @Override
    public boolean serves() {
        return probe.healthy();
    }

    /** A service finishes what it has in hand. */
    @Override
    public Duration grace() {
        return Duration.ofSeconds(25);
    }
}
