package io.vigie.report.progress;

import io.vigie.contracts.Phase;
import io.vigie.contracts.words.RunWords;
import io.vigie.report.audit.decisions.People;
import io.vigie.report.projection.AsOf;
import io.vigie.report.projection.RunIds;
import io.vigie.service.Text;
import io.vigie.service.contract.Answers;
import io.vigie.service.contract.Words;
import io.vigie.service.refusal.Refusal;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * One run in the words of the third seed (3.2): {@code /api/runs/:runId/status} for clients that ask instead of listening; and which run a trial of
 * a test has, for the gateway.
 */
@RestController
class RunController {

    private static final Text NOT_FOUND = Text.of("Exécution non trouvée", "Run not found");

    private final Reports reports;

    RunController(Reports reports) {
        this.reports = reports;
    }

    /**
     * @param jobId always absent: there are no jobs
     * @param status {@code pending}, {@code running}, {@code passed}, {@code failed} or {@code error}
     * @param errorDetails why it did not pass; absent when it did, and as long as it goes on
     */
    record Status(
            String runId,
            @Nullable String jobId,

            @Words({"pending", "running", "passed", "failed", "error"})
            String status,

            @Nullable Instant startedAt,
            @Nullable Instant completedAt,
            @Nullable Long durationMs,
            @Nullable String errorDetails,
            String reportUrl,
            AsOf asOf) {}

    @Answers(called = "showRunStatus")
    @GetMapping("/api/runs/{runId}/status")
    ResponseEntity<Status> status(@PathVariable("runId") String id, Locale locale) {
        Status status = reports.findRow(RunIds.required("runId", id))
                .map(found -> status(found, locale))
                .orElseThrow(RunController::notFound);
        return ResponseEntity.ok()
                .header(AsOf.LAG_HEADER, AsOf.header(status.asOf().lag()))
                .body(status);
    }

    private static Status status(Reports.Standing standing, Locale locale) {
        ReportRow row = standing.row();
        Phase phase = row.shownPhase();
        Text details = phase.isTerminal() ? details(row, standing.names()) : null;
        String run = row.runId.toString();
        return new Status(
                run,
                null,
                RunWords.status(phase, row.verdict()),
                row.startedAt,
                row.finishedAt,
                row.durationMs,
                details == null ? null : details.in(locale),
                "/api/rapports/" + run,
                standing.asOf());
    }

    private static @Nullable Text details(ReportRow row, People.Names names) {
        String error = row.error;
        if (error != null) {
            return Text.same(error);
        }
        ReportState.Stop stop = row.state().stop();
        return switch (row.verdict()) {
            case PASSED -> null;
            case CANCELLED ->
                Text.of("Exécution annulée par %s", "Run cancelled by %s")
                        .with(
                                stop == null
                                        ? "?"
                                        : Objects.requireNonNullElse(names.of(stop.requestedBy()), stop.requestedBy()));
            case TIMED_OUT ->
                Text.of(
                        "L'exécution a dépassé le temps qui lui était accordé",
                        "The run took longer than it was given");
            case FAILED, BROKEN, SKIPPED, INTERRUPTED -> failures(row);
        };
    }

    private static Text failures(ReportRow row) {
        int against = row.failed + row.broken + row.cancelled + row.timedOut + row.interrupted - row.muted;
        return Text.of("Tests non réussis : %s sur %s", "Tests that did not pass: %s of %s")
                .with(String.valueOf(against), String.valueOf(row.total));
    }

    /** @param runId the newest run that tries this test, or this run itself @param testId the test that it tries */
    record Trial(String runId, @Nullable String testId) {}

    /** Not reachable from outside: the gateway asks it to find the run of a trial by either id. */
    @GetMapping("/internal/trials/{id}")
    Trial trial(@PathVariable("id") String id) {
        return reports.findTrial(id)
                .map(Reports.Standing::row)
                .map(row -> new Trial(row.runId.toString(), row.onlyTest))
                .orElseThrow(RunController::notFound);
    }

    private static Refusal notFound() {
        return Refusal.notFound(NOT_FOUND).named("run-not-found");
    }
}
