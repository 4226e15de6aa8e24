package io.vigie.report.artifacts;

import io.vigie.report.history.Moment;
import io.vigie.report.history.Moments;
import io.vigie.report.projection.AsOfs;
import io.vigie.report.projection.KnownRuns;
import io.vigie.report.projection.ProjectionSchemas;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;

/** Reads what is known of artifacts, always by key or by a range of it. */
@Service
public class Artifacts {

    private static final String OF_TEST =
            "SELECT * FROM artifact WHERE run_id = ? AND test_id = ? AND (attempt, number) > (?, ?) AND told_in <= ?"
                    + " ORDER BY attempt, number LIMIT ?";

    private final JdbcTemplate jdbc;
    private final KnownRuns runs;
    private final Moments moments;
    private final AsOfs asOfs;

    Artifacts(JdbcTemplate jdbc, KnownRuns runs, Moments moments, AsOfs asOfs) {
        this.jdbc = jdbc;
        this.runs = runs;
        this.moments = moments;
        this.asOfs = asOfs;
    }

    /** An artifact with the place of its content. */
    record Kept(Artifact artifact, String storageKey) {}

    /**
     * The first artifacts of a test. Must be called in a transaction of {@link ProjectionSchemas}.
     *
     * @param at the moment whose artifacts are wanted, or now
     */
    public List<Artifact> first(UUID run, String test, int limit, @Nullable Moment at) {
        return after(run, test, 0, 0, limit, at);
    }

    private List<Artifact> after(UUID run, String test, int attempt, int number, int limit, @Nullable Moment at) {
        return jdbc.query(
                OF_TEST,
                (row, index) -> artifact(run, test, row),
                run,
                test,
                attempt,
                number,
                Moment.lastEvent(at),
                limit);
    }

    /** Some artifacts of a test behind one of an attempt, or nothing when there is no such test. */
    Optional<ArtifactPage> page(UUID run, String test, int attempt, int number, int limit, @Nullable String moment) {
        return runs.find(run, head -> {
            Moment at = moments.of(head, moment);
            if (!isTest(run, test)) {
                return Optional.empty();
            }
            List<Artifact> found = after(run, test, attempt, number, limit + 1, at);
            boolean more = found.size() > limit;
            List<Artifact> given = more ? found.subList(0, limit) : found;
            return Optional.of(new ArtifactPage(
                    test,
                    given,
                    more ? next(run, test, given.getLast(), limit) + Moment.inAddress(at) : null,
                    at,
                    asOfs.of(run, head.sequence())));
        });
    }

    private boolean isTest(UUID run, String test) {
        return !jdbc.queryForList(
                        "SELECT 1 FROM test_result WHERE run_id = ? AND test_id = ?", Integer.class, run, test)
                .isEmpty();
    }

    private static String next(UUID run, String test, Artifact last, int limit) {
        return "/api/rapports/%s/tests/%s/artifacts?after=%d.%d&limit=%d"
                .formatted(run, test, last.attempt(), last.number(), limit);
    }

    /** One artifact; waited for when its run was launched just now. @throws io.vigie.service.refusal.Refusal 410 when the files were removed */
    Optional<Kept> find(UUID run, String test, int attempt, int number) {
        return runs.find(run, head -> {
            runs.mustBeKept(head, io.vigie.contracts.Kept.ARTIFACTS);
            return jdbc
                    .query(
                            "SELECT * FROM artifact WHERE run_id = ? AND test_id = ? AND attempt = ? AND number = ?",
                            (row, at) -> new Kept(artifact(run, test, row), row.getString("storage_key")),
                            run,
                            test,
                            attempt,
                            number)
                    .stream()
                    .findFirst();
        });
    }

    private static Artifact artifact(UUID run, String test, ResultSet row) throws SQLException {
        int attempt = row.getInt("attempt");
        int number = row.getInt("number");
        return new Artifact(
                attempt,
                number,
                row.getString("name"),
                row.getString("media_type"),
                row.getLong("size"),
                row.getString("sha256"),
                "/api/rapports/%s/tests/%s/artifacts/%d/%d".formatted(run, test, attempt, number));
    }
}
