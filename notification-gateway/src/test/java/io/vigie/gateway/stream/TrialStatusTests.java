package io.vigie.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.contracts.Outcome;
import io.vigie.contracts.RunId;
import io.vigie.contracts.log.LogEvent.LogSegment;
import io.vigie.contracts.run.RunEvent;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TrialStatusTests {

    private static final RunId RUN = Scripts.anyRun();

    private final BrowserEvents words = new BrowserEvents(ZoneOffset.UTC);
    private final TrialStatus status = new TrialStatus(RUN);
    private final List<JsonNode> told = new ArrayList<>();
    private boolean last;

    private void snapshot(String report) {
        frame(new Frame("snapshot", report.getBytes(StandardCharsets.UTF_8), "id"));
    }

    private void happens(RunEvent event) {
        words.of(event).forEach(one -> frame(new Frame(one.name(), one.json(), "id")));
    }

    private void says(LogSegment segment) {
        BrowserEvent event = words.of(segment);
        frame(new Frame(event.name(), event.json(), "id"));
    }

    private void frame(Frame frame) {
        status.after(frame).ifPresent(state -> {
            assertThat(last).as("nothing follows the last").isFalse();
            last = state.last();
            JsonNode told = JsonMapper.shared().readTree(state.json());
            LiveProtocol.declares("TrialState", told);
            this.told.add(told);
        });
    }

    private List<String> words() {
        return told.stream().map(state -> state.path("status").asString()).toList();
    }

    @Test
    void tellsAWholeTrialAndEndsWithIt() {
        snapshot("{\"_id\":\"x\",\"status\":\"pending\",\"result\":\"pending\",\"tests\":[]}");
        happens(Scripts.started(RUN, 1));
        happens(Scripts.queued(RUN, 1));
        happens(Scripts.testStarted(RUN, 1));
        says(Scripts.log(RUN, 1, 1, 2));
        happens(finishedSaying("[08:25:41] ligne 1\n[08:25:41] ligne 2"));
        happens(Scripts.finished(RUN, Outcome.PASSED));

        assertThat(words()).containsExactly("pending", "running", "running", "running", "passed");
        assertThat(told.get(3).path("log").asString()).isEqualTo("[07:25:41] ligne 1\n[07:25:41] ligne 2");
        assertThat(last).isTrue();
        JsonNode end = told.getLast();
        assertThat(end.path("derivedStatus").asString()).isEqualTo("passed");
        assertThat(end.path("testId").asString()).isEqualTo(Scripts.test(1).value());
        assertThat(end.path("queueJobId").asString()).isEqualTo(RUN.value());
        assertThat(end.path("reportPath").asString()).isEqualTo("/api/rapports/" + RUN);
        assertThat(end.path("errorDetails").isNull()).isTrue();
        assertThat(end.has("log")).isFalse();
    }

    @Test
    void givesTheLinesThatComeLateBeforeTheVerdict() {
        happens(Scripts.started(RUN, 1));
        happens(Scripts.testStarted(RUN, 1));
        says(Scripts.log(RUN, 1, 1, 1));
        happens(finishedSaying("[08:25:41] ligne 1\n[08:25:41] ligne 2\n[08:25:41] ligne 3"));
        happens(Scripts.finished(RUN, Outcome.PASSED));
        assertThat(last).as("lines are on their way").isFalse();

        says(Scripts.log(RUN, 1, 2, 1));
        assertThat(told.getLast().path("status").asString()).isEqualTo("running");
        assertThat(told.getLast().path("derivedStatus").isNull()).isTrue();
        says(Scripts.log(RUN, 1, 3, 1));

        assertThat(last).isTrue();
        assertThat(told.getLast().path("status").asString()).isEqualTo("passed");
        assertThat(told.getLast().path("derivedStatus").asString()).isEqualTo("passed");
        assertThat(told.getLast().path("log").asString()).isEqualTo("[07:25:41] ligne 3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"end", "cut"})
    void givesTheVerdictWithTheEndOfTheStreamWhenLinesNeverCome(String end) {
        happens(Scripts.started(RUN, 1));
        happens(finishedSaying("[08:25:41] ligne 1"));
        happens(Scripts.finished(RUN, Outcome.PASSED));
        assertThat(last).isFalse();

        frame(new Frame(end, "{}".getBytes(StandardCharsets.UTF_8), "id"));

        assertThat(last).isTrue();
        assertThat(told.getLast().path("status").asString()).isEqualTo("passed");
    }

    @Test
    void waitsForNoLineThatTheReportHadAlready() {
        snapshot("{\"status\":\"running\",\"tests\":[{\"testId\":\"t\",\"logs\":\"[07:25:41] ligne 1\"}]}");
        happens(finishedSaying("[08:25:41] ligne 1"));
        happens(Scripts.finished(RUN, Outcome.PASSED));

        assertThat(last).isTrue();
    }

    private static RunEvent finishedSaying(String logs) {
        RunEvent.TestFinished finished = (RunEvent.TestFinished) Scripts.testFinished(RUN, 1, Outcome.PASSED, 3, 1);
        return new RunEvent.TestFinished(
                finished.projectId(),
                finished.runId(),
                finished.testId(),
                finished.attempt(),
                finished.outcome(),
                finished.finishedAt(),
                finished.durationMillis(),
                finished.message(),
                finished.outputs(),
                logs,
                finished.logLines(),
                finished.logDigest(),
                finished.quarantined(),
                finished.progress());
    }

    @ParameterizedTest
    @CsvSource({
        "FAILED,failed,failed",
        "BROKEN,error,broken",
        "TIMED_OUT,failed,timed-out",
        "CANCELLED,error,cancelled",
        "INTERRUPTED,error,interrupted"
    })
    void endsInTheWordsOfTheSeedWithTheExactVerdictBesides(Outcome outcome, String word, String exact) {
        happens(Scripts.started(RUN, 1));
        happens(Scripts.testFinished(RUN, 1, outcome, 0, 1));
        happens(Scripts.finished(RUN, outcome == Outcome.CANCELLED ? Outcome.CANCELLED : Outcome.FAILED));
        frame(new Frame("end", "{}".getBytes(StandardCharsets.UTF_8), "id"));

        assertThat(told.getLast().path("status").asString()).isEqualTo(word);
        assertThat(told.getLast().path("derivedStatus").asString()).isEqualTo(exact);
    }

    @Test
    void saysWhyATrialNeverStarted() {
        happens(Scripts.skipped(RUN, 1, 1));
        happens(Scripts.finished(RUN, Outcome.CANCELLED));

        assertThat(told.getLast().path("status").asString()).isEqualTo("error");
        assertThat(told.getLast().path("errorDetails").asString()).startsWith("Test ignoré");
    }

    @Test
    void saysWhatTheSystemCouldNotDo() {
        happens(Scripts.failed(RUN, "Le plan est incomplet."));

        assertThat(told.getLast().path("status").asString()).isEqualTo("error");
        assertThat(told.getLast().path("errorDetails").asString()).isEqualTo("Le plan est incomplet.");
    }

    @Test
    void isOverAtOnceForATrialThatIs() {
        snapshot(
                "{\"status\":\"failed\",\"outcome\":\"failed\",\"error\":null,\"tests\":[{\"testId\":\"t\",\"logs\":\"a\\nb\","
                        + "\"outcome\":\"broken\",\"message\":\"non\"}]}");

        assertThat(last).isTrue();
        assertThat(told).singleElement().satisfies(end -> {
            assertThat(end.path("status").asString()).isEqualTo("failed");
            assertThat(end.path("derivedStatus").asString()).isEqualTo("broken");
            assertThat(end.path("errorDetails").asString()).isEqualTo("non");
            assertThat(end.path("log").asString()).isEqualTo("a\nb");
        });
    }
}
