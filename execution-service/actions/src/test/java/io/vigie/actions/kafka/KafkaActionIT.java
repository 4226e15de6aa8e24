package io.vigie.actions.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.action.ActionResult;
import io.vigie.action.LogLevel;
import io.vigie.actions.RecordingContext;
import io.vigie.actions.RunningAction;
import io.vigie.testsupport.RealKafkaAndPostgres;
import io.vigie.testsupport.kafka.KafkaBroker;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@RealKafkaAndPostgres(
        postgres = false,
        vigieTopics = false,
        topics = {"orders", "read", "numbers", "late", "silent", "tombs"},
        partitions = 2)
class KafkaActionIT {

    private static KafkaBroker broker;

    private final KafkaAction action = new KafkaAction();
    private final RecordingContext context = new RecordingContext();

    @BeforeAll
    static void find(KafkaBroker own) {
        broker = own;
    }

    @Test
    void runsItsExamples() throws Exception {
        RunningAction.runExamples(action, Map.of("{{kafka_servers}}", broker.bootstrap()), RecordingContext::new);
    }

    @Test
    void findsTheMessageThatFitsAmongOthers() throws Exception {
        ActionResult sent = null;
        for (String state : List.of("open", "paid", "sent")) {
            sent = run(
                    "produce",
                    "read",
                    Map.of("key", "7", "value", Map.of("state", state), "headers", Map.of("by", "é"), "partition", 1));
        }

        ActionResult read = run(
                "await",
                "read",
                Map.of(
                        "from",
                        "beginning",
                        "match",
                        List.of(
                                Map.of("source", "key", "expected", 7),
                                Map.of("source", "headers", "path", "$.by", "expected", "é"),
                                Map.of("source", "value", "path", "$.state", "expected", "sent")),
                        "assertions",
                        List.of(Map.of("source", "partition", "expected", 1)),
                        "extract",
                        Map.of("state", "$.state")));

        assertThat(sent).isInstanceOf(ActionResult.Passed.class);
        assertThat(read).isInstanceOf(ActionResult.Passed.class);
        assertThat(read.outputs())
                .containsEntry("kafka_key", "7")
                .containsEntry("kafka_value", "{\"state\":\"sent\"}")
                .containsEntry("kafka_headers", Map.of("by", "é"))
                .containsEntry("kafka_offset", sent.outputs().get("kafka_offset"))
                .containsEntry("kafka_partition", 1)
                .containsEntry("kafka_messages_read", 3)
                .containsEntry("state", "sent");
        assertThat(context.variables).containsEntry("state", "sent");
    }

    @Test
    void waitsForAMessageThatComesLater() throws Exception {
        CompletableFuture<Void> isWaiting = new CompletableFuture<>();
        CompletableFuture<ActionResult> ending = new CompletableFuture<>();
        run("produce", "late", Map.of("value", "before"));
        RecordingContext watched = watched(isWaiting);
        Thread.ofVirtual().start(() -> {
            try {
                ending.complete(RunningAction.run(action, watched, step("await", "late", Map.of())));
            } catch (Throwable failed) {
                ending.completeExceptionally(failed);
            }
        });
        isWaiting.get(30, TimeUnit.SECONDS);
        run("produce", "late", Map.of("value", "after"));

        assertThat(ending.get(30, TimeUnit.SECONDS).outputs()).containsEntry("kafka_value", "after");
    }

    @Test
    void failsWhenNoMessageFitsInTime() throws Exception {
        run("produce", "numbers", Map.of("value", "1"));

        ActionResult result = run(
                "await",
                "numbers",
                Map.of(
                        "from",
                        "beginning",
                        "timeout",
                        2,
                        "match",
                        List.of(Map.of("source", "value", "operator", "greater_than", "expected", 1_000_000))));

        assertThat(result).isInstanceOf(ActionResult.Failed.class);
        assertThat(((ActionResult.Failed) result).reason())
                .matches("Expected a message on topic \"numbers\" of \"" + broker.bootstrap()
                        + "\" with value to be greater than 1000000 within 2000 ms, but none of the \\d+ that came is "
                        + "like that\\.");
    }

    @Test
    void namesTheLimitOfMessagesAndTheLimitOfBytes() throws Exception {
        for (int i = 0; i < 3; i++) {
            run("produce", "numbers", Map.of("value", "x".repeat(1_000)));
        }
        Map<String, Object> never =
                Map.of("from", "beginning", "match", List.of(Map.of("source", "key", "expected", "nobody's")));
        Map<String, Object> few = new HashMap<>(never);
        few.put("most_messages", 2);
        assertThat(broken(run("await", "numbers", few))).contains("among the first 2 of topic \"numbers\"");

        context.limitTransfers(2_500);
        assertThat(broken(run("await", "numbers", never)))
                .isEqualTo("Expected to look at messages of at most 2500 bytes, the limit of a download, but there are "
                        + "more.");
    }

    @Test
    void sendsARecordThatDeletesItsKey() throws Exception {
        run("produce", "tombs", Map.of("key", "gone"));

        ActionResult read = run(
                "await",
                "tombs",
                Map.of(
                        "from",
                        "beginning",
                        "match",
                        List.of(Map.of("source", "key", "expected", "gone")),
                        "assertions",
                        List.of(Map.of("source", "value", "operator", "absent"))));

        assertThat(read).isInstanceOf(ActionResult.Passed.class);
        assertThat(read.outputs()).containsEntry("kafka_value", null);
    }

    @Test
    void saysThatThereIsNoSuchTopic() throws Exception {
        assertThat(broken(run("await", "nowhere", Map.of("timeout", 3)))).contains("there is no topic of this name");
        assertThat(broken(run("produce", "nowhere", Map.of("value", "x", "timeout", 2))))
                .contains("there is no topic of this name");
        assertThat(broken(run("await", "read", Map.of("partition", 99)))).contains("with this partition");
    }

    @Test
    void refusesABrokerThatTheClusterNamesAndThePolicyDenies() throws Exception {
        // The cluster names its broker by address; the step gets there by a name.
        String named = "localhost:" + broker.bootstrap().split(":")[1];
        context.targets = (host, address) ->
                host.equals("localhost") ? Optional.empty() : Optional.of("it is denied by the operator");

        for (Map<String, Object> step : List.of(
                step("produce", "orders", Map.of("value", "x", "servers", named)),
                step("await", "orders", Map.of("servers", named)))) {
            assertThat(broken(RunningAction.run(action, context, step)))
                    .isEqualTo("Expected to reach the broker \"" + broker.bootstrap()
                            + "\", which the cluster names, but its address 127.0.0.1 may not be contacted: it is "
                            + "denied by the operator.");
        }
    }

    @Test
    void asksThePolicyAboutThePort() throws Exception {
        context.targets = new io.vigie.action.TargetPolicy() {
            @Override
            public Optional<String> refusal(String host, InetAddress address) {
                return Optional.empty();
            }

            @Override
            public Optional<String> refusal(String host, InetAddress address, int port) {
                return Optional.of("port " + port + " is denied");
            }
        };

        assertThat(broken(run("await", "orders", Map.of())))
                .endsWith("port " + broker.bootstrap().split(":")[1] + " is denied.");
    }

    @Test
    void endsSoonAfterAnInterruption() throws Exception {
        CompletableFuture<Void> isWaiting = new CompletableFuture<>();

        Duration delay =
                RunningAction.interrupt(action, watched(isWaiting), step("await", "silent", Map.of()), isWaiting);

        assertThat(delay).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void saysThatTheServerSpeaksNoTlsAndNoSasl() throws Exception {
        assertThat(broken(run("await", "orders", Map.of("tls", true, "timeout", 2))))
                .startsWith("Expected to await a message on topic \"orders\"");
        assertThat(broken(run(
                        "produce",
                        "orders",
                        Map.of("value", "x", "sasl", "plain", "username", "u", "password", "p\"w", "timeout", 2))))
                .startsWith("Expected to send a record to topic \"orders\"")
                .doesNotContain("p\"w");
    }

    private static RecordingContext watched(CompletableFuture<Void> isWaiting) {
        return new RecordingContext() {
            @Override
            public void log(LogLevel level, String text) {
                if (text.startsWith("waiting for a message")) {
                    isWaiting.complete(null);
                }
            }
        };
    }

    private ActionResult run(String operation, String topic, Map<String, ?> more) throws InterruptedException {
        return RunningAction.run(action, context, step(operation, topic, more));
    }

    private static Map<String, Object> step(String operation, String topic, Map<String, ?> more) {
        Map<String, Object> step = new HashMap<>();
        step.put("operation", operation);
        step.put("servers", broker.bootstrap());
        step.put("topic", topic);
        step.putAll(more);
        return step;
    }

    private static String broken(ActionResult result) {
        assertThat(result).isInstanceOf(ActionResult.Broken.class);
        return ((ActionResult.Broken) result).reason();
    }
}
