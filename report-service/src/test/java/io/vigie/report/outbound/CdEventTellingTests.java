package io.vigie.report.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.Outcome;
import io.vigie.contracts.RunKind;
import io.vigie.contracts.run.RunEvent;
import io.vigie.contracts.run.RunEvent.QueueReason;
import io.vigie.contracts.wire.MessageJson;
import io.vigie.report.AnyRun;
import io.vigie.report.outbound.CdEvent.Kind;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class CdEventTellingTests {

    private static final String BASE = "https://vigie.example.com";

    private final CdEventTelling telling = new CdEventTelling(URI.create(BASE + "/"));

    private List<CdEvent> told(AnyRun run) {
        ToldRun state = new ToldRun(run.uuid());
        List<CdEvent> told = new ArrayList<>();
        for (Envelope<?> envelope : run.history) {
            told.addAll(telling.tell(
                    state, (RunEvent) envelope.message(), envelope.link().sequence(), envelope.time()));
        }
        told.forEach(event -> CdEventSchemas.assertValid(event.data()));
        assertThat(told).extracting(CdEvent::id).doesNotHaveDuplicates();
        return told;
    }

    private static List<String> words(List<CdEvent> told) {
        return told.stream().map(event -> event.kind().word()).toList();
    }

    private static JsonNode data(CdEvent event) {
        return MessageJson.mapper().readTree(event.data());
    }

    private static JsonNode only(List<CdEvent> told, Kind kind) {
        List<CdEvent> found =
                told.stream().filter(event -> event.kind() == kind).toList();
        assertThat(found).hasSize(1);
        return data(found.getFirst());
    }

    @Test
    void tellsARunAsATestSuiteRunWithItsTestCases() {
        // given
        AnyRun run = AnyRun.withTests(1).launched().started();
        run.ran(1, Outcome.PASSED).finished(Outcome.PASSED);

        // when
        List<CdEvent> told = told(run);

        // then
        assertThat(words(told))
                .containsExactly(
                        "testSuiteRun.queued",
                        "testSuiteRun.started",
                        "testCaseRun.queued",
                        "testCaseRun.started",
                        "testCaseRun.finished",
                        "testSuiteRun.finished");
        String report = BASE + "/api/rapports/" + run.id;
        JsonNode started = only(told, Kind.SUITE_STARTED);
        assertThat(started.at("/subject/id").asString()).isEqualTo(report);
        assertThat(started.at("/subject/content/environment/id").asString()).isEqualTo("PRODUCTION");
        assertThat(started.at("/subject/content/testSuite/name").asString()).isEqualTo("Connexion");
        assertThat(started.at("/context/chainId").asString()).isEqualTo(run.id.value());
        JsonNode finished = only(told, Kind.CASE_FINISHED);
        assertThat(finished.at("/subject/id").asString()).isEqualTo(report + "/tests/" + run.test(1));
        assertThat(finished.at("/subject/content/outcome").asString()).isEqualTo("pass");
        assertThat(finished.at("/subject/content/testCase/name").asString()).isEqualTo("Test 1");
        assertThat(finished.at("/subject/content/testSuiteRun/id").asString()).isEqualTo(report);
        assertThat(finished.at("/context/links/0/from/contextId").asString())
                .isEqualTo(only(told, Kind.CASE_STARTED).at("/context/id").asString());
        JsonNode end = only(told, Kind.SUITE_FINISHED);
        assertThat(end.at("/context/links/0/linkType").asString()).isEqualTo("END");
        assertThat(end.at("/customData/counts/passed").asInt()).isEqualTo(1);
    }

    @Test
    void tellsATestThatIsTriedAgainOnceWithItsLastOutcome() {
        // given
        AnyRun run = AnyRun.withTests(1).launched().started();
        run.testStarted(1, 1).attemptFinished(1, 1, Outcome.FAILED).queued(1, 2, QueueReason.RETRIED);
        run.testStarted(1, 2).testFinished(1, 2, Outcome.PASSED).finished(Outcome.PASSED);

        // when
        List<CdEvent> told = told(run);

        // then
        assertThat(words(told)).containsOnlyOnce("testCaseRun.queued", "testCaseRun.started", "testCaseRun.finished");
        assertThat(only(told, Kind.CASE_FINISHED).at("/customData/attempts").asInt())
                .isEqualTo(2);
        assertThat(only(told, Kind.CASE_FINISHED).at("/subject/content/outcome").asString())
                .isEqualTo("pass");
    }

    @Test
    void tellsATestWhoseWorkerWasLostBeforeItSaidThatItStarted() {
        AnyRun run = AnyRun.withTests(1).launched().started();
        run.lost(1, 1).queued(1, 2, QueueReason.WORKER_LOST).testStarted(1, 2).testFinished(1, 2, Outcome.BROKEN);

        List<CdEvent> told = told(run);

        assertThat(words(told)).containsOnlyOnce("testCaseRun.queued", "testCaseRun.started", "testCaseRun.finished");
        assertThat(only(told, Kind.CASE_FINISHED).at("/subject/content/outcome").asString())
                .isEqualTo("error");
    }

    @Test
    void tellsWhyATestIsSkipped() {
        AnyRun run = AnyRun.withTests(2).launched().started();
        run.ran(1, Outcome.FAILED).skipped(2).finished(Outcome.FAILED);

        List<CdEvent> told = told(run);

        assertThat(only(told, Kind.CASE_SKIPPED).at("/subject/content/reason").asString())
                .isEqualTo(AnyRun.SKIPPED);
        assertThat(only(told, Kind.SUITE_FINISHED)
                        .at("/subject/content/outcome")
                        .asString())
                .isEqualTo("fail");
    }

    @Test
    void tellsEachFileThatIsKept() {
        AnyRun run = AnyRun.withTests(1).launched().started().testStarted(1, 1);
        run.artifact(1, 1, 1, "page.png", "image/png", "p".getBytes(StandardCharsets.UTF_8));
        run.artifact(1, 1, 2, "junit.xml", "application/xml", "x".getBytes(StandardCharsets.UTF_8));

        List<CdEvent> outputs = told(run).stream()
                .filter(event -> event.kind() == Kind.OUTPUT_PUBLISHED)
                .toList();

        assertThat(outputs)
                .extracting(
                        event -> data(event).at("/subject/content/outputType").asString())
                .containsExactly("image", "report");
        assertThat(data(outputs.getFirst()).at("/subject/content/uri").asString())
                .isEqualTo("%s/api/rapports/%s/tests/%s/artifacts/1/1".formatted(BASE, run.id, run.test(1)));
    }

    @Test
    void tellsARunThatTheSystemCouldNotCarryOn() {
        AnyRun run = AnyRun.withTests(1).launched().started().failed("The plan is incomplete.");

        JsonNode end = only(told(run), Kind.SUITE_FINISHED);

        assertThat(end.at("/subject/content/outcome").asString()).isEqualTo("error");
        assertThat(end.at("/subject/content/reason").asString()).isEqualTo("The plan is incomplete.");
    }

    @ParameterizedTest
    @EnumSource(value = Outcome.class, mode = EnumSource.Mode.EXCLUDE, names = "SKIPPED")
    void tellsEveryOutcomeOfATest(Outcome outcome) {
        AnyRun run = AnyRun.withTests(1).launched().started().testStarted(1, 1).testFinished(1, 1, outcome);

        JsonNode finished = only(told(run), Kind.CASE_FINISHED);

        assertThat(finished.at("/customData/outcome").asString()).isEqualTo(outcome.toString());
    }

    @Test
    void saysTheSameWithTheSameIdsWhenAskedAgainAndNothingOfWhatIsTold() {
        // given
        AnyRun run = AnyRun.withTests(2).launched().started();
        run.ran(1, Outcome.PASSED).ran(2, Outcome.FAILED).finished(Outcome.FAILED);

        // then
        assertThat(told(run)).isEqualTo(told(run));

        // when
        ToldRun state = new ToldRun(run.uuid());
        Envelope<?> first = run.history.getFirst();
        assertThat(telling.tell(state, (RunEvent) first.message(), 1, first.time()))
                .hasSize(2);
        assertThat(telling.tell(state, (RunEvent) first.message(), 1, first.time()))
                .isEmpty();
    }

    @Test
    void tellsNothingOfTrials() {
        AnyRun run = AnyRun.withTests(1);
        run.kind = RunKind.TRIAL;
        run.launched().started().ran(1, Outcome.PASSED).finished(Outcome.PASSED);

        assertThat(told(run)).isEmpty();
    }

    @Test
    void refusesByItsSchemaWhatIsNoCdEvent() {
        AnyRun run = AnyRun.withTests(1).launched().started();
        ObjectNode event = (ObjectNode) data(told(run).getFirst());

        ((ObjectNode) event.get("subject")).remove("type");

        assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> CdEventSchemas.assertValid(event.toString()));
        ((ObjectNode) event.get("context")).putArray("links").addObject().put("linkType", "PATH");
        ((ObjectNode) event.get("subject")).put("type", "testSuiteRun");
        assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> CdEventSchemas.assertValid(event.toString()));
    }
}
