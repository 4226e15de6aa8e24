package io.vigie.report.projection;

import io.vigie.service.Text;
import io.vigie.service.refusal.Fault;
import io.vigie.service.refusal.Refusal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** What an id of a run says by itself: whether it is one, and when it was given (UUID version 7, RFC 9562). */
@Component
public class RunIds {

    /** How long a read waits for a run that was launched just now. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    /** How long after its launch a run that is not known yet may still be on its way. Longer than the clocks of two machines are apart. */
    private static final Duration JUST_NOW = Duration.ofSeconds(60);

    private static final Pattern CANONICAL =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    private final Clock clock;

    RunIds(Clock clock) {
        this.clock = clock;
    }

    /** The id that a text is, or nothing when it is none. */
    public static Optional<UUID> parse(String text) {
        return CANONICAL.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
    }

    /** @throws Refusal 400 when the text is no id */
    public static UUID required(String name, String text) {
        return parse(text.toLowerCase(java.util.Locale.ROOT))
                .orElseThrow(() -> Refusal.badRequest(
                                Text.of("Identifiant de rapport invalide : %s", "Invalid report id: %s")
                                        .with(Fault.shown(text)))
                        .at(name, Text.of("un UUID", "a UUID"), Fault.shown(text))
                        .named("malformed-id"));
    }

    /** How long it is worth waiting for a run that is not known: not at all when its id says that it was launched long ago, or is none of ours. */
    public Duration patienceFor(UUID run) {
        if (run.version() != 7) {
            return Duration.ZERO;
        }
        Instant launched = Instant.ofEpochMilli(run.getMostSignificantBits() >>> 16);
        return Duration.between(launched, clock.instant()).abs().compareTo(JUST_NOW) <= 0 ? PATIENCE : Duration.ZERO;
    }
}
