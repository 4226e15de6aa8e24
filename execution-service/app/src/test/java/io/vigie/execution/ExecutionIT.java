package io.vigie.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.vigie.contracts.CampaignId;
import io.vigie.contracts.Envelope;
import io.vigie.contracts.EnvironmentId;
import io.vigie.contracts.Message;
import io.vigie.contracts.Outcome;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunId;
import io.vigie.contracts.RunKind;
import io.vigie.contracts.RunOptions;
import io.vigie.contracts.TestId;
import io.vigie.contracts.Topics;
import io.vigie.contracts.campaign.CampaignEvent.Launched;
import io.vigie.contracts.campaign.CampaignEvent.PlanChunk;
import io.vigie.contracts.campaign.CampaignEvent.PlannedTest;
import io.vigie.contracts.definition.Definition;
import io.vigie.contracts.definition.Definition.ActionStep;
import io.vigie.contracts.definition.Definition.EnvironmentDefinition;
import io.vigie.contracts.definition.Definition.EnvironmentVariable;
import io.vigie.contracts.definition.Definition.TestDefinition;
import io.vigie.contracts.run.RunEvent;
import io.vigie.contracts.run.RunEvent.RunFinished;
import io.vigie.contracts.secret.SecretSeal;
import io.vigie.contracts.wire.KafkaMessages;
import io.vigie.testsupport.RealKafkaAndPostgres;
import io.vigie.testsupport.kafka.KafkaBroker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The whole service: coordinator, queue, worker and built-in actions, from a launch to the end of its history. */
@RealKafkaAndPostgres(postgres = false)
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"vigie.master-key=" + ExecutionIT.MASTER_KEY, "vigie.time-zone=UTC"})
class ExecutionIT {

    static final String MASTER_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private static final CampaignId CAMPAIGN = CampaignId.of("c-1");

    private final RunId run = RunId.of(UUID.randomUUID().toString());
    /** Definitions never change, so each test has its own. */
    private final EnvironmentId dev = EnvironmentId.of("dev-" + run);

    private final KafkaBroker kafka;
    private final KafkaProducer<String, byte[]> producer;
    private final HttpServer target;
    private final int port;

    ExecutionIT(KafkaBroker kafka, @LocalServerPort int port) throws IOException {
        this.kafka = kafka;
        this.port = port;
        this.producer = new KafkaProducer<>(kafka.clientSettings(), new StringSerializer(), new ByteArraySerializer());
        this.target = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void answer() {
        target.createContext("/users", exchange -> {
            byte[] body = "{\"id\":42}".getBytes(StandardCharsets.UTF_8);
            boolean known =
                    "Bearer hunter22".equals(exchange.getRequestHeaders().getFirst("Authorization"));
            exchange.sendResponseHeaders(known ? 200 : 401, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        target.start();
    }

    @AfterEach
    void stop() {
        target.stop(0);
        producer.close();
    }

    private void send(String key, Message message) {
        producer.send(KafkaMessages.record(
                key, Envelope.of(UUID.randomUUID().toString(), "/test", Instant.now(), key, message)));
    }

    private void send(Definition definition) {
        send(definition.key(), definition);
    }

    private PlannedTest test(int position, ActionStep... steps) {
        TestId id = TestId.of(run + "-" + position);
        send(new TestDefinition(ProjectId.COMMON, CAMPAIGN, id, 1, "Test " + position, "", List.of(steps), List.of()));
        return PlannedTest.plain(position, id, 1, "Test " + position);
    }

    private void launch(boolean stopOnFailure, int parallelism, List<PlannedTest> plan) {
        send(
                run.value(),
                new Launched(
                        ProjectId.COMMON,
                        run,
                        RunKind.CAMPAIGN,
                        CAMPAIGN,
                        "A campaign",
                        "Octobre 2025",
                        dev,
                        1,
                        "DEV",
                        0,
                        new RunOptions(stopOnFailure, parallelism, 0, null, null, null, false),
                        plan.size(),
                        1,
                        "admin",
                        Instant.now()));
        send(run.value(), new PlanChunk(ProjectId.COMMON, run, 1, plan));
        producer.flush();
    }

    private List<RunEvent> history() {
        List<RunEvent> history = new ArrayList<>();
        Map<String, Object> settings = kafka.clientSettings();
        settings.put("isolation.level", "read_committed");
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.RUN_EVENTS.name()).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> {
                    if (run.value().equals(record.key())) {
                        history.add((RunEvent) KafkaMessages.read(record).message());
                    }
                });
            }
        }
        return history;
    }

    private List<RunEvent> finishedHistory() {
        await().pollInSameThread()
                .pollInterval(Duration.ofMillis(300))
                .atMost(Duration.ofSeconds(60))
                .until(() -> history().stream().anyMatch(RunFinished.class::isInstance));
        return history();
    }

    private void defineTheEnvironment() {
        SecretSeal master = SecretSeal.ofMasterKey(MASTER_KEY);
        String wrapped = master.newWrappedDataKey(dev.value());
        send(new EnvironmentDefinition(
                ProjectId.COMMON,
                dev,
                1,
                "DEV",
                List.of(
                        new EnvironmentVariable(
                                "base_url",
                                "http://127.0.0.1:" + target.getAddress().getPort(),
                                false),
                        new EnvironmentVariable(
                                "token", master.unwrap(wrapped, dev.value()).seal("hunter22", "token"), true)),
                wrapped));
    }

    @Test
    void runsACampaignOfRealRequestsToTheEndOfItsHistory() {
        defineTheEnvironment();
        ActionStep request = new ActionStep(
                "HTTPRequestAction",
                Map.of(
                        "method",
                        "GET",
                        "url",
                        "{{base_url}}/users",
                        "headers",
                        Map.of("Authorization", "Bearer {{token}}"),
                        "output_mapping",
                        Map.of("http_status_code", "code")));
        ActionStep refused = new ActionStep("http", Map.of("method", "GET", "url", "{{base_url}}/users"));
        launch(true, 1, List.of(test(1, request), test(2, refused), test(3, request)));

        List<RunEvent> history = finishedHistory();

        assertThat(history)
                .extracting(event -> event.getClass().getSimpleName())
                .containsExactly(
                        "RunStarted",
                        "TestQueued",
                        "TestQueued",
                        "TestQueued",
                        "SliceStarted",
                        "TestStarted",
                        "ActionFinished",
                        "TestFinished",
                        "TestStarted",
                        "ActionFinished",
                        "TestFinished",
                        "SliceEnded",
                        "TestSkipped",
                        "RunFinished");
        RunEvent.TestFinished first = (RunEvent.TestFinished) history.get(7);
        assertThat(first.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(first.outputs()).containsEntry("code", "200");
        assertThat(((RunEvent.TestFinished) history.get(10)).outcome()).isEqualTo(Outcome.FAILED);
        assertThat(history.toString()).doesNotContain("hunter22");
    }

    @Test
    void runsManyTestsInParallelEachOnce() {
        defineTheEnvironment();
        List<PlannedTest> plan = new ArrayList<>();
        for (int position = 1; position <= 250; position++) {
            plan.add(test(position, new ActionStep("var", Map.of("operation", "set", "name", "x", "value", "1"))));
        }
        launch(false, 4, plan);

        List<RunEvent> history = finishedHistory();

        assertThat(history).filteredOn(RunEvent.TestFinished.class::isInstance).hasSize(250);
        RunFinished end = (RunFinished) history.getLast();
        assertThat(end.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(end.counts().passed()).isEqualTo(250);
    }

    @Test
    void saysThatItIsHealthy() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            await().pollInSameThread().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                HttpResponse<String> health = client.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                assertThat(health.statusCode()).as(health.body()).isEqualTo(200);
                assertThat(health.body()).contains("\"execution-service\"");
            });
        }
    }
}
