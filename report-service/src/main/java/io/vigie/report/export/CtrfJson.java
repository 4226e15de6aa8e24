package io.vigie.report.export;

import io.vigie.contracts.Outcome;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriUtils;

/**
 * The Common Test Report Format (ctrf.io), specification 0.0.0. A test is an entry; one that ran a real test runner is shown by its cases, whose
 * suite begins with its name. What has no verdict yet is {@code pending}.
 */
@Component
class CtrfJson implements ReportFormat {

    private static final String SPECIFICATION = "0.0.0";

    private final Logs logs;

    CtrfJson(Logs logs) {
        this.logs = logs;
    }

    @Override
    public String name() {
        return "ctrf";
    }

    @Override
    public MediaType type() {
        return MediaType.APPLICATION_JSON;
    }

    @Override
    public String extension() {
        return "ctrf.json";
    }

    @Override
    public void write(ExportedRun run, Locale locale, OutputStream out) throws IOException {
        Json.document(out, json -> new Document(json, run).write());
    }

    private final class Document {

        private final Json json;
        private final ExportedRun run;
        private final RunFacts facts;

        Document(Json json, ExportedRun run) {
            this.json = json;
            this.run = run;
            this.facts = run.facts();
        }

        void write() throws IOException {
            json.add("reportFormat", "CTRF")
                    .add("specVersion", SPECIFICATION)
                    .add("reportId", reportId())
                    .add("runId", facts.run())
                    .add("timestamp", facts.exportedAt())
                    .add("generatedBy", "Vigie")
                    .object("results", () -> {
                        json.object("tool", () -> json.add("name", "Vigie"));
                        json.object("summary", this::summary);
                        json.object("environment", this::environment);
                        json.array("tests", () -> run.tests(ExportedRun.Selection.ALL, this::entries));
                    });
        }

        /** The same for two exports of the same state. */
        private UUID reportId() {
            return UUID.nameUUIDFromBytes(
                    (facts.run() + " " + facts.sequence() + " ctrf").getBytes(StandardCharsets.UTF_8));
        }

        private void summary() throws IOException {
            Map<Shown, Integer> entries = run.counts().entries(true);
            json.add(
                            "tests",
                            entries.values().stream()
                                    .mapToInt(Integer::intValue)
                                    .sum())
                    .add("passed", entries.getOrDefault(Shown.PASSED, 0))
                    .add("failed", entries.getOrDefault(Shown.FAILED, 0) + entries.getOrDefault(Shown.BROKEN, 0))
                    .add("skipped", entries.getOrDefault(Shown.SKIPPED, 0))
                    .add("pending", entries.getOrDefault(Shown.OPEN, 0))
                    .add("other", entries.getOrDefault(Shown.STOPPED, 0))
                    .add("flaky", run.counts().flaky())
                    .add("start", facts.began().toEpochMilli())
                    .add("stop", facts.until().toEpochMilli())
                    .add("duration", facts.millis());
        }

        private void environment() throws IOException {
            json.add("reportName", facts.name())
                    .add("buildName", facts.campaign())
                    .add("testEnvironment", facts.environment())
                    .object(
                            "extra",
                            () -> json.add("project", facts.project())
                                    .add("campaignId", facts.campaignId())
                                    .add("environmentId", facts.environmentId())
                                    .add("environmentVersion", facts.environmentVersion())
                                    .add("launchedBy", facts.launchedBy())
                                    .add("launchedAt", facts.launchedAt())
                                    .add("phase", facts.phase())
                                    .add("outcome", facts.ended() ? facts.outcome() : null)
                                    .add("stopReason", facts.stopReason())
                                    .add("error", facts.error())
                                    .add("asOf", facts.sequence())
                                    .add("missingEvents", facts.missing()));
        }

        private void entries(TestFacts test) throws IOException {
            if (test.hasCases()) {
                run.cases(test.id(), test.attempt(), one -> json.object(() -> entry(test, one)));
            }
            if (test.showsItself()) {
                json.object(() -> entry(test));
            }
        }

        private void entry(TestFacts test, CaseFacts one) throws IOException {
            json.add("testId", test.id() + "/" + one.number())
                    .add("name", one.name().isEmpty() ? String.valueOf(one.number()) : one.name())
                    .add("status", status(one.outcome()))
                    .add("rawStatus", one.outcome())
                    .add("duration", one.durationMs())
                    .array(
                            "suite",
                            () -> json.item(facts.campaign()).item(test.title()).item(one.suite()))
                    .add("message", one.message());
        }

        private void entry(TestFacts test) throws IOException {
            Outcome outcome = test.outcome();
            TestFacts.Attempt newest = test.newest();
            json.add("testId", test.id())
                    .add("name", test.title())
                    .add("status", status(outcome))
                    .add("rawStatus", outcome == null ? test.status() : outcome)
                    .add("duration", test.durationMs() == null ? Long.valueOf(0) : test.durationMs())
                    .add("start", millis(test.startedAt()))
                    .add("stop", millis(test.finishedAt()))
                    .array("suite", () -> json.item(facts.campaign()))
                    .add("message", test.message())
                    .add("retries", Math.max(0, test.attempt() - 1))
                    .add("flaky", test.flaky())
                    .add("threadId", newest == null ? null : newest.worker());
            attempts(test);
            stdout(logs.endOf(test));
            files(test, test.attempt());
            steps(newest);
            json.object(
                    "extra",
                    () -> json.add("position", test.position())
                            .add("quarantined", test.quarantined())
                            .add("logLines", test.logLines())
                            .add("logSha256", test.logDigest()));
        }

        private void attempts(TestFacts test) throws IOException {
            if (test.earlier().isEmpty()) {
                return;
            }
            json.array("retryAttempts", () -> {
                for (TestFacts.Attempt attempt : test.earlier()) {
                    json.object(() -> attempt(test, attempt));
                }
            });
        }

        private void attempt(TestFacts test, TestFacts.Attempt attempt) throws IOException {
            Outcome outcome = attempt.outcome();
            json.add("attempt", attempt.number())
                    .add("status", outcome == null ? "other" : status(outcome))
                    .add("duration", attempt.durationMs())
                    .add("start", millis(attempt.startedAt()))
                    .add("stop", millis(attempt.finishedAt()))
                    .add("message", attempt.message());
            stdout(logs.endOf(attempt));
            files(test, attempt.number());
            json.object(
                    "extra",
                    () -> json.add("reason", attempt.reason())
                            .add("rawStatus", outcome)
                            .add("worker", attempt.worker())
                            .add("workerLostAt", attempt.lostAt()));
        }

        private void stdout(String log) throws IOException {
            if (!log.isEmpty()) {
                json.array("stdout", () -> log.lines().forEach(json::item));
            }
        }

        private void files(TestFacts test, int attempt) throws IOException {
            if (test.files().stream().noneMatch(file -> file.attempt() == attempt)) {
                return;
            }
            json.array("attachments", () -> {
                for (TestFacts.File file : test.files()) {
                    if (file.attempt() == attempt) {
                        json.object(() -> json.add("name", file.name())
                                .add("contentType", file.mediaType())
                                .add("path", place(test, file))
                                .object(
                                        "extra",
                                        () -> json.add("size", file.size()).add("sha256", file.sha256())));
                    }
                }
            });
        }

        /** Where the content is, at the address that this file came from. */
        private String place(TestFacts test, TestFacts.File file) {
            return "/api/rapports/%s/tests/%s/artifacts/%d/%d"
                    .formatted(
                            facts.run(),
                            UriUtils.encodePathSegment(test.id(), StandardCharsets.UTF_8),
                            file.attempt(),
                            file.number());
        }

        private void steps(TestFacts.@Nullable Attempt attempt) throws IOException {
            if (attempt == null || attempt.actions().isEmpty()) {
                return;
            }
            json.array("steps", () -> {
                for (TestFacts.Action action : attempt.actions()) {
                    json.object(() -> json.add("name", action.index() + ". " + action.type())
                            .add("status", status(action.outcome()))
                            .object(
                                    "extra",
                                    () -> json.add("duration", action.durationMs())
                                            .add("rawStatus", action.outcome())
                                            .add("message", action.message())));
                }
            });
        }
    }

    private static String status(@Nullable Outcome outcome) {
        return switch (Shown.of(outcome)) {
            case PASSED -> "passed";
            case FAILED, BROKEN -> "failed";
            case SKIPPED -> "skipped";
            case STOPPED -> "other";
            case OPEN -> "pending";
        };
    }

    private static @Nullable Long millis(@Nullable Instant instant) {
        return instant == null ? null : instant.toEpochMilli();
    }
}
