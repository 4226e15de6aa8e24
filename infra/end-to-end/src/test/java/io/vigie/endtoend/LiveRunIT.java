package io.vigie.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.contracts.run.RunEvent;
import io.vigie.testclient.Client;
import io.vigie.testclient.History;
import io.vigie.testclient.LiveEvent;
import io.vigie.testclient.SseReader;
import io.vigie.testclient.Vigie;
import io.vigie.testclient.WebSocketReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A campaign watched from the outside: what arrives, in which order, and what the report says afterwards. */
class LiveRunIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    private final Vigie vigie = Vigie.running();
    private final Client client = Client.loggedIn(vigie);

    @Test
    void tellsAGreenRunInTheSeedsOrderOverBothTransports() {
        // The first test lasts long enough for both to join while it runs.
        String run = client.launch(
                client.campaign(
                        List.of(List.of(Client.pause(4)), List.of(Client.pause(0.2)), List.of(Client.pause(0.2)))),
                Map.of());

        try (SseReader sse = SseReader.of(client, run);
                WebSocketReader socket = WebSocketReader.of(client, run)) {
            List<String> overSse = seedEvents(sse.untilTheEnd(SOON));
            List<String> overSocket = seedEvents(socket.untilTheEnd(SOON));

            assertThat(withoutStart(overSse)).isEqualTo(withoutStart(overSocket));
            assertThat(withoutStart(overSse))
                    .containsExactly(
                            "test_completed 1 passed",
                            "campain_progress 33",
                            "test_started 2",
                            "test_completed 2 passed",
                            "campain_progress 66",
                            "test_started 3",
                            "test_completed 3 passed",
                            "campain_progress 100",
                            "campain_completed completed success");
        }
    }

    @Test
    void startsEveryStreamWithASnapshotAndGivesEveryEventAnId() {
        String run = client.launch(client.campaign(Client.tests(2, Client.PASS)), Map.of());

        try (SseReader sse = SseReader.of(client, run)) {
            List<LiveEvent> events = sse.untilTheEnd(SOON);

            assertThat(events.getFirst().name()).isEqualTo("snapshot");
            assertThat(events.getFirst().data().path("_id").asString()).isEqualTo(run);
            assertThat(events).allSatisfy(event -> assertThat(event.id()).isNotEmpty());
        }
    }

    @Test
    void tellsEverySkippedTestAndReachesAHundred() {
        String campaign = client.campaign(
                List.of(List.of(Client.PASS), List.of(Client.fail(vigie)), List.of(Client.PASS), List.of(Client.PASS)));

        String run = client.launch(campaign, Map.of("stop_on_failure", true));

        try (WebSocketReader socket = WebSocketReader.of(client, run)) {
            socket.untilTheEnd(SOON);
        }
        JsonNode report = client.finishedReport(run, SOON);
        assertThat(statuses(report)).containsExactly("passed", "failed", "skipped", "skipped");
        assertThat(report.path("tests").path(2).path("logs").asString())
                .isEqualTo("Test ignoré après un échec précédent");
        assertThat(report.path("progress").asInt()).isEqualTo(100);
        assertThat(report.path("status").asString()).isEqualTo("failed");
        assertThat(report.path("result").asString()).isEqualTo("failure");
        assertThat(report.path("stopOnFailure").asBoolean()).isTrue();
    }

    @Test
    void runsTheTestsAsTheyWereWhenTheyWereLaunched() {
        String campaign = client.campaign(Client.tests(2, Client.pause(1)));
        String run = client.launch(campaign, Map.of());

        client.get("/api/tests?campain_id=" + campaign)
                .json()
                .path("data")
                .forEach(test -> client.delete("/api/tests/" + test.path("_id").asString()));

        assertThat(statuses(client.finishedReport(run, SOON))).containsExactly("passed", "passed");
    }

    @Test
    void runsTestsSideBySideWhenAskedTo() {
        String campaign = client.campaign(Client.tests(8, Client.pause(1)));

        String run = client.launch(campaign, Map.of("parallelism", 4));

        JsonNode report = client.finishedReport(run, SOON);
        assertThat(statuses(report)).hasSize(8).containsOnly("passed");
        assertThat(mostAtOnce(History.of(vigie).of(run))).isBetween(2, 4);
    }

    @Test
    void runsAThousandTestsAndKeepsEveryMessageBelowTheLimit() {
        String campaign = client.campaign(Client.tests(1_000, Client.PASS));

        String run = client.launch(campaign, Map.of());

        JsonNode report = client.finishedReport(run, Duration.ofMinutes(2));
        assertThat(report.path("status").asString()).isEqualTo("completed");
        assertThat(statuses(report)).hasSize(1_000).containsOnly("passed");
        History history = History.of(vigie);
        assertThat(history.of(run)).hasSizeGreaterThanOrEqualTo(1 + 1_000 * 4 + 1);
        for (var topic : io.vigie.contracts.Topics.all()) {
            assertThat(history.records(topic))
                    .allSatisfy(record -> assertThat(record.value() == null ? 0 : record.value().length)
                            .isLessThan(io.vigie.contracts.Topics.MAX_MESSAGE_BYTES));
        }
    }

    @Test
    void answersAReportInTheSeedsShape() {
        String campaign = client.campaign(Client.tests(1, Client.PASS));
        String run = client.launch(campaign, Map.of("name", "Forme " + System.nanoTime()));

        JsonNode report = client.finishedReport(run, SOON);

        assertThat(report.path("_id").asString()).isEqualTo(run);
        assertThat(report.path("campainId").asString()).isEqualTo(campaign);
        assertThat(report.path("dateCreated").asString()).endsWith("Z");
        assertThat(report.path("details").asString()).startsWith("Forme ");
        assertThat(report.path("filiere").asString()).isEqualTo("E2E");
        assertThat(report.path("tests").path(0).path("testId").asString()).isNotEmpty();
        assertThat(report.path("tests").path(0).path("logs").asString())
                .matches("(?s)\\[\\d\\d:\\d\\d:\\d\\d] Démarrage du test\n.*✅ Test terminé avec succès");
    }

    private static int mostAtOnce(List<RunEvent> history) {
        int running = 0;
        int most = 0;
        for (RunEvent event : history) {
            if (event instanceof RunEvent.TestStarted) {
                most = Math.max(most, ++running);
            } else if (event instanceof RunEvent.TestFinished) {
                running--;
            }
        }
        return most;
    }

    private static List<String> statuses(JsonNode report) {
        List<String> statuses = new ArrayList<>();
        report.path("tests").forEach(test -> statuses.add(test.path("status").asString()));
        return statuses;
    }

    private static List<String> withoutStart(List<String> events) {
        // The join may come after the start, which is then part of the snapshot.
        return events.stream()
                .filter(event -> !event.equals("campain_started") && !event.equals("test_started 1"))
                .toList();
    }

    private static List<String> seedEvents(List<LiveEvent> events) {
        List<String> tests = new ArrayList<>();
        events.stream()
                .filter(event -> event.name().equals("snapshot"))
                .flatMap(event -> event.data().path("tests").valueStream())
                .forEach(test -> tests.add(test.path("testId").asString()));
        return events.stream()
                .peek(event -> {
                    if (!event.testId().isEmpty() && !tests.contains(event.testId())) {
                        tests.add(event.testId());
                    }
                })
                .filter(event -> !List.of("snapshot", "resumed", "test_queued", "test_log", "end")
                        .contains(event.name()))
                .map(event -> switch (event.name()) {
                    case "test_started" -> "test_started " + (tests.indexOf(event.testId()) + 1);
                    case "test_completed" ->
                        "test_completed " + (tests.indexOf(event.testId()) + 1) + " "
                                + event.data().path("status").asString();
                    case "campain_progress" ->
                        "campain_progress " + event.data().path("progress").asInt();
                    case "campain_completed" ->
                        "campain_completed " + event.data().path("status").asString() + " "
                                + event.data().path("result").asString();
                    default -> event.name();
                })
                .toList();
    }
}
