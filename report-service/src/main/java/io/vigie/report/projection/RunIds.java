package io.vigie.report.projection;

import io.vigie.service.Text;
import io.vigie.service.refusal.Fault;
import io.vigie.service.refusal.Refusal;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** What an id of a run says by itself: whether it is one, and when it was given (UUID version 7, RFC 9562). */
public final class RunIds {

    private static final Pattern CANONICAL =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    private RunIds() {}

    /** The id that a text is, or nothing when it is none. */
    public static Optional<UUID> parse(String text) {
        return CANONICAL.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
    }

    /** @throws Refusal 400 when the text is no id */
    public static UUID required(String name, String text) {
        return parse(text.toLowerCase(Locale.ROOT))
                .orElseThrow(() -> Refusal.badRequest(
                                Text.of("Identifiant de rapport invalide : %s", "Invalid report id: %s")
                                        .with(Fault.shown(text)))
                        .at(name, Text.of("un UUID", "a UUID"), Fault.shown(text))
                        .named("malformed-id"));
    }

    /** When the run was launched, when its id says so. */
    public static Optional<Instant> launchOf(UUID run) {
        return run.version() == 7
                ? Optional.of(Instant.ofEpochMilli(run.getMostSignificantBits() >>> 16))
                : Optional.empty();
    }
}
