package io.vigie.launcher.services;

import io.vigie.launcher.installation.Installation;
import io.vigie.launcher.jvm.JavaProgram;
import io.vigie.launcher.supervision.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One process of a service as the supervisor keeps it. */
public final class ServiceProgram implements Program {

    private final Service service;
    private final String name;
    private final Installation installation;
    private final UnpackedJars jars;
    private final int port;
    private final Supplier<Map<String, String>> environment;
    private final HealthProbe probe;

    private volatile @Nullable JavaProgram lastStart;

    /**
     * @param name the process's own; the first process of a service has the service's
     * @param environment what it is told; asked at every start, since not everything holds for every start
     */
    public ServiceProgram(
            Service service,
            String name,
            Installation installation,
            UnpackedJars jars,
            int port,
            Supplier<Map<String, String>> environment) {
        this.service = service;
        this.name = name;
        this.installation = installation;
        this.jars = jars;
        this.port = port;
        this.environment = environment;
        this.probe = new HealthProbe(port);
    }

    @Override
    public String name() {
        return name;
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
        UnpackedJar unpacked = jars.of(service);
        Path data = installation.data(name());
        Files.createDirectories(data);
        Map<String, String> variables = new HashMap<>(environment.get());
        variables.put("SERVER_PORT", Integer.toString(port));
        variables.put("VIGIE_DATA", data.toString());
        // Options that a person's shell gives to every JVM were not meant for six of them at once.
        variables.put("JAVA_TOOL_OPTIONS", "");
        variables.put("JDK_JAVA_OPTIONS", "");
        JavaProgram java = java(unpacked);
        lastStart = java;
        return new Start(java.command(), variables, data);
    }

    private JavaProgram java(UnpackedJar unpacked) {
        return new JavaProgram(
                unpacked.home(),
                unpacked.classPath(),
                service.jvmOptions(),
                unpacked.mainClass(),
                List.of(),
                // All processes of a service are started alike, so one of them makes the archive for all.
                name.equals(service.title()));
    }

    @Override
    public void whenIdle() throws IOException, InterruptedException {
        JavaProgram java = lastStart;
        if (java != null) {
            java.archiveClasses();
        }
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
