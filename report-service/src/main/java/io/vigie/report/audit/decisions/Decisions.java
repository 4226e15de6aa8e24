package io.vigie.report.audit.decisions;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.MessageCatalog;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.campaign.CampaignEvent;
import io.vigie.contracts.wire.CloudEventJson;
import io.vigie.report.projection.Changes;
import io.vigie.report.projection.ProjectionSchemas;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** Reads decisions. Each call is one snapshot. */
@Repository
class Decisions {

    private final ProjectionSchemas schemas;
    /** Decisions are about no run in particular: whoever waits for one looks now and then. */
    private static final UUID NO_RUN = new UUID(0, 0);

    private final JdbcTemplate jdbc;
    private final Changes changes;

    Decisions(ProjectionSchemas schemas, Changes changes, JdbcTemplate jdbc) {
        this.schemas = schemas;
        this.changes = changes;
        this.jdbc = jdbc;
    }

    /**
     * What decisions are narrowed to; an absent part narrows nothing.
     *
     * @param subject an id that the decision is about
     * @param since the first instant wanted
     * @param until the instant before which decisions are wanted
     * @param before the number below which decisions are wanted
     */
    record Wanted(
            ProjectId project,
            @Nullable String actor,
            @Nullable String subject,
            Collection<String> types,
            @Nullable Instant since,
            @Nullable Instant until,
            @Nullable Long before) {}

    /** The newest first. */
    List<DecisionPage.Shown> find(Wanted wanted, int limit) {
        return schemas.read(() -> {
            List<Envelope<?>> found = select(wanted, limit);
            Map<String, String> names = names(wanted.project(), found);
            return found.stream().map(envelope -> shown(envelope, names)).toList();
        });
    }

    private List<Envelope<?>> select(Wanted wanted, int limit) {
        StringBuilder sql = new StringBuilder("SELECT line FROM decision WHERE project_id = ? AND type = ANY (?)");
        List<Object> values = new ArrayList<>();
        values.add(wanted.project().value());
        values.add(wanted.types().toArray(new String[0]));
        and(sql, values, "actor = ?", wanted.actor());
        and(sql, values, "about @> ARRAY[?]::text[]", wanted.subject());
        and(sql, values, "at >= ?", timestamp(wanted.since()));
        and(sql, values, "at < ?", timestamp(wanted.until()));
        and(sql, values, "sequence < ?", wanted.before());
        sql.append(" ORDER BY sequence DESC LIMIT ?");
        values.add(limit);
        return jdbc.query(
                sql.toString(),
                statement -> {
                    for (int i = 0; i < values.size(); i++) {
                        Object value = values.get(i);
                        if (value instanceof String[] texts) {
                            statement.setArray(i + 1, statement.getConnection().createArrayOf("text", texts));
                        } else {
                            statement.setObject(i + 1, value);
                        }
                    }
                },
                (row, number) -> CloudEventJson.read(row.getString("line")));
    }

    private static void and(StringBuilder sql, List<Object> values, String condition, @Nullable Object value) {
        if (value != null) {
            sql.append(" AND ").append(condition);
            values.add(value);
        }
    }

    private static @Nullable Timestamp timestamp(@Nullable Instant instant) {
        return instant == null ? null : Timestamp.from(instant);
    }

    /** What the subjects and actors of these decisions are called now, or were called last. */
    private Map<String, String> names(ProjectId project, List<Envelope<?>> found) {
        TreeSet<String> ids = new TreeSet<>();
        for (Envelope<?> envelope : found) {
            ids.add(envelope.subject());
            if (envelope.actor() != null) {
                ids.add(envelope.actor());
            }
        }
        Map<String, String> names = new HashMap<>();
        if (!ids.isEmpty()) {
            jdbc.query(
                    "SELECT DISTINCT ON (subject) subject, name FROM decision"
                            + " WHERE project_id = ? AND subject = ANY (?) AND name IS NOT NULL ORDER BY subject, sequence DESC",
                    statement -> {
                        statement.setString(1, project.value());
                        statement.setArray(2, statement.getConnection().createArrayOf("text", ids.toArray()));
                    },
                    row -> {
                        names.put(row.getString("subject"), row.getString("name"));
                    });
        }
        return names;
    }

    private static DecisionPage.Shown shown(Envelope<?> envelope, Map<String, String> names) {
        CampaignEvent event = (CampaignEvent) envelope.message();
        Envelope.Link link = Objects.requireNonNull(envelope.link());
        return new DecisionPage.Shown(
                link.sequence(),
                envelope.id(),
                MessageCatalog.wireNameOf(event),
                envelope.time(),
                envelope.actor(),
                names.get(Objects.requireNonNullElse(envelope.actor(), "")),
                envelope.causationId(),
                envelope.correlationId(),
                envelope.subject(),
                names.get(envelope.subject()),
                About.of(event),
                Told.difference(event),
                link.previousHash(),
                link.hash());
    }

    /** @param line as it was written */
    record Line(long sequence, String line) {}

    /** The lines after a number, in order, plans included. */
    List<Line> lines(ProjectId project, long after, int limit) {
        return schemas.read(() -> jdbc.query(
                "SELECT sequence, line FROM decision WHERE project_id = ? AND sequence > ? ORDER BY sequence LIMIT ?",
                (row, number) -> new Line(row.getLong("sequence"), row.getString("line")),
                project.value(),
                after,
                limit));
    }

    /** Waits until a decision is folded, or for so long. */
    void await(ProjectId project, long sequence, Duration patience) {
        if (sequence > 0) {
            changes.await(
                    NO_RUN,
                    patience,
                    () -> lines(project, sequence - 1, 1).isEmpty() ? Optional.empty() : Optional.of(sequence));
        }
    }
}
