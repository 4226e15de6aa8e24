package io.vigie.gateway.stream;

import io.vigie.contracts.Outcome;
import io.vigie.contracts.Phase;
import io.vigie.contracts.RunId;
import io.vigie.contracts.words.RunWords;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Folds the stream of a run of one test into the states that the third seed tells (3.2). Each state is whole: who missed one misses nothing but lines
 * of the log. Pure; not thread-safe.
 *
 * <p>Lines come before the verdict that they led to, as in the live protocol: should the run be over while some are still on their way, its end is told with
 * the last of them, or, when they do not come, with the end of the stream.
 */
final class TrialStatus {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** What stands in front of a line. */
    private static final Pattern CLOCK = Pattern.compile("^\\[\\d\\d:\\d\\d:\\d\\d] ");

    private final RunId run;
    private Phase phase = Phase.PENDING;
    private Outcome outcome = Outcome.PASSED;
    private @Nullable Outcome verdict;
    private @Nullable String test;
    private @Nullable String error;
    /** How the log ends that the verdict was reached with; nothing when no line has to be waited for. */
    private String awaited = "";

    private String lastLine = "";
    /** Whether the run has ended, which is not told before its lines. */
    private boolean over;

    TrialStatus(RunId run) {
        this.run = run;
    }

    /** The state after a frame of the run's stream, with the log lines that it brings; nothing when it changes nothing here. */
    Optional<State> after(Frame frame) {
        return switch (frame.name()) {
            case "snapshot" -> begin(JSON.readTree(frame.json()));
            case "campain_started", "test_started" -> moved(JSON.readTree(frame.json()));
            case "test_log" -> logged(JSON.readTree(frame.json()));
            case "test_completed" -> ended(JSON.readTree(frame.json()));
            case "campain_error" -> {
                error = JSON.readTree(frame.json()).path("error").asString(null);
                outcome = Outcome.BROKEN;
                verdict = Outcome.BROKEN;
                yield Optional.empty();
            }
            case "campain_completed" -> finished(JSON.readTree(frame.json()));
            case "end", "cut" -> over ? Optional.of(closed(null)) : Optional.empty();
            default -> Optional.empty();
        };
    }

    /**
     * @param json one line of JSON
     * @param last whether nothing follows
     */
    @SuppressWarnings("ArrayRecordComponent")
    record State(byte[] json, boolean last) {}

    private Optional<State> begin(JsonNode report) {
        phase = phase(report);
        outcome = outcome(report.path("outcome"), Outcome.PASSED);
        JsonNode only = report.path("tests").path(0);
        test = only.path("testId").asString(null);
        verdict = only.path("outcome").isString() ? outcome(only.path("outcome"), Outcome.BROKEN) : null;
        error = report.path("error").asString(only.path("message").asString(null));
        String log = only.path("logs").asString("");
        lastLine = CLOCK.matcher(log.substring(log.lastIndexOf('\n') + 1)).replaceFirst("");
        awaited = "";
        over = false;
        return Optional.of(state(log.isEmpty() ? null : log));
    }

    private static Phase phase(JsonNode report) {
        return switch (report.path("status").asString("")) {
            case "running" -> Phase.RUNNING;
            case "completed", "failed" -> Phase.FINISHED;
            default -> Phase.PENDING;
        };
    }

    private static Outcome outcome(JsonNode word, Outcome otherwise) {
        String name = word.asString("").toUpperCase(Locale.ROOT).replace('-', '_');
        for (Outcome known : Outcome.values()) {
            if (known.name().equals(name)) {
                return known;
            }
        }
        return otherwise;
    }

    private Optional<State> moved(JsonNode event) {
        test = event.path("test_id").asString(test);
        phase = Phase.RUNNING;
        return Optional.of(state(null));
    }

    private Optional<State> ended(JsonNode event) {
        test = event.path("test_id").asString(test);
        verdict = outcome(event.path("outcome"), Outcome.BROKEN);
        awaited = verdict == Outcome.SKIPPED
                ? ""
                : event.path("logs").asString("").stripTrailing();
        error = verdict == Outcome.SKIPPED
                ? event.path("logs").asString(null)
                : event.path("message").asString(null);
        return Optional.empty();
    }

    private Optional<State> finished(JsonNode event) {
        over = true;
        boolean passed = event.path("result").asString("").equals("success");
        outcome = passed ? Outcome.PASSED : verdict == null || verdict == Outcome.PASSED ? Outcome.FAILED : verdict;
        return hasItsLines() ? Optional.of(closed(null)) : Optional.empty();
    }

    private Optional<State> logged(JsonNode event) {
        String log = lines(event);
        lastLine = event.path("lines")
                .path(event.path("lines").size() - 1)
                .path("text")
                .asString("");
        return Optional.of(over && hasItsLines() ? closed(log) : state(log));
    }

    /** A verdict's log may be an excerpt, but it always ends as the whole does; clocks are left out, as those of two machines may be of other zones. */
    private boolean hasItsLines() {
        String last = lastLine.stripTrailing();
        return awaited.isEmpty() || !last.isEmpty() && awaited.endsWith(last);
    }

    private State closed(@Nullable String log) {
        phase = Phase.FINISHED;
        awaited = "";
        return state(log);
    }

    private static String lines(JsonNode event) {
        StringJoiner log = new StringJoiner("\n");
        event.path("lines").forEach(line -> log.add(line.path("line").asString("")));
        return log.toString();
    }

    private State state(@Nullable String log) {
        Outcome exact = hasItsLines() ? verdict : null;
        ObjectNode data = JSON.createObjectNode()
                .put("status", RunWords.status(phase, outcome))
                .put("derivedStatus", exact == null ? null : exact.toString())
                .put("testId", test)
                .put("queueJobId", run.value())
                .put("reportPath", "/api/rapports/" + run.value())
                .putNull("s3Url")
                .put("reportStatus", phase.isTerminal() ? "completed" : "running")
                .put("errorDetails", error);
        if (log != null) {
            data.put("log", log);
        }
        return new State(JSON.writeValueAsBytes(data), phase.isTerminal());
    }
}
