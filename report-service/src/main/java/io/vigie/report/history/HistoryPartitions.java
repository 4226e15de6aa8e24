package io.vigie.report.history;

import io.vigie.report.projection.RunIds;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Makes the month's part of {@code history} before the first run of that month is written. A run whose id does not tell a believable time is kept in
 * the part for all others, and so is a month of which that part holds runs already: nothing here ever stops a fold.
 */
@Component
class HistoryPartitions {

    private static final Logger log = LoggerFactory.getLogger(HistoryPartitions.class);

    /** The first month that has a part of its own: before it there was no such run. */
    private static final YearMonth FIRST = YearMonth.of(2025, 1);

    /** How far ahead of this clock a launch may be. Without a bound, ids made up by somebody could ask for any number of parts. */
    private static final Duration AHEAD = Duration.ofDays(2);

    /** Makes instances that need the same part wait for one another. Any number that nobody else of this database locks. */
    private static final long PARTITIONS_LOCK = 0x7669676967L;

    private final JdbcTemplate jdbc;
    private final Clock clock;

    HistoryPartitions(JdbcTemplate jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** Must be called in the transaction that writes their events. */
    void provideFor(Collection<UUID> runs) {
        Set<YearMonth> months = new TreeSet<>();
        Instant latest = clock.instant().plus(AHEAD);
        for (UUID run : runs) {
            RunIds.launchOf(run)
                    .filter(launched -> launched.isBefore(latest))
                    .map(launched -> YearMonth.from(launched.atOffset(ZoneOffset.UTC)))
                    .filter(month -> !month.isBefore(FIRST))
                    .ifPresent(months::add);
        }
        months.stream().filter(this::isMissing).forEach(this::make);
    }

    private boolean isMissing(YearMonth month) {
        return Boolean.TRUE.equals(jdbc.queryForObject("SELECT to_regclass(?) IS NULL", Boolean.class, name(month)));
    }

    private void make(YearMonth month) {
        UUID from = firstId(month);
        UUID to = firstId(month.plusMonths(1));
        if (isAmongTheOthers(from, to)) {
            return;
        }
        jdbc.query("SELECT pg_advisory_xact_lock(?)", row -> {}, PARTITIONS_LOCK);
        if (isMissing(month)) {
            jdbc.execute("CREATE TABLE %s PARTITION OF history FOR VALUES FROM ('%s') TO ('%s')"
                    .formatted(name(month), from, to));
            log.info("The history of runs launched in {} has a part of its own.", month);
        }
    }

    /** The database refuses a part whose rows stand elsewhere. */
    private boolean isAmongTheOthers(UUID from, UUID to) {
        return Boolean.TRUE.equals(jdbc.queryForObject(
                "SELECT EXISTS (SELECT 1 FROM history_other WHERE run_id >= ? AND run_id < ?)",
                Boolean.class,
                from,
                to));
    }

    static String name(YearMonth month) {
        return "history_%d_%02d".formatted(month.getYear(), month.getMonthValue());
    }

    /** The least id that a run of this month can have. */
    private static UUID firstId(YearMonth month) {
        long millis = month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
        return new UUID(millis << 16, 0);
    }
}
