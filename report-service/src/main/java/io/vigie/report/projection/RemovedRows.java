package io.vigie.report.projection;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vigie.contracts.Kept;
import io.vigie.contracts.ProjectId;
import io.vigie.report.projection.MonthParts.Part;
import io.vigie.report.projection.RunHeads.Hold;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Removes the rows of what the ledger says was removed, and nothing before it says so. First a run is marked as removed, so that no answer shows it and
 * no fact of it is folded any more; its rows go soon after. Where nothing of a month is left its parts are dropped, which gives the space back at once;
 * otherwise rows are deleted some at a time. What was begun stands in the database: after a crash it goes on. One instance at a time.
 */
@Component
public class RemovedRows {

    private static final Logger log = LoggerFactory.getLogger(RemovedRows.class);

    private static final int TOMBSTONES_AT_ONCE = 500;

    /** How many runs are taken together, when they are small. */
    private static final int RUNS_AT_ONCE = 50;

    /** How many rows one statement deletes, of a run that is not small. */
    private static final int ROWS_AT_ONCE = 20_000;

    /** How many events a run may have had to be small: its rows are of the same order. */
    private static final int SMALL = 1_000;

    /** A part that somebody reads or writes just now is dropped the next time: nobody waits behind this for longer. */
    private static final String SHORT_WAIT = "SET LOCAL lock_timeout = '2s'";

    /** Parts of which nothing is left are looked for when something was removed, and now and then: people remove reports, too. */
    private static final long BETWEEN_LOOKS_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final ProjectionSchemas schemas;
    private final RunHeads heads;
    private final Removals removals;
    private final MonthParts parts;
    private final List<View> views;
    private final Changes changes;
    private final JdbcTemplate jdbc;
    private final String settle;
    private final Counter removedRuns;
    private final Counter removedLogs;
    private final Counter removedArtifacts;
    private final Counter dropped;
    private long lastLook = System.nanoTime() - BETWEEN_LOOKS_NANOS;

    /** @param settle how long the ledger must have said nothing more before rows go: much at once is dropped, little by little is deleted */
    RemovedRows(
            ProjectionSchemas schemas,
            RunHeads heads,
            Removals removals,
            MonthParts parts,
            List<View> views,
            Changes changes,
            JdbcTemplate jdbc,
            @Value("${vigie.retention.settle}") java.time.Duration settle,
            MeterRegistry meters) {
        this.schemas = schemas;
        this.heads = heads;
        this.removals = removals;
        this.parts = parts;
        this.views = List.copyOf(views);
        this.changes = changes;
        this.jdbc = jdbc;
        this.settle = settle.toMillis() + " milliseconds";
        this.removedRuns = meters.counter("vigie.retention.removed", "kind", Kept.RUN.toString());
        this.removedLogs = meters.counter("vigie.retention.removed", "kind", Kept.LOGS.toString());
        this.removedArtifacts = meters.counter("vigie.retention.removed", "kind", Kept.ARTIFACTS.toString());
        this.dropped = meters.counter("vigie.retention.parts-dropped");
    }

    /** Heeds new tombstones, and removes rows when the ledger has been quiet for a while. */
    @Scheduled(fixedDelayString = "${vigie.retention.removal-every}")
    void removeWhatIsDue() {
        try {
            schemas.oneRemoves(() -> {
                while (heedSome()) {
                    // The next ones.
                }
                if (isQuiet()) {
                    removeRows();
                }
            });
        } catch (DataAccessException away) {
            log.warn("Expected to remove rows, but the database does not let it; trying again. {}", away.getMessage());
        }
    }

    /** Marks, in a generation that does not serve yet, what was removed while it grew. */
    public void heedAllIn(ProjectionSchema schema) {
        boolean more = true;
        while (more) {
            boolean[] some = new boolean[1];
            schemas.writeInto(schema, () -> some[0] = heed());
            more = some[0];
        }
    }

    private boolean heedSome() {
        boolean[] some = new boolean[1];
        Set<UUID> runs = new LinkedHashSet<>();
        schemas.write(() -> some[0] = heed(runs));
        changes.announce(runs);
        return some[0];
    }

    private boolean heed() {
        return heed(new LinkedHashSet<>());
    }

    /** @param runs gets those of which something was marked @return whether there were any tombstones */
    private boolean heed(Set<UUID> runs) {
        Long heeded = jdbc.queryForObject("SELECT number FROM removals_heeded FOR UPDATE", Long.class);
        List<Removal> some = removals.after(heeded == null ? 0 : heeded, TOMBSTONES_AT_ONCE);
        if (some.isEmpty()) {
            return false;
        }
        Map<UUID, ProjectId> projects = new HashMap<>();
        some.forEach(removal -> projects.put(removal.run(), ProjectId.of(removal.project())));
        // Also of runs of which no fact was folded yet: whoever folds the first one at this moment waits, or is waited
        // for.
        Map<UUID, RunHead> before = heads.hold(projects, Hold.TO_DELETE);
        Map<Kept, Set<UUID>> gone = new EnumMap<>(Kept.class);
        for (Removal removal : some) {
            RunHead head = before.get(removal.run());
            if (head == null || head.deleted()) {
                continue;
            }
            removal.removed().stream()
                    .filter(part -> part == Kept.RUN || !removal.removed().contains(Kept.RUN))
                    .forEach(part ->
                            gone.computeIfAbsent(part, key -> new TreeSet<>()).add(removal.run()));
        }
        gone.forEach((part, of) -> mark(part, of));
        gone.values().forEach(runs::addAll);
        jdbc.update("UPDATE removals_heeded SET number = ?", some.getLast().number());
        return true;
    }

    private void mark(Kept part, Collection<UUID> runs) {
        String flags = switch (part) {
            case RUN -> "deleted = true, logs_removed = true, artifacts_removed = true";
            case LOGS -> "logs_removed = true";
            case ARTIFACTS -> "artifacts_removed = true";
        };
        jdbc.update(
                "UPDATE run_head SET " + flags + " WHERE run_id = ANY (?)",
                statement -> statement.setArray(1, Columns.uuids(statement, runs)));
        jdbc.update(
                "INSERT INTO removal_to_do (run_id, part) SELECT unnest(?), ? ON CONFLICT DO NOTHING", statement -> {
                    statement.setArray(1, Columns.uuids(statement, runs));
                    statement.setString(2, part.toString());
                });
        if (part == Kept.RUN) {
            // The lists do not ask whether a run is removed.
            Columns.deleteRuns(jdbc, "report", runs);
        }
        switch (part) {
            case RUN -> removedRuns.increment(runs.size());
            case LOGS -> removedLogs.increment(runs.size());
            case ARTIFACTS -> removedArtifacts.increment(runs.size());
        }
    }

    private boolean isQuiet() {
        return Boolean.TRUE.equals(jdbc.queryForObject(
                "SELECT coalesce(max(recorded_at) < now() - ?::interval, true) FROM public.removal",
                Boolean.class,
                settle));
    }

    private void removeRows() {
        List<ToDo> toDo = schemas.read(() -> jdbc.query(
                "SELECT run_id, part, coalesce(sequence, 0) FROM removal_to_do LEFT JOIN run_head USING (run_id) ORDER BY run_id",
                (row, number) -> new ToDo(
                        row.getObject(1, UUID.class),
                        Kept.valueOf(row.getString(2).toUpperCase(java.util.Locale.ROOT)),
                        row.getLong(3))));
        if (toDo.isEmpty() && System.nanoTime() - lastLook < BETWEEN_LOOKS_NANOS) {
            return;
        }
        lastLook = System.nanoTime();
        int droppedParts = dropParts();
        if (toDo.isEmpty()) {
            return;
        }
        for (Kept part : Kept.values()) {
            List<ToDo> all = toDo.stream().filter(one -> one.part() == part).toList();
            List<ToDo> small = all.stream().filter(one -> one.events() <= SMALL).toList();
            for (int from = 0; from < small.size(); from += RUNS_AT_ONCE) {
                remove(part, small.subList(from, Math.min(from + RUNS_AT_ONCE, small.size())));
            }
            for (ToDo large : all) {
                if (large.events() > SMALL) {
                    deleteRowsOf(large);
                    remove(part, List.of(large));
                }
            }
        }
        cleanUp(toDo);
        log.info(
                "Rows of {} removals are gone; {} parts of tables were dropped with all that was in them.",
                toDo.size(),
                droppedParts);
    }

    /** @param events how many events the run had */
    private record ToDo(UUID run, Kept part, long events) {}

    private void remove(Kept part, List<ToDo> some) {
        List<UUID> runs = some.stream().map(ToDo::run).toList();
        schemas.write(() -> {
            for (View view : views) {
                if (part == Kept.RUN) {
                    view.forget(runs);
                } else {
                    view.forget(part, runs);
                }
            }
            jdbc.update("DELETE FROM removal_to_do WHERE run_id = ANY (?) AND part = ?", statement -> {
                statement.setArray(1, Columns.uuids(statement, runs));
                statement.setString(2, part.toString());
            });
        });
    }

    /** Some rows at a time, so that no transaction is long: all rows of a run stand in one part of each table. */
    private void deleteRowsOf(ToDo one) {
        for (String table : one.part() == Kept.RUN ? MonthParts.tables() : tablesOf(one.part())) {
            int[] deleted = new int[1];
            do {
                schemas.write(() -> deleted[0] = jdbc.update(
                        "DELETE FROM %1$s WHERE run_id = ? AND ctid = ANY (ARRAY (SELECT ctid FROM %1$s WHERE run_id = ? LIMIT ?))"
                                .formatted(table),
                        one.run(),
                        one.run(),
                        ROWS_AT_ONCE));
            } while (deleted[0] == ROWS_AT_ONCE);
        }
    }

    private static List<String> tablesOf(Kept part) {
        return part == Kept.LOGS ? List.of("log_segment") : List.of();
    }

    /** Drops every part of a month that is over in which no run is left that has anything in it. */
    private int dropParts() {
        int count = 0;
        for (Part part : schemas.read(this::withoutAnyRun)) {
            try {
                schemas.write(() -> {
                    jdbc.execute(SHORT_WAIT);
                    if (isWithoutAnyRun(part)) {
                        parts.drop(part);
                    }
                });
                count++;
                dropped.increment();
                log.info("Dropped {}: nothing of the runs of its month is kept.", part.name());
            } catch (DataAccessException busy) {
                log.info("Expected to drop {}, but somebody uses it; trying again later.", part.name());
            }
        }
        return count;
    }

    private List<Part> withoutAnyRun() {
        List<Part> found = new ArrayList<>();
        for (Part part : parts.over()) {
            if (isWithoutAnyRun(part)) {
                found.add(part);
            }
        }
        return found;
    }

    private boolean isWithoutAnyRun(Part part) {
        String gone = part.table().equals("log_segment") ? "(deleted OR logs_removed)" : "deleted";
        return Boolean.FALSE.equals(jdbc.queryForObject(
                "SELECT EXISTS (SELECT FROM run_head WHERE run_id >= ? AND run_id < ? AND NOT %s)".formatted(gone),
                Boolean.class,
                part.ids().getFirst(),
                part.ids().getLast()));
    }

    /** Makes the room of deleted rows free for others, and gives back what is free at the end of each part. The database would, but later. */
    private void cleanUp(List<ToDo> done) {
        String schema = schemas.serving().name();
        Set<String> names = new TreeSet<>();
        schemas.read(() -> {
            done.forEach(one -> names.addAll(parts.of(one.run())));
            return names;
        });
        for (String name : names) {
            jdbc.execute("VACUUM (SKIP_LOCKED) %s.%s".formatted(schema, name));
        }
    }
}
