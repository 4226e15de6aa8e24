package io.vigie.launcher.installation;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an installation remembers between starts.
 *
 * @param product always {@code vigie}: the mark by which a directory is known as ours
 * @param clusterId identity of the Kafka storage
 * @param publicPort the one port that people use
 * @param ports the port of each program that listens, by the program's name
 * @param administratorCreated whether the first administrator exists, so that its first password is no longer needed
 * @param passwordGenerated whether that password was made up by us and has to be told
 * @param demonstrationLoaded whether the demonstration has been brought
 * @param format how its data is written; absent in the first installations
 * @param workers how many worker processes the last start had; absent in records that are older than the choice
 */
public record InstallationRecord(
        String product,
        String clusterId,
        int publicPort,
        Map<String, Integer> ports,
        boolean administratorCreated,
        boolean passwordGenerated,
        boolean demonstrationLoaded,
        @Nullable Integer format,
        @Nullable Integer workers) {

    /** The most worker processes of one installation. */
    public static final int MAX_WORKERS = 32;

    /** The port that people use when nobody chose another. */
    public static final int DEFAULT_PUBLIC_PORT = 8080;

    static final String PRODUCT = "vigie";

    /** Grows when data of before can no longer be read. */
    private static final int FORMAT = 2;

    public InstallationRecord {
        ports = Map.copyOf(ports);
    }

    /** A new installation. */
    public static InstallationRecord fresh(String clusterId) {
        return new InstallationRecord(
                PRODUCT, clusterId, DEFAULT_PUBLIC_PORT, Map.of(), false, false, false, FORMAT, null);
    }

    /** Whether its data can be read: it was written by a version like this one. */
    public boolean isReadable() {
        return format != null && format == FORMAT;
    }

    /** How many worker processes it has; the first is the coordinator's own process. */
    public int workerProcesses() {
        return workers == null ? 1 : workers;
    }

    public InstallationRecord withWorkers(int processes) {
        return new InstallationRecord(
                product,
                clusterId,
                publicPort,
                ports,
                administratorCreated,
                passwordGenerated,
                demonstrationLoaded,
                format,
                processes);
    }

    public InstallationRecord withPublicPort(int port) {
        return new InstallationRecord(
                product,
                clusterId,
                port,
                ports,
                administratorCreated,
                passwordGenerated,
                demonstrationLoaded,
                format,
                workers);
    }

    public InstallationRecord withPorts(Map<String, Integer> chosen) {
        return new InstallationRecord(
                product,
                clusterId,
                publicPort,
                new TreeMap<>(chosen),
                administratorCreated,
                passwordGenerated,
                demonstrationLoaded,
                format,
                workers);
    }

    public InstallationRecord withPasswordGenerated(boolean generated) {
        return new InstallationRecord(
                product,
                clusterId,
                publicPort,
                ports,
                administratorCreated,
                generated,
                demonstrationLoaded,
                format,
                workers);
    }

    public InstallationRecord withAdministratorCreated() {
        return new InstallationRecord(
                product, clusterId, publicPort, ports, true, passwordGenerated, demonstrationLoaded, format, workers);
    }

    public InstallationRecord withDemonstrationLoaded() {
        return new InstallationRecord(
                product, clusterId, publicPort, ports, administratorCreated, passwordGenerated, true, format, workers);
    }
}
