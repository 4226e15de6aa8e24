package io.vigie.report.history;

import io.vigie.service.Text;
import io.vigie.service.refusal.Fault;
import io.vigie.service.refusal.Refusal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads instants out of parameters (RFC 3339). */
final class Instants {

    private static final Text EXAMPLE = Text.of(
            "un instant comme 2026-11-21T07:25:41Z (RFC 3339)", "an instant such as 2026-11-21T07:25:41Z (RFC 3339)");

    private Instants() {}

    static Optional<Instant> parse(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException otherwise) {
            return Optional.empty();
        }
    }

    /** @throws Refusal 400 when the text is no instant; one that is absent or blank is none */
    static @Nullable Instant given(String name, @Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        return parse(text.strip())
                .orElseThrow(() -> Refusal.badRequest(Text.of("Instant invalide : %s", "Invalid instant: %s")
                                .with(Fault.shown(text)))
                        .at(name, EXAMPLE, Fault.shown(text))
                        .named("malformed-instant"));
    }
}
