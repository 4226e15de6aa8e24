package io.vigie.report.history;

import io.vigie.contracts.MessageCatalog;
import io.vigie.contracts.run.RunEvent;
import io.vigie.report.projection.Columns;
import io.vigie.report.projection.Fact;
import io.vigie.report.projection.View;
import java.io.IOException;
import java.io.StringReader;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Writes {@code history}: each event as it was recorded. By COPY, since these are most of all bytes that a projection holds. */
@Component
class HistoryProjection implements View {

    private static final String COPY =
            "COPY history (run_id, sequence, project_id, type, test_id, attempt, actor, correlation, causation, at, hash, event)"
                    + " FROM STDIN";

    private final JdbcTemplate jdbc;

    HistoryProjection(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void fold(List<Fact> facts) {
        List<Fact> events = facts.stream()
                .filter(fact -> fact.message() instanceof RunEvent)
                .toList();
        if (events.isEmpty()) {
            return;
        }
        CopyRows rows = new CopyRows();
        events.forEach(event -> add(rows, event));
        jdbc.execute((ConnectionCallback<Long>) connection -> {
            try (StringReader text = new StringReader(rows.text())) {
                return connection.unwrap(PGConnection.class).getCopyAPI().copyIn(COPY, text);
            } catch (IOException broken) {
                throw new DataAccessResourceFailureException(
                        "Expected to copy %d events, but the connection broke.".formatted(events.size()), broken);
            }
        });
    }

    @Override
    public void forget(Collection<UUID> runs) {
        Columns.deleteRuns(jdbc, "history", runs);
    }

    private static void add(CopyRows rows, Fact fact) {
        RunEvent event = (RunEvent) fact.message();
        var envelope = fact.envelope();
        var link = Objects.requireNonNull(envelope.link());
        EventPlace place = EventPlace.of(event);
        rows.add(fact.run().toString())
                .add(Long.toString(link.sequence()))
                .add(event.projectId().value())
                .add(MessageCatalog.wireNameOf(event))
                .add(place.test())
                .add(text(place.attempt()))
                .add(envelope.actor())
                .add(envelope.correlationId())
                .add(envelope.causationId())
                .add(envelope.time().toString())
                .add(link.hash())
                .add(onOneLine(fact.recorded().get()))
                .endRow();
    }

    private static @Nullable String text(@Nullable Integer number) {
        return number == null ? null : number.toString();
    }

    /** Line breaks in JSON stand between its tokens only, where a space means the same to every reader and to RFC 8785. */
    private static String onOneLine(String json) {
        return json.replace('\n', ' ').replace('\r', ' ');
    }
}
