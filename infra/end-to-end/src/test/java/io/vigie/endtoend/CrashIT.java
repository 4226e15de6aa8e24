package io.vigie.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.contracts.run.RunEvent;
import io.vigie.testclient.Client;
import io.vigie.testclient.History;
import io.vigie.testclient.LiveEvent;
import io.vigie.testclient.SseReader;
import io.vigie.testclient.Vigie;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** A process dies in the middle of a campaign, as by {@code kill -9}. */
class CrashIT {

    private static final int TESTS = 12;

    private final Vigie vigie = Vigie.running();
    private final Client client = Client.loggedIn(vigie);

    @ParameterizedTest
    @ValueSource(strings = {"execution-service", "report-service", "notification-gateway", "kafka", "postgres"})
    void accountsForEveryTestOnceWhateverDies(String victim) {
        String run = client.launch(client.campaign(Client.tests(TESTS, Client.pause(0.5))), Map.of());

        try (SseReader sse = SseReader.of(client, run)) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() ->
                            sse.events().stream().anyMatch(event -> event.name().equals("test_completed")));
            vigie.kill(victim);
            List<LiveEvent> events = sse.untilTheEnd(Duration.ofSeconds(120));

            assertThat(completions(events))
                    .hasSize(TESTS)
                    .allSatisfy((test, times) -> assertThat(times)
                            .as("test_completed of %s after %s was killed", test, victim)
                            .isEqualTo(1));
            assertThat(events.stream()
                            // The proof of a resume stands at the place of the event before it.
                            .filter(event -> !event.name().equals("resumed"))
                            .map(LiveEvent::id)
                            .filter(id -> !id.isEmpty())
                            .toList())
                    .as("nothing is seen twice")
                    .doesNotHaveDuplicates();
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> vigie.status().path("ready").asBoolean());
        JsonNode report = client.finishedReport(run, Duration.ofSeconds(60));
        assertThat(report.path("progress").asInt()).isEqualTo(100);
        assertThat(report.path("tests").size()).isEqualTo(TESTS);
        assertThat(report.path("tests")
                        .valueStream()
                        .map(test -> test.path("status").asString()))
                .containsOnly("passed");
        List<RunEvent> history = History.of(vigie).of(run);
        assertThat(history.stream().filter(RunEvent.TestFinished.class::isInstance))
                .hasSize(TESTS);
        assertThat(history.getLast()).isInstanceOf(RunEvent.RunFinished.class);
    }

    /** How often each test was completed, counting what a snapshot already held as once. */
    private static Map<String, Long> completions(List<LiveEvent> events) {
        Map<String, Long> completed = events.stream()
                .filter(event -> event.name().equals("test_completed"))
                .collect(Collectors.groupingBy(LiveEvent::testId, Collectors.counting()));
        events.getFirst()
                .data()
                .path("tests")
                .valueStream()
                .filter(test -> List.of("passed", "failed", "skipped")
                        .contains(test.path("status").asString()))
                .forEach(test -> completed.merge(test.path("testId").asString(), 1L, Long::sum));
        return completed;
    }
}
