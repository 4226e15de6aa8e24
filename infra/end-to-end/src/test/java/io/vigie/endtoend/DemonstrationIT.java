package io.vigie.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.testclient.Client;
import io.vigie.testclient.Vigie;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a newcomer finds: a system that is up, and two campaigns that test it. */
class DemonstrationIT {

    private final Vigie vigie = Vigie.running();
    private final Client client = Client.loggedIn(vigie);

    @Test
    void saysWhatRuns() {
        JsonNode status = vigie.status();

        assertThat(status.path("url").asString()).isEqualTo(vigie.url());
        assertThat(StreamSupport.stream(status.path("processes").spliterator(), false)
                        .map(process -> process.path("name").asString()))
                .containsExactly(
                        "postgres",
                        "kafka",
                        "campaign-service",
                        "execution-service",
                        "worker-2",
                        "report-service",
                        "notification-gateway");
    }

    @Test
    void holdsOneCampaignThatPassesAndOneThatDoesNot() {
        JsonNode campaigns = client.get("/api/campains?page_size=100").json().path("data");
        List<JsonNode> demonstrations = campaigns
                .valueStream()
                .filter(campaign -> campaign.path("name").asString().startsWith("Démonstration"))
                .toList();
        assertThat(demonstrations).hasSize(2);

        List<String> results = demonstrations.stream()
                .map(campaign -> client.launch(
                        campaign.path("_id").asString(),
                        Map.of("filiere", "DEMO", "name", "Démo " + UUID.randomUUID(), "stop_on_failure", true)))
                .map(run -> client.finishedReport(run, Duration.ofSeconds(60)))
                .map(report -> report.path("result").asString())
                .toList();

        assertThat(results).containsExactlyInAnyOrder("success", "failure");
    }
}
