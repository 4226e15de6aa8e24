package io.vigie.report.projection;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * The months of the tables that hold most of all rows. A month's parts are made before its first run is written, at the latest. A run whose id does not
 * tell a believable time is kept in the part for all others, and so is a month of which that part holds runs already: nothing here ever stops a
 * fold. Must be called within a transaction of {@link ProjectionSchemas}.
 */
@Component
public class MonthParts {

    private static final Logger log = LoggerFactory.getLogger(MonthParts.class);

    /** The table of which a month has a part as long as any run of it has rows. */
    private static final String FIRST_TABLE = "history";

    /** What is removed from them is mostly removed at once: the sooner it is cleaned up, the less they grow. */
    private static final String CLEANED_UP_SOON = "autovacuum_vacuum_scale_factor = 0.05";

    /** The tables with how their parts are stored: rows that change have room to. */
    private static final Map<String, String> TABLES = new LinkedHashMap<>();

    static {
        TABLES.put(FIRST_TABLE, CLEANED_UP_SOON);
        TABLES.put("test_result", "fillfactor = 80, " + CLEANED_UP_SOON);
        TABLES.put("test_attempt", "fillfactor = 80, " + CLEANED_UP_SOON);
        TABLES.put("action_result", CLEANED_UP_SOON);
        TABLES.put("log_segment", CLEANED_UP_SOON);
        TABLES.put("case_result", CLEANED_UP_SOON);
    }

    /** The first month that has parts of its own: before it there was no such run. */
    private static final YearMonth FIRST = YearMonth.of(2025, 1);

    /** How far ahead of this clock a launch may be. Without a bound, ids made up by somebody could ask for any number of parts. */
    private static final Duration AHEAD = Duration.ofDays(2);

    /** Makes instances that need the same part wait for one another. Any number that nobody else of this database locks. */
    private static final long PARTITIONS_LOCK = 0x7669676967L;

    private static final Pattern MONTH = Pattern.compile(".*_(\\d{4})_(\\d{2})");

    private final JdbcTemplate jdbc;
    private final Clock clock;

    MonthParts(JdbcTemplate jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** The tables that have parts. */
    public static Collection<String> tables() {
        return List.copyOf(TABLES.keySet());
    }

    /** Must be called in the transaction that writes their rows. */
    void provideFor(Collection<UUID> runs) {
        Set<YearMonth> months = new TreeSet<>();
        Instant latest = clock.instant().plus(AHEAD);
        for (UUID run : runs) {
            RunIds.launchOf(run)
                    .filter(launched -> launched.isBefore(latest))
                    .map(MonthParts::monthOf)
                    .filter(month -> !month.isBefore(FIRST))
                    .ifPresent(months::add);
        }
        months.stream().filter(this::isMissing).forEach(this::make);
    }

    /** Makes the parts of this month and the next, so that no fold has to. */
    public void provideAhead() {
        YearMonth now = monthOf(clock.instant());
        for (YearMonth month : List.of(now, now.plusMonths(1))) {
            if (isMissing(month)) {
                make(month);
            }
        }
    }

    private boolean isMissing(YearMonth month) {
        return Boolean.TRUE.equals(
                jdbc.queryForObject("SELECT to_regclass(?) IS NULL", Boolean.class, name(FIRST_TABLE, month)));
    }

    private void make(YearMonth month) {
        UUID from = firstId(month);
        UUID to = firstId(month.plusMonths(1));
        jdbc.query("SELECT pg_advisory_xact_lock(?)", row -> {}, PARTITIONS_LOCK);
        if (!isMissing(month)) {
            return;
        }
        TABLES.forEach((table, storage) -> {
            if (!isAmongTheOthers(table, from, to)) {
                jdbc.execute("CREATE TABLE IF NOT EXISTS %s PARTITION OF %s FOR VALUES FROM ('%s') TO ('%s') WITH (%s)"
                        .formatted(name(table, month), table, from, to, storage));
            }
        });
        log.info("What is known of runs launched in {} has a part of its own.", month);
    }

    /** The database refuses a part whose rows stand elsewhere. */
    private boolean isAmongTheOthers(String table, UUID from, UUID to) {
        return Boolean.TRUE.equals(jdbc.queryForObject(
                "SELECT EXISTS (SELECT 1 FROM %s_other WHERE run_id >= ? AND run_id < ?)".formatted(table),
                Boolean.class,
                from,
                to));
    }

    /** A table's part. @param month of the launches of its runs */
    public record Part(String table, YearMonth month) {

        /** The least id that a run of it can have, and the least one that is beyond. */
        public List<UUID> ids() {
            return List.of(firstId(month), firstId(month.plusMonths(1)));
        }

        /** How the database calls it. */
        public String name() {
            return MonthParts.name(table, month);
        }
    }

    /** The parts of months that are over, the oldest first: no run will be launched in them. */
    public List<Part> over() {
        YearMonth current = monthOf(clock.instant().minus(AHEAD));
        List<Part> parts = new ArrayList<>();
        for (String table : TABLES.keySet()) {
            for (String name : jdbc.queryForList(
                    "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = to_regclass(?) ORDER BY 1",
                    String.class,
                    table)) {
                Matcher month = MONTH.matcher(name);
                if (month.matches()) {
                    YearMonth of = YearMonth.of(Integer.parseInt(month.group(1)), Integer.parseInt(month.group(2)));
                    if (of.isBefore(current)) {
                        parts.add(new Part(table, of));
                    }
                }
            }
        }
        return parts;
    }

    /** The parts that there are and that hold what is known of a run. */
    public List<String> of(UUID run) {
        String month = RunIds.launchOf(run)
                .map(MonthParts::monthOf)
                .map(of -> name("", of))
                .orElse("_other");
        return TABLES.keySet().stream()
                .flatMap(table -> jdbc
                        .queryForList(
                                "SELECT coalesce(to_regclass(?), to_regclass(?))::text",
                                String.class,
                                table + month,
                                table + "_other")
                        .stream())
                .map(name -> name.substring(name.lastIndexOf('.') + 1))
                .toList();
    }

    /** Gives the part's space back at once. Waits for those who read or write the table at this moment, as long as the transaction lets it. */
    public void drop(Part part) {
        jdbc.execute("DROP TABLE IF EXISTS " + part.name());
    }

    private static YearMonth monthOf(Instant launched) {
        return YearMonth.from(launched.atOffset(ZoneOffset.UTC));
    }

    private static String name(String table, YearMonth month) {
        return "%s_%d_%02d".formatted(table, month.getYear(), month.getMonthValue());
    }

    /** The least id that a run of this month can have. */
    private static UUID firstId(YearMonth month) {
        long millis = month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
        return new UUID(millis << 16, 0);
    }
}
