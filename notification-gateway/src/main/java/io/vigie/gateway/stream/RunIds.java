package io.vigie.gateway.stream;

import io.vigie.contracts.RunId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** What the form of a run's id tells. */
public final class RunIds {

    private static final Pattern WELL_FORMED =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    private RunIds() {}

    /** The run of a well-formed id, in lower case as every run's is. */
    static Optional<RunId> parse(String text) {
        return WELL_FORMED.matcher(text).matches() ? Optional.of(RunId.of(text)) : Optional.empty();
    }

    /** When the run was launched, if its id is a UUID of version 7. */
    public static Optional<Instant> launchedAt(RunId run) {
        if (!WELL_FORMED.matcher(run.value()).matches()) {
            return Optional.empty();
        }
        UUID id = UUID.fromString(run.value());
        return id.version() == 7
                ? Optional.of(Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16))
                : Optional.empty();
    }
}
