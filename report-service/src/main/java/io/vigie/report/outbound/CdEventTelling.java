package io.vigie.report.outbound;

import io.vigie.contracts.Outcome;
import io.vigie.contracts.RunKind;
import io.vigie.contracts.TestId;
import io.vigie.contracts.run.RunEvent;
import io.vigie.contracts.wire.MessageJson;
import io.vigie.report.outbound.CdEvent.Kind;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tells the history of a run as CDEvents: the run is a {@code testSuiteRun}, each of its tests one {@code testCaseRun} however often it is tried, each
 * file that it keeps a {@code testOutput}. Pure; the same history is always told in the same words, with the same ids.
 *
 * <p>Trials are not told of: they are how somebody writes a test.
 */
final class CdEventTelling {

    static final String SPECIFICATION = "0.4.1";

    /** What a test says of its failure may be long; the report has all of it. */
    private static final int LONGEST_REASON = 2_000;

    private final URI base;

    /** @param base the address under which this installation is reached from outside */
    CdEventTelling(URI base) {
        String text = base.toString();
        this.base = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    }

    /**
     * What the next event of the run's history says, in the order in which it happened; the run remembers what later events need. An event that is told
     * already says nothing again.
     *
     * @param number of the event in its run's history
     * @param at when the coordinator recorded it
     */
    List<CdEvent> tell(ToldRun run, RunEvent event, long number, Instant at) {
        if (number <= run.sequence) {
            return List.of();
        }
        run.sequence = number;
        if (event instanceof RunEvent.RunStarted started) {
            return started(run, started);
        }
        ToldRun.Launch launch = run.launch;
        if (launch == null) {
            run.finished = event instanceof RunEvent.RunFinished || event instanceof RunEvent.RunFailed;
            return List.of();
        }
        return switch (event) {
            case RunEvent.TestQueued queued -> queued(run, launch, queued, at);
            case RunEvent.TestStarted started -> started(run, launch, started);
            case RunEvent.TestFinished finished -> finished(run, launch, finished);
            case RunEvent.TestSkipped skipped -> List.of(skipped(run, launch, skipped.testId(), at, skipped.message()));
            case RunEvent.ArtifactStored stored -> List.of(published(run, stored, at));
            case RunEvent.RunFinished finished -> List.of(finished(run, launch, finished));
            case RunEvent.RunFailed failed -> List.of(failed(run, launch, failed));
            // What happens within a test, or to a worker, is no event of CDEvents.
            case RunEvent.RunStarted _,
                    RunEvent.SliceStarted _,
                    RunEvent.SliceEnded _,
                    RunEvent.ActionFinished _,
                    RunEvent.AttemptFinished _,
                    RunEvent.CasesFinished _,
                    RunEvent.AttemptLost _,
                    RunEvent.RunCancelling _ -> List.of();
        };
    }

    private List<CdEvent> started(ToldRun run, RunEvent.RunStarted event) {
        if (event.kind() != RunKind.CAMPAIGN) {
            return List.of();
        }
        ToldRun.Launch launch =
                new ToldRun.Launch(event.campaignId().value(), event.campaignName(), event.name(), event.environment());
        run.launch = launch;
        Words queued = suite(run, launch, Kind.SUITE_QUEUED);
        Words started = suite(run, launch, Kind.SUITE_STARTED).after(idOf(run, Kind.SUITE_QUEUED, ""));
        return List.of(queued.at(event.launchedAt()), started.at(event.startedAt()));
    }

    private List<CdEvent> queued(ToldRun run, ToldRun.Launch launch, RunEvent.TestQueued event, Instant at) {
        String test = event.testId().value();
        if (run.knows(test)) {
            return List.of(); // once more, since it waits for something else or is tried again
        }
        run.changed(test, new ToldRun.Test(plain(event.name()), event.version(), event.quarantined(), false));
        return List.of(testCase(run, launch, Kind.CASE_QUEUED, event.testId())
                .after(idOf(run, Kind.SUITE_STARTED, ""))
                .at(at));
    }

    private List<CdEvent> started(ToldRun run, ToldRun.Launch launch, RunEvent.TestStarted event) {
        String id = event.testId().value();
        ToldRun.Test test = run.test(id);
        if (test.started()) {
            return List.of(); // tried again: still the same run of this test
        }
        run.changed(id, new ToldRun.Test(test.name(), test.version(), test.quarantined(), true));
        return List.of(testCase(run, launch, Kind.CASE_STARTED, event.testId())
                .after(idOf(run, Kind.CASE_QUEUED, id))
                .at(event.startedAt()));
    }

    private List<CdEvent> finished(ToldRun run, ToldRun.Launch launch, RunEvent.TestFinished event) {
        String reason = event.message();
        if (event.outcome() == Outcome.SKIPPED) {
            return List.of(skipped(
                    run,
                    launch,
                    event.testId(),
                    event.finishedAt(),
                    Objects.requireNonNullElse(reason, event.outcome().toString())));
        }
        Words words = testCase(run, launch, Kind.CASE_FINISHED, event.testId()).after(lastOf(run, event.testId()));
        words.content().put("outcome", word(event.outcome()));
        if (event.outcome() != Outcome.PASSED) {
            words.content().put("reason", cut(reason == null ? event.outcome().toString() : reason));
        }
        words.custom()
                .put("outcome", event.outcome().toString())
                .put("attempts", event.attempt())
                .put("durationMillis", event.durationMillis())
                .put("quarantined", event.quarantined());
        return List.of(words.at(event.finishedAt()));
    }

    private CdEvent skipped(ToldRun run, ToldRun.Launch launch, TestId test, Instant at, String reason) {
        Words words = testCase(run, launch, Kind.CASE_SKIPPED, test).after(lastOf(run, test));
        words.content().put("reason", cut(reason));
        return words.at(at);
    }

    private CdEvent published(ToldRun run, RunEvent.ArtifactStored event, Instant at) {
        String file = "%s/artifacts/%d/%d".formatted(addressOf(run, event.testId()), event.attempt(), event.number());
        Words words = new Words(
                        run,
                        Kind.OUTPUT_PUBLISHED,
                        "%s/%d/%d".formatted(event.testId(), event.attempt(), event.number()),
                        file)
                .after(idOf(run, Kind.CASE_STARTED, event.testId().value()));
        words.content()
                .put("outputType", outputType(event))
                .put("format", event.mediaType())
                .put("uri", file);
        words.content().set("testCaseRun", reference(addressOf(run, event.testId())));
        words.custom()
                .put("name", event.name())
                .put("size", event.size())
                .put("sha256", event.sha256())
                .put("attempt", event.attempt());
        return words.at(at);
    }

    private CdEvent finished(ToldRun run, ToldRun.Launch launch, RunEvent.RunFinished event) {
        run.finished = true;
        Words words = suite(run, launch, Kind.SUITE_FINISHED).last(idOf(run, Kind.SUITE_STARTED, ""));
        words.content().put("outcome", word(event.outcome()));
        if (event.outcome() != Outcome.PASSED) {
            words.content().put("reason", event.outcome().toString());
        }
        tellCounts(words, event.outcome().toString(), event.counts(), event.durationMillis());
        return words.at(event.finishedAt());
    }

    private CdEvent failed(ToldRun run, ToldRun.Launch launch, RunEvent.RunFailed event) {
        run.finished = true;
        Words words = suite(run, launch, Kind.SUITE_FINISHED).last(idOf(run, Kind.SUITE_STARTED, ""));
        words.content().put("outcome", "error").put("reason", cut(event.error()));
        tellCounts(words, "error", event.counts(), event.durationMillis());
        return words.at(event.finishedAt());
    }

    private static void tellCounts(Words words, String outcome, RunEvent.Counts counts, long durationMillis) {
        words.custom().put("outcome", outcome).put("durationMillis", durationMillis);
        words.custom().set("counts", MessageJson.mapper().valueToTree(counts));
    }

    private Words suite(ToldRun run, ToldRun.Launch launch, Kind kind) {
        Words words = new Words(run, kind, "", addressOf(run));
        words.content().set("environment", reference(launch.environment()));
        words.content().set("testSuite", named(launch.campaignId(), launch.campaignName()));
        words.custom().put("name", launch.name());
        return words;
    }

    private Words testCase(ToldRun run, ToldRun.Launch launch, Kind kind, TestId id) {
        ToldRun.Test test = run.test(id.value());
        Words words = new Words(run, kind, id.value(), addressOf(run, id));
        words.content().set("environment", reference(launch.environment()));
        words.content().set("testSuiteRun", reference(addressOf(run)));
        ObjectNode testCase = named(id.value(), test.name());
        if (test.version() > 0) {
            testCase.put("version", Long.toString(test.version()));
        }
        words.content().set("testCase", testCase);
        return words;
    }

    private String addressOf(ToldRun run) {
        return "%s/api/rapports/%s".formatted(base, run.id);
    }

    private String addressOf(ToldRun run, TestId test) {
        return "%s/tests/%s".formatted(addressOf(run), test);
    }

    /** The event of the test before its last one. */
    private static UUID lastOf(ToldRun run, TestId test) {
        Kind last = run.test(test.value()).started() ? Kind.CASE_STARTED : Kind.CASE_QUEUED;
        return idOf(run, last, test.value());
    }

    /** Nothing but what the event is about goes in: told again, it has the same id. */
    static UUID idOf(ToldRun run, Kind kind, String what) {
        String name = "vigie:%s:%s:%s".formatted(run.id, kind.word(), what);
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }

    private ObjectNode reference(String id) {
        return MessageJson.mapper().createObjectNode().put("id", id).put("source", base.toString());
    }

    private static ObjectNode named(String id, String name) {
        ObjectNode named = MessageJson.mapper().createObjectNode().put("id", id);
        return name.isEmpty() ? named : named.put("name", name);
    }

    /** CDEvents knows four outcomes; ours is in the custom data. */
    private static String word(Outcome outcome) {
        return switch (outcome) {
            case PASSED -> "pass";
            case FAILED -> "fail";
            case CANCELLED, SKIPPED -> "cancel";
            case BROKEN, TIMED_OUT, INTERRUPTED -> "error";
        };
    }

    private static String outputType(RunEvent.ArtifactStored file) {
        String type = file.mediaType().toLowerCase(Locale.ROOT);
        String name = file.name().toLowerCase(Locale.ROOT);
        if (type.startsWith("image/")) {
            return "image";
        }
        if (type.startsWith("video/")) {
            return "video";
        }
        if (name.endsWith(".log") || type.startsWith("text/plain")) {
            return "log";
        }
        boolean report = type.startsWith("text/html") || type.startsWith("application/pdf") || name.endsWith(".xml");
        return report ? "report" : "other";
    }

    /** The one character that PostgreSQL does not keep in a text must not hold up all that is told. */
    private static String plain(String text) {
        return text.replace('\0', ' ');
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_REASON ? text : text.substring(0, LONGEST_REASON) + "…";
    }

    /** One CDEvent in the making. */
    private final class Words {

        private final ToldRun run;
        private final Kind kind;
        private final UUID id;
        private final String address;
        private final ObjectNode content = MessageJson.mapper().createObjectNode();
        private final ObjectNode custom = MessageJson.mapper().createObjectNode();
        private final tools.jackson.databind.node.ArrayNode links =
                MessageJson.mapper().createArrayNode();

        /** @param what tells it from others of its kind in the run */
        Words(ToldRun run, Kind kind, String what, String address) {
            this.run = run;
            this.kind = kind;
            this.id = idOf(run, kind, what);
            this.address = address;
            custom.put("runId", run.id.toString());
        }

        ObjectNode content() {
            return content;
        }

        ObjectNode custom() {
            return custom;
        }

        Words after(@Nullable UUID earlier) {
            return link("PATH", earlier);
        }

        /** The chain ends with it. */
        Words last(UUID earlier) {
            return link("END", earlier);
        }

        private Words link(String type, @Nullable UUID earlier) {
            if (earlier != null) {
                ObjectNode from = MessageJson.mapper().createObjectNode().put("contextId", earlier.toString());
                links.addObject().put("linkType", type).set("from", from);
            }
            return this;
        }

        CdEvent at(Instant time) {
            ObjectNode event = MessageJson.mapper().createObjectNode();
            ObjectNode context = event.putObject("context")
                    .put("version", SPECIFICATION)
                    .put("id", id.toString())
                    .put("source", base.toString())
                    .put("type", kind.type())
                    .put("timestamp", time.toString())
                    .put("chainId", run.id.toString());
            if (!links.isEmpty()) {
                context.set("links", links);
            }
            event.putObject("subject")
                    .put("id", address)
                    .put("source", base.toString())
                    .put("type", kind.subjectType())
                    .set("content", content);
            event.set("customData", custom);
            event.put("customDataContentType", "application/json");
            return new CdEvent(id, kind, base, address, run.id, time, event.toString());
        }
    }
}
