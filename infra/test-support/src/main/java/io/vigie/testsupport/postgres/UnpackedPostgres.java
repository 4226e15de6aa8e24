package io.vigie.testsupport.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The server from unpacked binaries, run as root too. A small shell beside it holds the other end of a pipe of ours: when this JVM ends, by
 * whatever death, the pipe breaks and the shell stops the server and removes its files.
 */
final class UnpackedPostgres {

    /**
     * Stops the postmaster of the data directory $1, if it still runs, and removes $2, the directory around it; more than once, since a server that is
     * slow to end, or just being set up, still writes.
     */
    private static final String KEEPER = """
            trap '' INT TERM HUP
            cat > /dev/null
            read -r pid < "$1/postmaster.pid" && kill -INT "$pid" && tries=50
            while [ "${tries:-0}" -gt 0 ] && kill -0 "$pid" 2>/dev/null; do sleep 0.1; tries=$((tries-1)); done
            [ "${tries:-1}" -gt 0 ] || kill -QUIT "$pid"
            for round in 1 2 3 4 5; do rm -rf "$2"; sleep 0.2; [ -e "$2" ] || break; done
            """;

    private UnpackedPostgres() {}

    static PostgresServer.Address start() {
        try {
            Path home = Files.createTempDirectory("vigie-test-postgres-");
            Path data = home.resolve("data");
            new ProcessBuilder(List.of("sh", "-c", KEEPER, "vigie-test-postgres", data.toString(), home.toString()))
                    .redirectInput(ProcessBuilder.Redirect.PIPE)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            EmbeddedPostgres server = EmbeddedPostgres.builder()
                    .setDataDirectory(data)
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false)
                    .setServerConfig("max_connections", "300")
                    .setServerConfig("fsync", "off")
                    .setServerConfig("synchronous_commit", "off")
                    .setOutputRedirector(ProcessBuilder.Redirect.DISCARD)
                    .setErrorRedirector(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new PostgresServer.Address("127.0.0.1", server.getPort(), "postgres", "postgres");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
