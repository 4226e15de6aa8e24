package io.vigie.report.history;

import io.vigie.report.projection.ProjectionSchemas;
import io.vigie.report.projection.RunHead;
import io.vigie.report.projection.RunIds;
import io.vigie.service.Text;
import io.vigie.service.refusal.Fault;
import io.vigie.service.refusal.Refusal;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Finds the moment of a run that {@code ?at=} names: by the number of an event, or by an instant. Must be called in a transaction of {@link ProjectionSchemas}. */
@Component
public class Moments {

    private static final int HALF_A_MICROSECOND = 500;
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");
    private static final Text EXPECTED = Text.of(
            "un numéro d'événement ou un instant (RFC 3339) de cette exécution",
            "the number of an event, or an instant (RFC 3339), of this run");

    private final JdbcTemplate jdbc;
    private final Clock clock;

    Moments(JdbcTemplate jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * @param asked what the client said; absent or blank for now
     * @return the moment, or null for now
     * @throws Refusal 400 when it is neither a number nor an instant, or lies outside of what has happened
     */
    public @Nullable Moment of(RunHead run, @Nullable String asked) {
        if (asked == null || asked.isBlank()) {
            return null;
        }
        String text = asked.strip();
        if (NUMBER.matcher(text).matches()) {
            return numbered(run, text);
        }
        Instant instant = Instants.parse(text)
                .orElseThrow(
                        () -> refused(Text.of("Moment invalide : %s", "Invalid moment: %s"), text, "malformed-moment"));
        return at(run, instant, text);
    }

    private static Refusal refused(Text message, String text, String name) {
        return Refusal.badRequest(message.with(Fault.shown(text)))
                .at("at", EXPECTED, Fault.shown(text))
                .named(name);
    }

    private Moment numbered(RunHead run, String text) {
        long sequence = Long.parseLong(text);
        if (sequence > run.sequence()) {
            throw refused(
                    Text.of(
                            "L'exécution n'est pas allée jusque-là (dernier événement : " + run.sequence() + ") : %s",
                            "The run has not come that far (last event: " + run.sequence() + "): %s"),
                    text,
                    "moment-beyond-the-end");
        }
        return new Moment(
                sequence, timeOf(run.run(), sequence), next(run.run(), sequence).orElse(null), text);
    }

    /** When the event happened, or the one before it that is there; before the first, when the run was launched. */
    private Instant timeOf(UUID run, long sequence) {
        return first(
                        "SELECT at FROM history WHERE run_id = ? AND sequence <= ? ORDER BY sequence DESC LIMIT 1",
                        run,
                        sequence)
                .or(() -> first("SELECT launched_at FROM report WHERE run_id = ? AND launched_at IS NOT NULL", run))
                .or(() -> RunIds.launchOf(run))
                .orElse(Instant.EPOCH);
    }

    private Optional<Instant> next(UUID run, long sequence) {
        return first(
                "SELECT at FROM history WHERE run_id = ? AND sequence > ? ORDER BY sequence LIMIT 1", run, sequence);
    }

    private Optional<Instant> first(String sql, Object... values) {
        return jdbc.query(sql, (row, number) -> row.getTimestamp(1).toInstant(), values).stream()
                .findFirst();
    }

    /**
     * The last event that had happened. Found by halving, since the events of a run come in the order of their times, or nearly so: should a clock
     * have been set back, it is an event that had happened with a next one that had not.
     */
    private Moment at(RunHead run, Instant instant, String text) {
        if (instant.isAfter(clock.instant())) {
            throw refused(
                    Text.of("Ce moment est à venir : %s", "That moment is yet to come: %s"), text, "moment-to-come");
        }
        Instant begun = timeOf(run.run(), 0);
        if (instant.isBefore(
                next(run.run(), 0).filter(first -> first.isBefore(begun)).orElse(begun))) {
            throw refused(
                    Text.of("L'exécution n'était pas encore lancée : %s", "The run had not been launched yet: %s"),
                    text,
                    "moment-before-the-launch");
        }
        // Events are compared by the microseconds that the database keeps: whoever names an event's own time means that
        // event.
        Instant stored = instant.plusNanos(HALF_A_MICROSECOND).truncatedTo(ChronoUnit.MICROS);
        long happened = 0;
        long last = run.sequence();
        while (happened < last) {
            long middle = happened + (last - happened + 1) / 2;
            if (timeOf(run.run(), middle).isAfter(stored)) {
                last = middle - 1;
            } else {
                happened = middle;
            }
        }
        return new Moment(happened, instant, stored.plusNanos(HALF_A_MICROSECOND), text);
    }
}
