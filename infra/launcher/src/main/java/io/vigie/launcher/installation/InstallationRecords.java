package io.vigie.launcher.installation;

import io.vigie.launcher.installation.Installation.Unusable;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Reads and writes an installation's record. A write is whole or not at all. Safe for use by many threads of one process. */
public final class InstallationRecords {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(tools.jackson.databind.SerializationFeature.INDENT_OUTPUT)
            .disable(tools.jackson.databind.DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final Installation installation;

    public InstallationRecords(Installation installation) {
        this.installation = installation;
    }

    /** The record, absent when nothing was installed yet. @throws Unusable when the file is not one of ours */
    public synchronized Optional<InstallationRecord> find() {
        if (!installation.isOurs()) {
            return Optional.empty();
        }
        try {
            InstallationRecord record =
                    JSON.readValue(Files.readString(installation.recordFile()), InstallationRecord.class);
            if (!InstallationRecord.PRODUCT.equals(record.product())) {
                throw new Unusable(
                        "Expected \"%s\" to describe an installation of Vigie, but it describes something else."
                                .formatted(installation.recordFile()));
            }
            return Optional.of(record);
        } catch (IOException | JacksonException unreadable) {
            throw new Unusable("Expected to read \"%s\", but it is damaged. \"./vigie reset\" starts over."
                    .formatted(installation.recordFile()));
        }
    }

    /** Changes the record and returns what is now written. The first change of all begins with a fresh record. */
    public synchronized InstallationRecord change(UnaryOperator<InstallationRecord> change, String clusterIdIfFresh) {
        InstallationRecord changed = change.apply(find().orElseGet(() -> InstallationRecord.fresh(clusterIdIfFresh)));
        AtomicFiles.write(installation.recordFile(), JSON.writeValueAsString(changed) + "\n");
        return changed;
    }

    /** Changes a record that exists. */
    public synchronized InstallationRecord change(UnaryOperator<InstallationRecord> change) {
        return change(change, "");
    }
}
