package io.vigie.launcher.supervision;

import io.vigie.launcher.installation.AtomicFiles;
import io.vigie.launcher.installation.Installation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Where the supervisor writes how the system is, and the other commands read it. */
public final class SystemStateFile {

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(tools.jackson.databind.DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final Path file;

    public SystemStateFile(Installation installation) {
        this.file = installation.run().resolve("state.json");
    }

    /** Forgets the last state, so that nobody takes it for that of the next system. */
    public void forget() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    public void write(SystemState state) {
        AtomicFiles.write(file, JSON.writeValueAsString(state));
    }

    /** The last state; absent when there is none that can be read. */
    public Optional<SystemState> read() {
        try {
            return Files.exists(file)
                    ? Optional.of(JSON.readValue(Files.readString(file), SystemState.class))
                    : Optional.empty();
        } catch (IOException | JacksonException unreadable) {
            return Optional.empty();
        }
    }
}
