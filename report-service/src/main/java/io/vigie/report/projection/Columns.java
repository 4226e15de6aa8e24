package io.vigie.report.projection;

import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** What every view needs to read and write rows: values that may be absent, and text that PostgreSQL can hold. */
public final class Columns {

    /** PostgreSQL has no text with this character; logs of what a server answered may. */
    private static final char NOT_STORABLE = '\0';

    private static final char IN_ITS_PLACE = '\uFFFD';

    private Columns() {}

    /** The text as it can be stored. */
    public static String storable(String text) {
        return text.indexOf(NOT_STORABLE) < 0 ? text : text.replace(NOT_STORABLE, IN_ITS_PLACE);
    }

    /** The instant as it is stored: to the microsecond. */
    public static @Nullable Instant storable(@Nullable Instant instant) {
        return instant == null ? null : instant.plusNanos(500).truncatedTo(ChronoUnit.MICROS);
    }

    public static void set(PreparedStatement row, int index, @Nullable String value) throws SQLException {
        row.setString(index, value == null ? null : storable(value));
    }

    public static void set(PreparedStatement row, int index, @Nullable Long value) throws SQLException {
        row.setObject(index, value, Types.BIGINT);
    }

    public static void set(PreparedStatement row, int index, @Nullable Integer value) throws SQLException {
        row.setObject(index, value, Types.INTEGER);
    }

    public static void set(PreparedStatement row, int index, @Nullable Boolean value) throws SQLException {
        row.setObject(index, value, Types.BOOLEAN);
    }

    public static void set(PreparedStatement row, int index, @Nullable Instant value) throws SQLException {
        row.setTimestamp(index, value == null ? null : Timestamp.from(value));
    }

    public static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp value = row.getTimestamp(column);
        return value == null ? null : value.toInstant();
    }

    public static Array uuids(PreparedStatement statement, Collection<UUID> values) throws SQLException {
        return statement.getConnection().createArrayOf("uuid", values.toArray());
    }

    /** Removes the rows of these runs from a table that has a column {@code run_id}. */
    public static void deleteRuns(JdbcTemplate jdbc, String table, Collection<UUID> runs) {
        jdbc.update(
                "DELETE FROM " + table + " WHERE run_id = ANY (?)",
                statement -> statement.setArray(1, uuids(statement, runs)));
    }
}
