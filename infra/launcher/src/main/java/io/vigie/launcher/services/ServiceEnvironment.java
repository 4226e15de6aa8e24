package io.vigie.launcher.services;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** What the services are told by their environment. Secrets travel here, or by a file that only their owner reads. */
public final class ServiceEnvironment {

    private static final String FILES = "VIGIE_STORAGE_DIRECTORY";

    private final Map<String, Integer> ports;
    private final Path files;

    /** @param ports the port of each program by its name; @param files where campaigns' files and tests' artifacts are kept */
    public ServiceEnvironment(Map<String, Integer> ports, Path files) {
        this.ports = Map.copyOf(ports);
        this.files = files;
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

    /** Where the files are that services share; the operator's own choice, if there is one, goes to all of them as it is. */
    public Map<String, String> files() {
        String chosen = System.getenv(FILES);
        return Map.of(FILES, chosen == null || chosen.isBlank() ? files.toString() : chosen);
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
