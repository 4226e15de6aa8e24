package io.vigie.gateway.stream;

import io.vigie.contracts.CampaignId;
import io.vigie.contracts.Outcome;
import io.vigie.contracts.Phase;
import io.vigie.contracts.RunId;
import io.vigie.contracts.TestId;
import io.vigie.contracts.attempt.AttemptEvent.CaseReport;
import io.vigie.contracts.log.LogEvent.LogLine;
import io.vigie.contracts.log.LogEvent.LogSegment;
import io.vigie.contracts.run.RunEvent;
import io.vigie.contracts.run.RunEvent.ActionFinished;
import io.vigie.contracts.run.RunEvent.ArtifactStored;
import io.vigie.contracts.run.RunEvent.AttemptFinished;
import io.vigie.contracts.run.RunEvent.AttemptLost;
import io.vigie.contracts.run.RunEvent.CasesFinished;
import io.vigie.contracts.run.RunEvent.Progress;
import io.vigie.contracts.run.RunEvent.QueueReason;
import io.vigie.contracts.run.RunEvent.RunCancelling;
import io.vigie.contracts.run.RunEvent.RunFailed;
import io.vigie.contracts.run.RunEvent.RunFinished;
import io.vigie.contracts.run.RunEvent.RunStarted;
import io.vigie.contracts.run.RunEvent.SliceEnded;
import io.vigie.contracts.run.RunEvent.SliceStarted;
import io.vigie.contracts.run.RunEvent.TestFinished;
import io.vigie.contracts.run.RunEvent.TestQueued;
import io.vigie.contracts.run.RunEvent.TestSkipped;
import io.vigie.contracts.run.RunEvent.TestStarted;
import io.vigie.contracts.wire.MessageJson;
import io.vigie.contracts.words.SeedWords;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Turns events of the contracts into the browser's, one by one and without any state. Pure and thread-safe.
 *
 * <p>The names and fields {@code campain_started}, {@code test_started}, {@code test_completed}, {@code campain_progress},
 * {@code campain_completed} and {@code campain_error} are the product's protocol, letter for letter.
 */
final class BrowserEvents {

    private static final JsonMapper JSON = MessageJson.mapper();
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    private final ZoneId zone;

    /** @param zone the zone of the clock in front of each log line */
    BrowserEvents(ZoneId zone) {
        this.zone = zone;
    }

    /** What browsers are told of an event of a run's history: nothing, or one event or more in this order. */
    List<BrowserEvent> of(RunEvent event) {
        RunId run = event.runId();
        return switch (event) {
            case RunStarted started ->
                List.of(event(
                        "campain_started",
                        about(run)
                                .put("campain_id", started.campaignId().value())
                                .put("kind", started.kind().toString())
                                .put("name", started.name())
                                .put("filiere", started.environment())
                                .put("tests", started.testCount())
                                .put("started_at", started.startedAt().toString())));
            case TestQueued queued ->
                List.of(event(
                        "test_queued",
                        about(run, queued.testId())
                                .put("name", queued.name())
                                .put("order", queued.position())
                                .put("attempt", queued.attempt())
                                .put("reason", queued.reason().toString())
                                .put("why", why(queued.reason()))
                                .put("quarantined", queued.quarantined())));
            case TestStarted started ->
                List.of(event("test_started", about(run, started.testId()).put("attempt", started.attempt())));
            case AttemptFinished finished ->
                List.of(event(
                        "test_attempt_completed",
                        about(run, finished.testId())
                                .put("attempt", finished.attempt())
                                .put("status", SeedWords.testStatus(finished.outcome()))
                                .put("outcome", finished.outcome().toString())
                                .put("duration_ms", finished.durationMillis())
                                .put("logs", finished.logs())
                                .put("message", finished.message())));
            case CasesFinished finished -> List.of(cases(finished));
            case ArtifactStored stored ->
                List.of(event(
                        "test_artifact",
                        about(run, stored.testId())
                                .put("attempt", stored.attempt())
                                .put("number", stored.number())
                                .put("name", stored.name())
                                .put("media_type", stored.mediaType())
                                .put("size", stored.size())));
            case TestFinished finished ->
                List.of(
                        event(
                                "test_completed",
                                about(run, finished.testId())
                                        .put("status", SeedWords.testStatus(finished.outcome()))
                                        .put("logs", finished.logs())
                                        .put("outcome", finished.outcome().toString())
                                        .put("duration_ms", finished.durationMillis())
                                        .put("attempt", finished.attempt())
                                        .put("quarantined", finished.quarantined())
                                        .put("message", finished.message())),
                        progress(run, finished.progress()));
            case TestSkipped skipped ->
                List.of(
                        event(
                                "test_completed",
                                about(run, skipped.testId())
                                        .put("status", SeedWords.testStatus(Outcome.SKIPPED))
                                        .put("logs", skipped.message())
                                        .put("outcome", Outcome.SKIPPED.toString())
                                        .put("reason", skipped.reason().toString())),
                        progress(run, skipped.progress()));
            case RunCancelling cancelling ->
                List.of(event(
                        "campain_cancelling",
                        about(run)
                                .put("reason", cancelling.reason().toString())
                                .put("requested_by", cancelling.requestedBy())));
            case RunFinished finished -> List.of(completed(run, finished.outcome()));
            case RunFailed failed ->
                List.of(
                        event("campain_error", about(run).put("error", failed.error())),
                        completed(run, Outcome.FAILED));
            // Their tests are queued again or finish; the protocol has no word of its own for these.
            case ActionFinished action -> List.of();
            case AttemptLost lost -> List.of();
            // Who carries a run out, and where, is no business of those who watch it.
            case SliceStarted slice -> List.of();
            case SliceEnded slice -> List.of();
        };
    }

    /** One event for a whole report of cases: a suite may have thousands. */
    private static BrowserEvent cases(CasesFinished finished) {
        ObjectNode data = about(finished.runId(), finished.testId()).put("attempt", finished.attempt());
        ArrayNode cases = data.putArray("cases");
        int number = finished.firstCase();
        for (CaseReport report : finished.cases()) {
            cases.addObject()
                    .put("n", number++)
                    .put("suite", report.suite())
                    .put("name", report.name())
                    .put("outcome", report.outcome().toString())
                    .put("duration_ms", report.durationMillis())
                    .put("message", report.message());
        }
        return event("test_case_completed", data);
    }

    private static String why(QueueReason reason) {
        return switch (reason) {
            case PLANNED -> "En attente de son tour";
            case WORKER_LOST -> "L'exécuteur qui le portait ne répond plus";
            case HANDED_BACK -> "Rendu par un exécuteur qui s'arrête";
            case RETRIED -> "Nouvelle tentative après un échec";
            case ENVIRONMENT_FULL -> "La filière a atteint sa limite de tests simultanés";
            case WORKERS_BUSY -> "Tous les exécuteurs sont occupés";
        };
    }

    /** What browsers are told of log lines. */
    BrowserEvent of(LogSegment segment) {
        ObjectNode data = about(segment.runId(), segment.testId()).put("attempt", segment.attempt());
        ArrayNode lines = data.putArray("lines");
        int number = segment.firstLine();
        for (LogLine line : segment.lines()) {
            lines.addObject()
                    .put("n", number++)
                    .put("at", line.at().toString())
                    .put("level", line.level().toString())
                    .put("text", line.text())
                    .put("line", clock(line.at()) + " " + line.text());
        }
        return event("test_log", data);
    }

    /** What browsers are told when a campaign's files are others now. */
    static BrowserEvent filesUpdated(CampaignId campaign) {
        return event("files_updated", JSON.createObjectNode().put("campain_id", campaign.value()));
    }

    private String clock(Instant at) {
        return "[" + CLOCK.format(at.atZone(zone)) + "]";
    }

    private static BrowserEvent progress(RunId run, Progress progress) {
        return event("campain_progress", about(run).put("progress", progress.percent()));
    }

    private static BrowserEvent completed(RunId run, Outcome outcome) {
        return event(
                "campain_completed",
                about(run)
                        .put("status", SeedWords.reportStatus(Phase.FINISHED, outcome))
                        .put("result", SeedWords.reportResult(Phase.FINISHED, outcome)));
    }

    private static ObjectNode about(RunId run) {
        return JSON.createObjectNode().put("rapport_id", run.value());
    }

    private static ObjectNode about(RunId run, TestId test) {
        return about(run).put("test_id", test.value());
    }

    private static BrowserEvent event(String name, ObjectNode data) {
        return new BrowserEvent(name, JSON.writeValueAsBytes(data));
    }
}
