package io.vigie.report.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A select over {@code history}, put together of conditions. Values are always parameters. Not thread-safe. */
final class EventQuery {

    private final StringBuilder sql;
    private final List<Object> values = new ArrayList<>();

    private EventQuery(String columns) {
        this.sql = new StringBuilder("SELECT ").append(columns).append(" FROM history WHERE true");
    }

    static EventQuery select(String columns, EventFilter filter) {
        EventQuery query = new EventQuery(columns)
                .and("run_id = ?", filter.run())
                .and("project_id = ?", filter.project())
                .and("test_id = ?", filter.test())
                .and("attempt = ?", filter.attempt())
                .and("actor = ?", filter.actor())
                .and("at >= ?", timestamp(filter.since()))
                .and("at < ?", timestamp(filter.until()));
        if (!filter.types().isEmpty()) {
            query.and("type = ANY (?)", filter.types().toArray(new String[0]));
        }
        return query;
    }

    private static @Nullable Timestamp timestamp(@Nullable Instant instant) {
        return instant == null ? null : Timestamp.from(instant);
    }

    /** Leaves the condition out when its value is absent. */
    EventQuery and(String condition, @Nullable Object value) {
        if (value != null) {
            sql.append(" AND ").append(condition);
            values.add(value);
        }
        return this;
    }

    EventQuery and(String condition, List<?> all) {
        sql.append(" AND ").append(condition);
        values.addAll(all);
        return this;
    }

    EventQuery then(String order, int limit) {
        sql.append(' ').append(order).append(" LIMIT ?");
        values.add(limit);
        return this;
    }

    PreparedStatement prepare(Connection connection) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql.toString());
        for (int at = 0; at < values.size(); at++) {
            Object value = values.get(at);
            if (value instanceof String[] texts) {
                statement.setArray(at + 1, connection.createArrayOf("text", texts));
            } else {
                statement.setObject(at + 1, value);
            }
        }
        return statement;
    }
}
