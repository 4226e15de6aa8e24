package io.vigie.gateway.stream;

import io.vigie.contracts.Outcome;
import io.vigie.contracts.Phase;
import io.vigie.contracts.RunId;
import io.vigie.contracts.TestId;
import io.vigie.contracts.log.LogEvent.LogLine;
import io.vigie.contracts.log.LogEvent.LogSegment;
import io.vigie.contracts.run.RunEvent;
import io.vigie.contracts.run.RunEvent.ActionFinished;
import io.vigie.contracts.run.RunEvent.AttemptLost;
import io.vigie.contracts.run.RunEvent.Progress;
import io.vigie.contracts.run.RunEvent.RunFailed;
import io.vigie.contracts.run.RunEvent.RunFinished;
import io.vigie.contracts.run.RunEvent.RunStarted;
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

    /** What browsers are told of an event of a run's history: nothing, one event, or two in this order. */
    List<BrowserEvent> of(RunEvent event) {
        RunId run = event.runId();
        return switch (event) {
            case RunStarted started ->
                List.of(event(
                        "campain_started",
                        about(run).put("campain_id", started.campaignId().value())));
            case TestQueued queued ->
                List.of(event(
                        "test_queued",
                        about(run, queued.testId())
                                .put("name", queued.name())
                                .put("order", queued.position())
                                .put("attempt", queued.attempt())
                                .put("reason", queued.reason().toString())));
            case TestStarted started ->
                List.of(event("test_started", about(run, started.testId()).put("attempt", started.attempt())));
            case TestFinished finished ->
                List.of(
                        event(
                                "test_completed",
                                about(run, finished.testId())
                                        .put("status", SeedWords.testStatus(finished.outcome()))
                                        .put("logs", finished.logs())
                                        .put("outcome", finished.outcome().toString())
                                        .put("duration_ms", finished.durationMillis())
                                        .put("attempt", finished.attempt())),
                        progress(run, finished.progress()));
            case TestSkipped skipped ->
                List.of(
                        event(
                                "test_completed",
                                about(run, skipped.testId())
                                        .put("status", SeedWords.testStatus(Outcome.SKIPPED))
                                        .put("logs", skipped.message())
                                        .put("outcome", Outcome.SKIPPED.toString())),
                        progress(run, skipped.progress()));
            case RunFinished finished -> List.of(completed(run, finished.outcome()));
            case RunFailed failed ->
                List.of(
                        event("campain_error", about(run).put("error", failed.error())),
                        completed(run, Outcome.FAILED));
            // Their tests are queued again or finish; the protocol has no word of its own for these.
            case ActionFinished action -> List.of();
            case AttemptLost lost -> List.of();
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
