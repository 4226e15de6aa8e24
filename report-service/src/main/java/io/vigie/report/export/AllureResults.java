package io.vigie.report.export;

import io.vigie.contracts.Outcome;
import io.vigie.service.Text;
import io.vigie.storage.FileStorage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/**
 * A zip of what Allure reads (its results, version 2): a result for each attempt, all attempts of a test under one history id, so that Allure shows
 * the earlier ones as retries. The cases of a real test runner are results of their own; what belongs to all of them, files and the end of the log,
 * hangs on the container that holds them.
 */
@Component
class AllureResults implements ReportFormat {

    private static final Text FAILURES = Text.of("Attentes non tenues", "Expectations that did not hold");
    private static final Text ERRORS = Text.of("Erreurs", "Errors");
    private static final Text SKIPPED = Text.of("Tests ignorés", "Skipped tests");

    private final Logs logs;
    private final KeptFiles kept;

    AllureResults(Logs logs, KeptFiles kept) {
        this.logs = logs;
        this.kept = kept;
    }

    @Override
    public String name() {
        return "allure";
    }

    @Override
    public MediaType type() {
        return MediaType.parseMediaType("application/zip");
    }

    @Override
    public String extension() {
        return "allure-results.zip";
    }

    @Override
    public void write(ExportedRun run, Locale locale, OutputStream out) throws IOException {
        Archive zip = new Archive(out, run.facts().until());
        new Results(zip, run, locale).write();
        zip.finish();
    }

    /** A file of the archive that a result names. */
    private record Attachment(String name, String source, String type) {}

    private final class Results {

        private final Archive zip;
        private final ExportedRun run;
        private final RunFacts facts;
        private final Locale locale;

        Results(Archive zip, ExportedRun run, Locale locale) {
            this.zip = zip;
            this.run = run;
            this.facts = run.facts();
            this.locale = locale;
        }

        void write() throws IOException {
            zip.add("environment.properties", out -> out.write(environment()));
            json(
                    "executor.json",
                    json -> json.add("name", "Vigie")
                            .add("type", "vigie")
                            .add("buildName", facts.name())
                            .add("reportName", facts.campaign()));
            zip.add("categories.json", out -> out.write(categories().getBytes(StandardCharsets.UTF_8)));
            run.tests(ExportedRun.Selection.ALL, this::test);
        }

        private byte[] environment() throws IOException {
            Properties properties = new Properties();
            properties.setProperty("Run", facts.run().toString());
            properties.setProperty("Campaign", facts.campaign());
            properties.setProperty("Environment", facts.environment());
            properties.setProperty("Environment.version", String.valueOf(facts.environmentVersion()));
            properties.setProperty("Launched.by", facts.launchedBy());
            properties.setProperty("Launched.at", facts.launchedAt().toString());
            properties.setProperty("Phase", facts.phase().toString());
            properties.setProperty("As.of", String.valueOf(facts.sequence()));
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            properties.store(text, null);
            return text.toByteArray();
        }

        private String categories() {
            return """
                [{"name":"%s","matchedStatuses":["failed"]},{"name":"%s","matchedStatuses":["broken"]},{"name":"%s","matchedStatuses":["skipped"]}]
                """.formatted(FAILURES.in(locale), ERRORS.in(locale), SKIPPED.in(locale));
        }

        private void test(TestFacts test) throws IOException {
            for (TestFacts.Attempt attempt : test.earlier()) {
                result(test, attempt, attempt.outcome(), attempt.message(), logs.endOf(attempt));
            }
            if (test.hasCases()) {
                cases(test);
            }
            if (test.showsItself()) {
                result(test, test.newest(), test.outcome(), test.message(), logs.endOf(test));
            }
        }

        private void result(
                TestFacts test,
                TestFacts.@Nullable Attempt attempt,
                @Nullable Outcome outcome,
                @Nullable String message,
                String log)
                throws IOException {
            int number = attempt == null ? test.attempt() : attempt.number();
            boolean lost = attempt != null && attempt.lostAt() != null && outcome == null;
            UUID id = id(facts.run(), test.id(), number);
            List<Attachment> attachments = attachments(id, test, number, log);
            long start = start(attempt);
            long stop = stop(attempt, start);
            json(id + "-result.json", json -> {
                json.add("uuid", id)
                        .add("historyId", id(facts.campaignId(), test.id()))
                        .add("testCaseId", id(facts.campaignId(), test.id()))
                        .add("fullName", facts.campaign() + " / " + test.title() + " [" + test.id() + "]")
                        .add("name", test.title());
                status(json, lost ? Outcome.INTERRUPTED : outcome, test);
                json.object(
                        "statusDetails",
                        () -> json.add("message", lost ? "The worker was lost." : message)
                                .add("flaky", test.flaky())
                                .add("muted", test.quarantined()));
                json.add("start", start).add("stop", stop);
                labels(json, attempt, test.quarantined(), facts.campaign(), facts.name(), null);
                json.array("steps", () -> steps(json, attempt, start));
                attached(json, attachments);
            });
        }

        private void cases(TestFacts test) throws IOException {
            TestFacts.Attempt attempt = test.newest();
            long[] at = {start(attempt)};
            run.cases(test.id(), test.attempt(), one -> {
                UUID id = id(facts.run(), test.id(), test.attempt(), one.number());
                long start = at[0];
                at[0] += one.durationMs();
                json(id + "-result.json", json -> {
                    UUID history = id(facts.campaignId(), test.id(), one.suite(), one.name());
                    json.add("uuid", id)
                            .add("historyId", history)
                            .add("testCaseId", history)
                            .add("fullName", one.suite() + " / " + one.name())
                            .add("name", one.name());
                    status(json, one.outcome(), test);
                    json.object(
                            "statusDetails",
                            () -> json.add("message", one.message()).add("muted", test.quarantined()));
                    json.add("start", start).add("stop", start + one.durationMs());
                    labels(json, attempt, test.quarantined(), facts.campaign(), test.title(), one.suite());
                });
            });
            UUID id = id(facts.run(), test.id(), test.attempt(), "container");
            List<Attachment> attachments =
                    test.showsItself() ? List.of() : attachments(id, test, test.attempt(), logs.endOf(test));
            json(id + "-container.json", json -> {
                json.add("uuid", id).add("name", test.title()).array("children", () -> {
                    run.cases(
                            test.id(),
                            test.attempt(),
                            one -> json.item(id(facts.run(), test.id(), test.attempt(), one.number())
                                    .toString()));
                });
                json.array(
                        "afters",
                        () -> json.object(() -> {
                            json.add("name", test.title());
                            status(json, test.outcome(), test);
                            json.array("steps", () -> steps(json, attempt, start(attempt)));
                            attached(json, attachments);
                            json.add("start", start(attempt)).add("stop", stop(attempt, start(attempt)));
                        }));
                json.add("start", start(attempt)).add("stop", stop(attempt, start(attempt)));
            });
        }

        /** What Allure calls a result without status is one of which nothing is known: what has no verdict yet. */
        private void status(Json json, @Nullable Outcome outcome, TestFacts test) {
            json.add(
                    "status",
                    switch (Shown.of(outcome)) {
                        case PASSED -> "passed";
                        case FAILED -> "failed";
                        case BROKEN -> "broken";
                        case SKIPPED, STOPPED -> "skipped";
                        case OPEN -> null;
                    });
            json.add(
                    "stage",
                    outcome != null ? "finished" : test.status().equals(TestFacts.RUNNING) ? "running" : "scheduled");
        }

        private void labels(
                Json json,
                TestFacts.@Nullable Attempt attempt,
                boolean quarantined,
                String parent,
                String suite,
                @Nullable String inner)
                throws IOException {
            json.array("labels", () -> {
                label(json, "framework", "vigie");
                label(json, "parentSuite", parent);
                label(json, "suite", suite);
                if (inner != null) {
                    label(json, "subSuite", inner);
                }
                if (attempt != null && attempt.worker() != null) {
                    label(json, "thread", attempt.worker());
                }
                if (quarantined) {
                    label(json, "tag", "quarantined");
                }
            });
        }

        private static void label(Json json, String name, String value) throws IOException {
            json.object(() -> json.add("name", name).add("value", value));
        }

        /** Actions have durations: each begins when the one before ended. */
        private void steps(Json json, TestFacts.@Nullable Attempt attempt, long start) throws IOException {
            if (attempt == null) {
                return;
            }
            long at = start;
            for (TestFacts.Action action : attempt.actions()) {
                long begins = at;
                at += action.durationMs();
                json.object(() -> {
                    json.add("name", action.index() + ". " + action.type());
                    json.add(
                            "status",
                            switch (Shown.of(action.outcome())) {
                                case PASSED -> "passed";
                                case FAILED -> "failed";
                                case BROKEN, OPEN -> "broken";
                                case SKIPPED, STOPPED -> "skipped";
                            });
                    json.add("stage", "finished");
                    json.object("statusDetails", () -> json.add("message", action.message()));
                    json.add("start", begins).add("stop", begins + action.durationMs());
                });
            }
        }

        private static void attached(Json json, List<Attachment> attachments) throws IOException {
            json.array("attachments", () -> {
                for (Attachment one : attachments) {
                    json.object(() -> json.add("name", one.name())
                            .add("source", one.source())
                            .add("type", one.type()));
                }
            });
        }

        /** Puts the files of an attempt into the archive. */
        private List<Attachment> attachments(UUID id, TestFacts test, int attempt, String log) throws IOException {
            List<Attachment> attachments = new ArrayList<>();
            if (!log.isEmpty()) {
                String source = id(id, "log") + "-attachment.txt";
                zip.add(source, out -> out.write(log.getBytes(StandardCharsets.UTF_8)));
                attachments.add(new Attachment(Text.of("Journal", "Log").in(locale), source, "text/plain"));
            }
            for (TestFacts.File file : test.files()) {
                if (file.attempt() == attempt) {
                    attachments.add(attachment(id, file));
                }
            }
            return attachments;
        }

        private Attachment attachment(UUID id, TestFacts.File file) throws IOException {
            Optional<FileStorage.Content> found = kept.open(file);
            if (found.isEmpty()) {
                String source = id(id, file.number()) + "-attachment.txt";
                String gone = Text.of(
                                "Le contenu n'est plus conservé. SHA-256 : %s\n",
                                "The content is no longer kept. SHA-256: %s\n")
                        .with(file.sha256())
                        .in(locale);
                zip.add(source, out -> out.write(gone.getBytes(StandardCharsets.UTF_8)));
                return new Attachment(file.name(), source, "text/plain");
            }
            try (FileStorage.Content content = found.get()) {
                String source = id(id, file.number()) + "-attachment" + ending(file.name());
                zip.add(source, out -> content.stream().transferTo(out));
                return new Attachment(file.name(), source, file.mediaType());
            }
        }

        private void json(String name, Json.Writing writing) throws IOException {
            zip.add(name, out -> Json.document(out, writing));
        }

        private long start(TestFacts.@Nullable Attempt attempt) {
            Instant started = attempt == null ? null : attempt.startedAt();
            return (started == null ? facts.began() : started).toEpochMilli();
        }

        private static long stop(TestFacts.@Nullable Attempt attempt, long start) {
            if (attempt == null) {
                return start;
            }
            Instant ended = attempt.finishedAt() == null ? attempt.lostAt() : attempt.finishedAt();
            return ended == null ? start : Math.max(start, ended.toEpochMilli());
        }
    }

    /** The end of a file's name, by which Allure knows what to show. */
    private static String ending(String name) {
        String plain = FileNames.plain(name);
        int dot = plain.lastIndexOf('.');
        return dot < 0 || plain.length() - dot > 10 ? "" : plain.substring(dot);
    }

    /** An id that is the same in every export: two exports of a run are one to Allure. */
    private static UUID id(Object... parts) {
        StringBuilder text = new StringBuilder();
        for (Object part : parts) {
            text.append(part).append('\0');
        }
        return UUID.nameUUIDFromBytes(text.toString().getBytes(StandardCharsets.UTF_8));
    }
}
