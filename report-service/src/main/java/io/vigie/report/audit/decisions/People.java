package io.vigie.report.audit.decisions;

import io.vigie.report.projection.ProjectionSchemas;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/**
 * What people are called now, or were called last, as the decisions about users tell: nobody else is asked. Must be called in a transaction of
 * {@link ProjectionSchemas}.
 */
@Repository
public class People {

    /** Sources of messages and ids of people of whom nothing was decided have no name. */
    public record Names(Map<String, String> byId) {

        public static final Names NONE = new Names(Map.of());

        public Names {
            byId = Map.copyOf(byId);
        }

        public @Nullable String of(@Nullable String id) {
            return id == null ? null : byId.get(id);
        }
    }

    private static final String NAMES =
            "SELECT DISTINCT ON (subject) subject, name FROM decision WHERE subject = ANY (?) AND type LIKE 'io.vigie.user.%' AND name IS NOT NULL"
                    + " ORDER BY subject, sequence DESC";

    private final JdbcTemplate jdbc;

    People(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** @param ids those of people, and others, which have no name; absent ones are passed over */
    public Names named(Collection<@Nullable String> ids) {
        TreeSet<String> known = new TreeSet<>();
        ids.stream().filter(Objects::nonNull).forEach(known::add);
        if (known.isEmpty()) {
            return Names.NONE;
        }
        Map<String, String> names = new HashMap<>();
        jdbc.query(
                NAMES,
                statement -> statement.setArray(1, statement.getConnection().createArrayOf("text", known.toArray())),
                row -> {
                    names.put(row.getString("subject"), row.getString("name"));
                });
        return new Names(names);
    }
}
