package io.vigie.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vigie.contracts.Outcome;
import io.vigie.testsupport.RealKafkaAndPostgres;
import io.vigie.testsupport.kafka.KafkaBroker;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = "vigie.time-zone=Europe/Paris")
@RealKafkaAndPostgres(
        topics = {"vigie.campaign-events.v1", "vigie.run-events.v1", "vigie.test-logs.v1", "vigie.launch-commands.v1"})
@Import(Client.Trust.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReportsIT {

    @LocalServerPort
    int port;

    private Client client;
    private Telling telling;

    @BeforeAll
    void connect(KafkaBroker kafka) {
        client = new Client(port, "user");
        telling = new Telling(kafka);
    }

    @AfterAll
    void disconnect() {
        client.close();
        telling.close();
    }

    private JsonNode reportOf(AnyRun run) {
        return client.get("/api/rapports/" + run.id).json();
    }

    private void awaitSequence(AnyRun run) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> reportOf(run).path("asOf").path("sequence").asInt() == run.history.size());
    }

    @Test
    void tellsAGoldenRun() {
        AnyRun run = AnyRun.withTests(2).launched().started();
        run.ran(1, Outcome.PASSED).ran(2, Outcome.PASSED).finished();

        telling.tell(run);
        awaitSequence(run);

        assertThat(reportOf(run).path("status").asString()).isEqualTo("completed");
    }
}
