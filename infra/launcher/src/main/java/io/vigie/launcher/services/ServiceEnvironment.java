package io.vigie.launcher.services;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the services are told by their environment. Secrets travel here, or by a file that only their owner reads. */
public final class ServiceEnvironment {

    private static final String PUBLIC_URL = "VIGIE_PUBLIC_URL";
    private static final String FILES = "VIGIE_STORAGE_DIRECTORY";
    private static final String DENIED_TARGETS = "VIGIE_DENIED_TARGETS";

    private final Map<String, Integer> ports;
    private final Path files;
    private final UnaryOperator<@Nullable String> operators;

    /**
     * @param ports the port of each program by its name
     * @param files where campaigns' files and tests' artifacts are kept
     */
    public ServiceEnvironment(Map<String, Integer> ports, Path files) {
        this(ports, files, System::getenv);
    }

    /** @param operators the variables of whoever starts the system, by their name */
    ServiceEnvironment(Map<String, Integer> ports, Path files, UnaryOperator<@Nullable String> operators) {
        this.ports = Map.copyOf(ports);
        this.files = files;
        this.operators = operators;
    }

    /** What every service is told. */
    public Map<String, String> common() {
        Map<String, String> variables = new TreeMap<>();
        variables.put("SERVER_ADDRESS", "127.0.0.1");
        variables.put("VIGIE_KAFKA", "127.0.0.1:" + port("kafka"));
        variables.put("VIGIE_CAMPAIGN_URL", urlOf(Service.CAMPAIGN_SERVICE));
        variables.put("VIGIE_EXECUTION_URL", urlOf(Service.EXECUTION_SERVICE));
        variables.put("VIGIE_REPORT_URL", urlOf(Service.REPORT_SERVICE));
        // The first password is for one service at most, and it takes it from a file.
        variables.put("VIGIE_ADMIN_PASSWORD", "");
        return variables;
    }

    /**
     * Where the files are that services share. The operator's own choice, if there is one, goes to all of them as the same place: each service
     * works in a directory of its own, so a relative one would name as many places as there are services.
     */
    public Map<String, String> files() {
        String chosen = chosen(FILES);
        return Map.of(
                FILES,
                chosen.isEmpty()
                        ? files.toString()
                        : Path.of(chosen).toAbsolutePath().normalize().toString());
    }

    /**
     * What workers deny to the tests they run, besides what the operator denies: every port of the system's own but the public one. Behind
     * them are the history, the databases, and services that trust whoever comes from inside.
     */
    public Map<String, String> deniedTargets() {
        Stream<String> own = ports.entrySet().stream()
                .filter(program -> !program.getKey().equals(Service.NOTIFICATION_GATEWAY.title()))
                .map(program -> "127.0.0.1:" + program.getValue())
                .sorted();
        return Map.of(
                DENIED_TARGETS,
                Stream.concat(Stream.of(chosen(DENIED_TARGETS)), own)
                        .filter(entry -> !entry.isEmpty())
                        .collect(Collectors.joining(",")));
    }

    /** Where the system is reached from outside, for what it tells others: the operator's choice, or the public port on this machine. */
    public Map<String, String> publicUrl() {
        String chosen = chosen(PUBLIC_URL);
        return Map.of(PUBLIC_URL, chosen.isEmpty() ? urlOf(Service.NOTIFICATION_GATEWAY) : chosen);
    }

    private String chosen(String variable) {
        String value = operators.apply(variable);
        return value == null ? "" : value.strip();
    }

    /** How a service reaches its database. */
    public Map<String, String> database(String url, String user, String password) {
        return Map.of("VIGIE_DATABASE_URL", url, "VIGIE_DATABASE_USER", user, "VIGIE_DATABASE_PASSWORD", password);
    }

    /** The loopback address of a service. */
    public String urlOf(Service service) {
        return "http://127.0.0.1:" + port(service.title());
    }

    private int port(String program) {
        Integer port = ports.get(program);
        if (port == null) {
            throw new IllegalStateException("Expected a port for \"%s\", but none was chosen.".formatted(program));
        }
        return port;
    }
}
