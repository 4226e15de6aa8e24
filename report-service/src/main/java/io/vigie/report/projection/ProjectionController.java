package io.vigie.report.projection;

import io.vigie.report.projection.Position.Partition;
import io.vigie.service.contract.Answers;
import io.vigie.service.identity.AdminOnly;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/admin/projection}: how far the rows are, and their rebuild from history. Administrators only. */
@RestController
@RequestMapping("/api/admin/projection")
@AdminOnly
class ProjectionController {

    private static final int INCOMPLETE_SHOWN = 100;

    private final ProjectionSchemas schemas;
    private final FoldedPositions positions;
    private final RunHeads heads;
    private final ProjectionLag lag;
    private final Rebuild rebuild;

    ProjectionController(
            ProjectionSchemas schemas, FoldedPositions positions, RunHeads heads, ProjectionLag lag, Rebuild rebuild) {
        this.schemas = schemas;
        this.positions = positions;
        this.heads = heads;
        this.lag = lag;
        this.rebuild = rebuild;
    }

    /**
     * @param lag records that wait to be folded, absent when that is not known
     * @param incomplete runs of which events could not be read
     * @param rebuild the last one since this instance started, absent when there was none
     */
    record Standing(
            int generation,
            @Nullable Long lag,
            List<At> positions,
            List<Incomplete> incomplete,
            Rebuild.@Nullable Progress rebuild) {}

    record At(String topic, int partition, long offset, Instant recordedAt) {}

    record Incomplete(String runId, long sequence, long missing) {}

    @GetMapping
    @Answers(called = "showProjection")
    Standing standing() {
        return schemas.read(() -> new Standing(
                schemas.serving().generation(),
                waiting(),
                at(positions.all()),
                heads.incomplete(INCOMPLETE_SHOWN).stream()
                        .map(head -> new Incomplete(head.run().toString(), head.sequence(), head.missing()))
                        .toList(),
                rebuild.progress()));
    }

    private @Nullable Long waiting() {
        OptionalLong total = lag.total();
        return total.isPresent() ? total.getAsLong() : null;
    }

    private static List<At> at(Map<Partition, Position> all) {
        return new TreeMap<>(all)
                .values().stream()
                        .map(position -> new At(
                                position.partition().topic(),
                                position.partition().number(),
                                position.offset(),
                                position.recordedAt()))
                        .toList();
    }

    @PostMapping("/rebuild")
    @Answers(called = "rebuildReports", statuses = 202)
    ResponseEntity<Rebuild.Progress> rebuild() {
        return ResponseEntity.accepted().body(rebuild.start());
    }
}
