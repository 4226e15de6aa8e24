package io.vigie.report.export;

import java.io.IOException;
import java.io.OutputStream;

/** Everything that is known of a run as one JSON document: what an evidence pack calls {@code report.json}. */
final class RunDocument {

    private RunDocument() {}

    static void write(ExportedRun run, OutputStream out) throws IOException {
        Json.document(out, json -> {
            json.object("run", () -> facts(json, run));
            json.array(
                    "tests",
                    () -> run.tests(ExportedRun.Selection.ALL, test -> json.object(() -> test(json, run, test))));
        });
    }

    private static void facts(Json json, ExportedRun run) throws IOException {
        RunFacts facts = run.facts();
        json.add("id", facts.run())
                .add("name", facts.name())
                .add("kind", facts.kind())
                .add("project", facts.project())
                .add("campaignId", facts.campaignId())
                .add("campaign", facts.campaign())
                .add("environmentId", facts.environmentId())
                .add("environmentVersion", facts.environmentVersion())
                .add("environment", facts.environment())
                .add("filesVersion", facts.filesVersion())
                .add("stopOnFailure", facts.stopOnFailure())
                .add("parallelism", facts.parallelism())
                .add("retries", facts.retries())
                .add("total", facts.total())
                .add("launchedBy", facts.launchedBy())
                .add("launchedAt", facts.launchedAt())
                .add("phase", facts.phase())
                .add("outcome", facts.ended() ? facts.outcome() : null)
                .add("startedAt", facts.startedAt())
                .add("finishedAt", facts.finishedAt())
                .add("durationMs", facts.durationMs())
                .add("stopReason", facts.stopReason())
                .add("stopRequestedBy", facts.stopRequestedBy())
                .add("error", facts.error())
                .add("asOf", facts.sequence())
                .add("missingEvents", facts.missing())
                .add("exportedAt", facts.exportedAt());
        RunCounts counts = run.counts();
        json.object("counts", () -> {
            json.add("tests", counts.tests());
            for (io.vigie.contracts.Outcome outcome : io.vigie.contracts.Outcome.values()) {
                json.add(outcome.toString(), counts.tests(outcome));
            }
            json.add("open", counts.tests(null))
                    .add("flaky", counts.flaky())
                    .add("quarantined", counts.quarantined())
                    .add("cases", counts.cases());
        });
    }

    private static void test(Json json, ExportedRun run, TestFacts test) throws IOException {
        json.add("id", test.id())
                .add("position", test.position())
                .add("name", test.name())
                .add("version", test.version())
                .add("status", test.status())
                .add("outcome", test.outcome())
                .add("quarantined", test.quarantined())
                .add("flaky", test.flaky())
                .add("attempt", test.attempt())
                .add("startedAt", test.startedAt())
                .add("finishedAt", test.finishedAt())
                .add("durationMs", test.durationMs())
                .add("message", test.message());
        json.object("outputs", () -> test.outputs().forEach(json::add));
        json.array("attempts", () -> {
            for (TestFacts.Attempt attempt : test.attempts()) {
                json.object(() -> attempt(json, attempt));
            }
        });
        json.array("artifacts", () -> {
            for (TestFacts.File file : test.files()) {
                json.object(() -> json.add("attempt", file.attempt())
                        .add("number", file.number())
                        .add("name", file.name())
                        .add("mediaType", file.mediaType())
                        .add("size", file.size())
                        .add("sha256", file.sha256())
                        .add("file", EvidencePack.place(test, file)));
            }
        });
        json.array("cases", () -> {
            if (test.hasCases()) {
                run.cases(
                        test.id(),
                        test.attempt(),
                        one -> json.object(() -> json.add("number", one.number())
                                .add("suite", one.suite())
                                .add("name", one.name())
                                .add("outcome", one.outcome())
                                .add("durationMs", one.durationMs())
                                .add("message", one.message())));
            }
        });
    }

    private static void attempt(Json json, TestFacts.Attempt attempt) throws IOException {
        json.add("attempt", attempt.number())
                .add("reason", attempt.reason())
                .add("worker", attempt.worker())
                .add("startedAt", attempt.startedAt())
                .add("finishedAt", attempt.finishedAt())
                .add("lostAt", attempt.lostAt())
                .add("outcome", attempt.outcome())
                .add("durationMs", attempt.durationMs())
                .add("message", attempt.message())
                .add("logLines", attempt.logLines())
                .add("logSha256", attempt.logDigest());
        json.array("actions", () -> {
            for (TestFacts.Action action : attempt.actions()) {
                json.object(() -> json.add("index", action.index())
                        .add("count", action.count())
                        .add("type", action.type())
                        .add("outcome", action.outcome())
                        .add("durationMs", action.durationMs())
                        .add("message", action.message()));
            }
        });
    }
}
