package io.vigie.report.export;

import io.vigie.contracts.Outcome;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Predicate;

/**
 * What the run came to as an in-toto Statement v1 with the predicate {@code test-result/v0.1}: {@code FAILED} when the run did not pass, {@code WARNED}
 * when it passed with a test that was flaky or did not pass in quarantine. A test is named by its id; one that never ran is in no list.
 */
final class TestResultStatement {

    static final String TYPE = "https://in-toto.io/Statement/v1";
    static final String PREDICATE = "https://in-toto.io/attestation/test-result/v0.1";

    private TestResultStatement() {}

    /**
     * @param run one that has ended: a result that may still change is none
     * @param subjects the files that this is said of
     */
    static void write(ExportedRun run, List<Archive.Added> subjects, OutputStream out) throws IOException {
        RunFacts facts = run.facts();
        Json.document(out, json -> {
            json.add("_type", TYPE);
            json.array("subject", () -> {
                for (Archive.Added subject : subjects) {
                    json.object(() -> json.add("name", subject.name())
                            .object("digest", () -> json.add("sha256", subject.sha256())));
                }
            });
            json.add("predicateType", PREDICATE);
            json.object("predicate", () -> {
                json.add("result", result(run));
                json.array("configuration", () -> configuration(json, facts));
                names(json, "passedTests", run, test -> test.outcome() == Outcome.PASSED && !test.flaky());
                names(json, "warnedTests", run, TestResultStatement::warns);
                names(
                        json,
                        "failedTests",
                        run,
                        test -> test.outcome() != null && test.outcome().isAgainstTheRun() && !test.quarantined());
            });
        });
    }

    private static String result(ExportedRun run) {
        if (run.facts().outcome() != Outcome.PASSED) {
            return "FAILED";
        }
        return run.counts().flaky() + run.counts().quarantined() > 0 ? "WARNED" : "PASSED";
    }

    private static boolean warns(TestFacts test) {
        Outcome outcome = test.outcome();
        return test.flaky() || test.quarantined() && outcome != null && outcome.isAgainstTheRun();
    }

    private static void configuration(Json json, RunFacts facts) throws IOException {
        json.object(() -> json.add("name", "campaign")
                .add("uri", "urn:vigie:campaign:" + facts.campaignId())
                .object(
                        "annotations",
                        () -> json.add("name", facts.campaign()).add("filesVersion", facts.filesVersion())));
        json.object(() -> json.add("name", "environment")
                .add("uri", "urn:vigie:environment:" + facts.environmentId())
                .object(
                        "annotations",
                        () -> json.add("name", facts.environment()).add("version", facts.environmentVersion())));
        String options = "{\"parallelism\":%d,\"retries\":%d,\"stopOnFailure\":%s,\"tests\":%d}"
                .formatted(facts.parallelism(), facts.retries(), facts.stopOnFailure(), facts.total());
        json.object(() -> json.add("name", "options")
                .add("uri", "urn:vigie:run:" + facts.run())
                .add("content", Base64.getEncoder().encodeToString(options.getBytes(StandardCharsets.UTF_8)))
                .add("mediaType", "application/json"));
    }

    private static void names(Json json, String name, ExportedRun run, Predicate<TestFacts> wanted) throws IOException {
        json.array(
                name,
                () -> run.tests(ExportedRun.Selection.ALL, test -> {
                    if (wanted.test(test)) {
                        json.item(test.id());
                    }
                }));
    }
}
