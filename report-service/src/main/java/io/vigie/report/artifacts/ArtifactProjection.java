package io.vigie.report.artifacts;

import static io.vigie.report.projection.Columns.set;

import io.vigie.contracts.Kept;
import io.vigie.contracts.run.RunEvent.ArtifactStored;
import io.vigie.report.projection.Columns;
import io.vigie.report.projection.Fact;
import io.vigie.report.projection.View;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Writes {@code artifact}: a row for each file, once. What is forgotten has its files removed, too. */
@Component
class ArtifactProjection implements View {

    private static final String SAVE = """
            INSERT INTO artifact (run_id, test_id, attempt, number, project_id, name, media_type, size, sha256, storage_key,
                told_in)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """;

    private final JdbcTemplate jdbc;
    private final FilesToRemove files;

    ArtifactProjection(JdbcTemplate jdbc, FilesToRemove files) {
        this.jdbc = jdbc;
        this.files = files;
    }

    private record Row(UUID run, ArtifactStored event, long toldIn) {}

    @Override
    public void fold(List<Fact> facts) {
        List<Row> rows = new ArrayList<>();
        for (Fact fact : facts) {
            if (fact.message() instanceof ArtifactStored event) {
                rows.add(new Row(fact.run(), event, fact.sequence()));
            }
        }
        if (!rows.isEmpty()) {
            jdbc.batchUpdate(SAVE, rows, rows.size(), ArtifactProjection::fill);
        }
    }

    @Override
    public void forget(Collection<UUID> runs) {
        Columns.deleteRuns(jdbc, "artifact", runs);
        files.remember(runs);
    }

    /** What is known of them stays, as history does: names, sizes and digests. */
    @Override
    public void forget(Kept part, Collection<UUID> runs) {
        if (part == Kept.ARTIFACTS) {
            files.remember(runs);
        }
    }

    private static void fill(PreparedStatement row, Row one) throws SQLException {
        ArtifactStored event = one.event();
        row.setObject(1, one.run());
        set(row, 2, event.testId().value());
        set(row, 3, event.attempt());
        set(row, 4, event.number());
        set(row, 5, event.projectId().value());
        set(row, 6, event.name());
        set(row, 7, event.mediaType());
        set(row, 8, event.size());
        set(row, 9, event.sha256());
        set(row, 10, event.storageKey());
        row.setLong(11, one.toldIn());
    }
}
