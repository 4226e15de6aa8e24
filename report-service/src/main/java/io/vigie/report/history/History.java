package io.vigie.report.history;

import static io.vigie.report.projection.Columns.instant;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.wire.CloudEventJson;
import io.vigie.report.projection.ProjectionSchemas;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.ResultSetExtractor;
import org.springframework.stereotype.Service;

/** Reads the record, always by a range of an index and never a whole run at once. */
@Service
public class History {

    /** How much of a history is in memory at once while it is read from end to end. */
    private static final int PART_CHARS = 1024 * 1024;

    /** How many rows the driver holds at once: an event may have half a megabyte. */
    private static final int FETCH_ROWS = 50;

    private final JdbcTemplate jdbc;
    private final ProjectionSchemas schemas;

    History(JdbcTemplate jdbc, ProjectionSchemas schemas) {
        this.jdbc = jdbc;
        this.schemas = schemas;
    }

    /** Takes the events of a history one by one. */
    @FunctionalInterface
    public interface Lines {

        /** @param line the event's CloudEvents JSON as it was recorded, without a line break */
        void take(long sequence, String line) throws IOException;
    }

    /** An event with its place among all events of all runs. */
    record Placed(long sequence, UUID run, Instant at, String line) {}

    /**
     * Reads a run from end to end, in parts of about a megabyte, each in a transaction of its own: a reader that is slow holds up nobody, and a rebuild
     * in between changes nothing. Must not be called within a transaction.
     *
     * @param upTo the last event wanted
     * @throws RunGone when the run was removed meanwhile: what was given is not the whole history
     * @throws IOException what {@code lines} threw
     */
    public void read(UUID run, long upTo, Lines lines) throws IOException {
        long last = 0;
        while (last < upTo) {
            List<Placed> part = part(run, last, upTo);
            if (part.isEmpty()) {
                throw new RunGone(
                        "Expected the events of run \"%s\" up to %d, but they end at %d.".formatted(run, upTo, last));
            }
            for (Placed event : part) {
                lines.take(event.sequence(), event.line());
            }
            last = part.getLast().sequence();
        }
    }

    /** The rest of a history is not there any more. */
    public static final class RunGone extends IOException {

        private static final long serialVersionUID = 1L;

        RunGone(String message) {
            super(message);
        }
    }

    private List<Placed> part(UUID run, long after, long upTo) {
        return schemas.read(() -> jdbc.query(
                session -> {
                    PreparedStatement statement = session.prepareStatement(
                            "SELECT sequence, run_id, at, event FROM history WHERE run_id = ? AND sequence > ? AND sequence <= ?"
                                    + " ORDER BY sequence LIMIT 2000");
                    statement.setObject(1, run);
                    statement.setLong(2, after);
                    statement.setLong(3, upTo);
                    statement.setFetchSize(FETCH_ROWS);
                    return statement;
                },
                (ResultSetExtractor<List<Placed>>) rows -> {
                    List<Placed> part = new ArrayList<>();
                    int chars = 0;
                    while (chars < PART_CHARS && rows.next()) {
                        Placed event = placed(rows);
                        part.add(event);
                        chars += event.line().length();
                    }
                    return part;
                }));
    }

    /** Must be called in a transaction of {@link ProjectionSchemas}, as everything below. */
    List<Placed> find(EventQuery query) {
        return jdbc.query(query::prepare, (ResultSetExtractor<List<Placed>>) rows -> {
            List<Placed> found = new ArrayList<>();
            while (rows.next()) {
                found.add(placed(rows));
            }
            return found;
        });
    }

    /**
     * The events of a run after one up to another, as a moment's report is folded from them. Their number is the caller's to bound.
     *
     * @param upTo the last one wanted
     */
    public List<Envelope<?>> between(UUID run, long after, long upTo) {
        return envelopes(
                "SELECT event FROM history WHERE run_id = ? AND sequence > ? AND sequence <= ? ORDER BY sequence",
                run,
                after,
                upTo);
    }

    /**
     * What happened to some tests of a run up to an event, in order.
     *
     * @param without types that are not wanted, by their wire names
     */
    public List<Envelope<?>> ofTests(UUID run, Collection<String> tests, long upTo, Collection<String> without) {
        return envelopes(
                "SELECT event FROM history WHERE run_id = ? AND test_id = ANY (?) AND sequence <= ? AND type <> ALL (?)"
                        + " ORDER BY sequence",
                run,
                tests.toArray(new String[0]),
                upTo,
                without.toArray(new String[0]));
    }

    private List<Envelope<?>> envelopes(String sql, Object... values) {
        return jdbc.query(
                session -> {
                    PreparedStatement statement = session.prepareStatement(sql);
                    for (int at = 0; at < values.length; at++) {
                        if (values[at] instanceof String[] texts) {
                            statement.setArray(at + 1, session.createArrayOf("text", texts));
                        } else {
                            statement.setObject(at + 1, values[at]);
                        }
                    }
                    statement.setFetchSize(FETCH_ROWS);
                    return statement;
                },
                (row, number) -> CloudEventJson.read(row.getString(1)));
    }

    /** The columns that {@link #find} needs. */
    static final String COLUMNS = "sequence, run_id, at, event";

    private static Placed placed(ResultSet row) throws SQLException {
        return new Placed(
                row.getLong("sequence"),
                row.getObject("run_id", UUID.class),
                Objects.requireNonNull(instant(row, "at")),
                row.getString("event"));
    }
}
