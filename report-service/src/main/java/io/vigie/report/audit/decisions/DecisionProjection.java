package io.vigie.report.audit.decisions;

import static io.vigie.report.projection.Columns.set;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.MessageCatalog;
import io.vigie.report.projection.Decision;
import io.vigie.report.projection.DecisionView;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Writes the table {@code decision}. One that comes again changes nothing; one that has the number of another but says something else is left out, and
 * logged: only somebody who writes to the topic by other ways can bring it.
 */
@Component
class DecisionProjection implements DecisionView {

    private static final Logger log = LoggerFactory.getLogger(DecisionProjection.class);

    private static final String SAVE = """
            INSERT INTO decision (project_id, sequence, type, at, actor, subject, about, name, hash, line)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
            """;

    private final JdbcTemplate jdbc;

    DecisionProjection(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    private record Place(String project, long sequence) {

        static Place of(Decision decision) {
            return new Place(
                    decision.message().projectId().value(), decision.link().sequence());
        }
    }

    @Override
    public void fold(List<Decision> decisions) {
        jdbc.batchUpdate(SAVE, decisions, decisions.size(), DecisionProjection::fill);
        Map<Place, String> kept = kept(decisions);
        for (Decision decision : decisions) {
            if (!decision.link().hash().equals(kept.get(Place.of(decision)))) {
                log.error(
                        "Expected one decision {} of project \"{}\", but {} holds another.",
                        decision.link().sequence(),
                        decision.message().projectId(),
                        decision.position());
            }
        }
    }

    private Map<Place, String> kept(List<Decision> decisions) {
        Map<Place, String> hashes = new HashMap<>();
        jdbc.query(
                "SELECT project_id, sequence, hash FROM decision WHERE project_id = ANY (?) AND sequence = ANY (?)",
                statement -> {
                    statement.setArray(1, array(statement, "text", decisions, Place::project));
                    statement.setArray(2, array(statement, "bigint", decisions, Place::sequence));
                },
                row -> {
                    hashes.put(new Place(row.getString("project_id"), row.getLong("sequence")), row.getString("hash"));
                });
        return hashes;
    }

    private static Array array(
            PreparedStatement statement, String type, List<Decision> decisions, Function<Place, Object> value)
            throws SQLException {
        return statement
                .getConnection()
                .createArrayOf(
                        type,
                        decisions.stream().map(Place::of).map(value).distinct().toArray());
    }

    private static void fill(PreparedStatement row, Decision decision) throws SQLException {
        Envelope<?> envelope = decision.envelope();
        List<String> about = About.of(decision.message()).idsWith(envelope.subject());
        set(row, 1, decision.message().projectId().value());
        row.setLong(2, decision.link().sequence());
        set(row, 3, MessageCatalog.wireNameOf(decision.message()));
        set(row, 4, envelope.time());
        set(row, 5, envelope.actor());
        set(row, 6, envelope.subject());
        row.setArray(7, row.getConnection().createArrayOf("text", about.toArray()));
        set(row, 8, Told.name(decision.message()));
        set(row, 9, decision.link().hash());
        set(row, 10, decision.line());
    }
}
