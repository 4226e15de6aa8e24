package io.vigie.testsupport;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.testcontainers.DockerClientFactory;

/** Where the servers of this JVM run; asked once. */
public enum ServerKind {
    /** In containers of a Docker engine that answers. */
    CONTAINERS,
    /** As processes of this machine. */
    EMBEDDED;

    /** The environment variable that chooses by hand. */
    public static final String CHOICE = "VIGIE_TEST_SERVERS";

    private static final class Held {
        static final ServerKind CHOSEN = choose();
    }

    /** The kind for this JVM. The first call may take a few seconds where an engine is half there. */
    public static ServerKind chosen() {
        return Held.CHOSEN;
    }

    private static ServerKind choose() {
        String choice = System.getenv(CHOICE);
        if (choice != null && !choice.isBlank()) {
            return ServerKind.valueOf(choice.strip().toUpperCase(Locale.ROOT));
        }
        return anEngineCouldBeThere() && DockerClientFactory.instance().isDockerAvailable() ? CONTAINERS : EMBEDDED;
    }

    /** Spares the machines without Docker the seconds, and the alarming log, of looking for it thoroughly. */
    private static boolean anEngineCouldBeThere() {
        if (System.getenv("DOCKER_HOST") != null) {
            return true;
        }
        Path home = Path.of(System.getProperty("user.home", "/"));
        return Files.exists(Path.of("/var/run/docker.sock"))
                || Files.exists(home.resolve(".docker/run/docker.sock"))
                || Files.exists(home.resolve(".docker/desktop/docker.sock"));
    }
}
