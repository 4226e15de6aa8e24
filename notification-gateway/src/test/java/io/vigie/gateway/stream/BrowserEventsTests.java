package io.vigie.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.contracts.Outcome;
import io.vigie.contracts.RunId;
import io.vigie.contracts.run.RunEvent;
import io.vigie.contracts.run.RunEvent.QueueReason;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BrowserEventsTests {

    private static final RunId RUN = Scripts.anyRun();
    private static final String ABOUT = "{\"rapport_id\":\"019b2c7e-0d00-7000-8000-000000000001\"";
    private static final String TEST_1 = ABOUT + ",\"test_id\":\"00000000-0000-4000-8000-000000000001\"";

    private final BrowserEvents words = new BrowserEvents(ZoneId.of("Europe/Paris"));

    @Test
    void tellsThatACampaignStarted() {
        assertThat(told(Scripts.started(RUN, 2)))
                .containsExactly(
                        "campain_started" + ABOUT
                                + ",\"campain_id\":\"6a0d4a5e-3f0b-4a39-9c55-0d2f3c1b7a10\",\"kind\":\"campaign\""
                                + ",\"name\":\"Octobre 2025\",\"filiere\":\"DEV\",\"tests\":2,\"started_at\":\"2026-11-21T07:25:41.123Z\"}");
    }

    @Test
    void tellsThatATestIsQueuedAndStarts() {
        assertThat(told(Scripts.queued(RUN, 1)))
                .containsExactly(
                        "test_queued" + TEST_1
                                + ",\"name\":\"Test 1\",\"order\":1,\"attempt\":1,\"reason\":\"planned\",\"why\":\"En attente de son tour\",\"quarantined\":false}");
        assertThat(told(Scripts.testStarted(RUN, 1))).containsExactly("test_started" + TEST_1 + ",\"attempt\":1}");
    }

    @Test
    void tellsTheVerdictBeforeTheProgress() {
        assertThat(told(Scripts.testFinished(RUN, 1, Outcome.BROKEN, 1, 4)))
                .containsExactly(
                        "test_completed" + TEST_1
                                + ",\"status\":\"failed\",\"logs\":\"[07:25:41] Démarrage du test\",\"outcome\":\"broken\",\"duration_ms\":15,\"attempt\":1,\"quarantined\":false,\"message\":null}",
                        "campain_progress" + ABOUT + ",\"progress\":25}");
    }

    @Test
    void tellsASkippedTestWithItsReason() {
        assertThat(told(Scripts.skipped(RUN, 1, 1)))
                .containsExactly(
                        "test_completed" + TEST_1
                                + ",\"status\":\"skipped\",\"logs\":\"Test ignoré après un échec précédent\",\"outcome\":\"skipped\",\"reason\":\"stopped-on-failure\"}",
                        "campain_progress" + ABOUT + ",\"progress\":100}");
    }

    @Test
    void tellsTheEndInTheWordsOfTheProtocol() {
        assertThat(told(Scripts.finished(RUN, Outcome.PASSED)))
                .containsExactly("campain_completed" + ABOUT + ",\"status\":\"completed\",\"result\":\"success\"}");
        assertThat(told(Scripts.finished(RUN, Outcome.FAILED)))
                .containsExactly("campain_completed" + ABOUT + ",\"status\":\"failed\",\"result\":\"failure\"}");
        assertThat(told(Scripts.failed(RUN, "Plan incomplet")))
                .containsExactly(
                        "campain_error" + ABOUT + ",\"error\":\"Plan incomplet\"}",
                        "campain_completed" + ABOUT + ",\"status\":\"failed\",\"result\":\"failure\"}");
    }

    @Test
    void hasNoWordForWhatTheProtocolDoesNotKnow() {
        assertThat(told(Scripts.action(RUN, 1))).isEmpty();
        assertThat(told(Scripts.attemptLost(RUN, 1))).isEmpty();
        assertThat(told(Scripts.sliceStarted(RUN))).isEmpty();
        assertThat(told(Scripts.sliceEnded(RUN))).isEmpty();
    }

    @Test
    void tellsWhyATestWaitsAgain() {
        assertThat(told(Scripts.queued(RUN, 1, 2, QueueReason.RETRIED)))
                .containsExactly(
                        "test_queued" + TEST_1
                                + ",\"name\":\"Test 1\",\"order\":1,\"attempt\":2,\"reason\":\"retried\",\"why\":\"Nouvelle tentative après un échec\",\"quarantined\":false}");
    }

    @Test
    void tellsOfAnAttemptThatIsFollowedByAnother() {
        assertThat(told(Scripts.attemptFinished(RUN, 1, 1)))
                .containsExactly(
                        "test_attempt_completed" + TEST_1
                                + ",\"attempt\":1,\"status\":\"failed\",\"outcome\":\"failed\",\"duration_ms\":15,\"logs\":\"[07:25:41] Démarrage du test\",\"message\":\"Expected status 200, but found 500.\"}");
    }

    @Test
    void tellsTheCasesOfOneReportTogether() {
        assertThat(told(Scripts.cases(RUN, 1)))
                .containsExactly(
                        "test_case_completed" + TEST_1 + ",\"attempt\":1,\"cases\":["
                                + "{\"n\":4,\"suite\":\"tests/test_login.py\",\"name\":\"test_ok\",\"outcome\":\"passed\",\"duration_ms\":12,\"message\":null},"
                                + "{\"n\":5,\"suite\":\"\",\"name\":\"test_ko\",\"outcome\":\"failed\",\"duration_ms\":9,\"message\":\"assert 1 == 2\"}]}");
    }

    @Test
    void tellsOfAnArtifactWithoutTheKeyOfItsPlace() {
        assertThat(told(Scripts.artifact(RUN, 1)))
                .containsExactly(
                        "test_artifact" + TEST_1
                                + ",\"attempt\":1,\"number\":2,\"name\":\"junit.xml\",\"media_type\":\"application/xml\",\"size\":4096}");
    }

    @Test
    void tellsWhoEndsARunAndHowItEnds() {
        assertThat(told(Scripts.cancelling(RUN)))
                .containsExactly("campain_cancelling" + ABOUT
                        + ",\"reason\":\"cancelled\",\"requested_by\":\"admin@example.com\"}");
        assertThat(told(Scripts.finished(RUN, Outcome.CANCELLED)))
                .containsExactly("campain_completed" + ABOUT + ",\"status\":\"failed\",\"result\":\"failure\"}");
        assertThat(told(Scripts.finished(RUN, Outcome.TIMED_OUT)))
                .containsExactly("campain_completed" + ABOUT + ",\"status\":\"failed\",\"result\":\"failure\"}");
        assertThat(told(Scripts.testFinished(RUN, 1, Outcome.CANCELLED, 1, 1)).getFirst())
                .contains("\"status\":\"skipped\"", "\"outcome\":\"cancelled\"");
    }

    @Test
    void numbersLogLinesAndSaysTheirTimeInTheZone() {
        BrowserEvent lines = words.of(Scripts.log(RUN, 1, 7, 2));
        LiveProtocol.declares(lines.name(), null, lines.json());
        assertThat(lines.toString())
                .isEqualTo(
                        "test_log" + TEST_1 + ",\"attempt\":1,\"lines\":["
                                + "{\"n\":7,\"at\":\"2026-11-21T07:25:41.123Z\",\"level\":\"info\",\"text\":\"ligne 7\",\"line\":\"[08:25:41] ligne 7\"},"
                                + "{\"n\":8,\"at\":\"2026-11-21T07:25:41.123Z\",\"level\":\"info\",\"text\":\"ligne 8\",\"line\":\"[08:25:41] ligne 8\"}]}");
    }

    @Test
    void knowsEveryEventOfAHistory() {
        List<Class<?>> tried = Stream.of(
                        Scripts.started(RUN, 1),
                        Scripts.queued(RUN, 1),
                        Scripts.testStarted(RUN, 1),
                        Scripts.action(RUN, 1),
                        Scripts.testFinished(RUN, 1, Outcome.PASSED, 0, 1),
                        Scripts.skipped(RUN, 1, 1),
                        Scripts.attemptLost(RUN, 1),
                        Scripts.attemptFinished(RUN, 1, 1),
                        Scripts.cases(RUN, 1),
                        Scripts.artifact(RUN, 1),
                        Scripts.sliceStarted(RUN),
                        Scripts.sliceEnded(RUN),
                        Scripts.cancelling(RUN),
                        Scripts.finished(RUN, Outcome.PASSED),
                        Scripts.failed(RUN, "x"))
                .<Class<?>>map(Object::getClass)
                .toList();

        assertThat(tried).containsExactlyInAnyOrder(RunEvent.class.getPermittedSubclasses());
    }

    private List<String> told(RunEvent event) {
        List<BrowserEvent> events = words.of(event);
        events.forEach(one -> LiveProtocol.declares(one.name(), null, one.json()));
        return events.stream().map(BrowserEvent::toString).toList();
    }
}
