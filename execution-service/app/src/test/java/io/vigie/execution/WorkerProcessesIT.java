package io.vigie.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vigie.contracts.CampaignId;
import io.vigie.contracts.Envelope;
import io.vigie.contracts.EnvironmentId;
import io.vigie.contracts.Message;
import io.vigie.contracts.Outcome;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunId;
import io.vigie.contracts.StopReason;
import io.vigie.contracts.TestId;
import io.vigie.contracts.Topics;
import io.vigie.contracts.attempt.AttemptEvent;
import io.vigie.contracts.attempt.AttemptEvent.SliceAccepted;
import io.vigie.contracts.attempt.AttemptEvent.SliceReturned;
import io.vigie.contracts.attempt.AttemptEvent.SliceReturned.Reason;
import io.vigie.contracts.attempt.AttemptEvent.SlotLease;
import io.vigie.contracts.attempt.AttemptEvent.TestFinished;
import io.vigie.contracts.definition.Definition;
import io.vigie.contracts.definition.Definition.ActionStep;
import io.vigie.contracts.definition.Definition.EnvironmentDefinition;
import io.vigie.contracts.definition.Definition.TestDefinition;
import io.vigie.contracts.task.TaskMessage.RunStopped;
import io.vigie.contracts.task.TaskMessage.SliceDispatched;
import io.vigie.contracts.task.TaskMessage.SliceTest;
import io.vigie.contracts.wire.KafkaMessages;
import io.vigie.testsupport.RealKafkaAndPostgres;
import io.vigie.testsupport.kafka.KafkaBroker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that only work, as an operator starts them beside the first one: the real service, killed as a machine kills. */
@RealKafkaAndPostgres(postgres = false)
class WorkerProcessesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final EnvironmentId DEV = EnvironmentId.of("dev-processes");

    @TempDir
    Path directory;

    private final KafkaBroker kafka;
    private final KafkaProducer<String, byte[]> producer;
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<Process> processes = new ArrayList<>();
    private final RunId run = RunId.of(UUID.randomUUID().toString());

    WorkerProcessesIT(KafkaBroker kafka) {
        this.kafka = kafka;
        this.producer = new KafkaProducer<>(kafka.clientSettings(), new StringSerializer(), new ByteArraySerializer());
    }

    @AfterEach
    void stop() {
        processes.forEach(Process::destroyForcibly);
        producer.close();
        client.close();
    }

    private record Node(Process process, int port) {}

    private Node start(String name) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path data = Files.createDirectories(directory.resolve(name));
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        ExecutionApplication.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(data.resolve("out.log").toFile());
        builder.environment()
                .putAll(Map.of(
                        "VIGIE_ROLES", "worker",
                        "VIGIE_WORKER_SLOTS", "2",
                        "VIGIE_KAFKA", kafka.bootstrap(),
                        "VIGIE_DATA", data.toString(),
                        "VIGIE_ISOLATION_DIRECTORY", directory.resolve("locks").toString(),
                        "VIGIE_FIRST_PORT", "14000",
                        "VIGIE_LAST_PORT", "14999",
                        "VIGIE_DRAIN_GRACE", "300ms",
                        "SERVER_PORT", String.valueOf(port)));
        Process process = builder.start();
        processes.add(process);
        return new Node(process, port);
    }

    private String health(Node node) {
        try {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.port() + "/health"))
                            .timeout(Duration.ofSeconds(5))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() + " " + answer.body();
        } catch (IOException notYet) {
            return "";
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    private void send(String key, Message message) {
        producer.send(KafkaMessages.record(
                key, Envelope.of(UUID.randomUUID().toString(), "/test", Instant.now(), key, message)));
        producer.flush();
    }

    private void send(Definition definition) {
        send(definition.key(), definition);
    }

    private String test(ActionStep... steps) {
        TestId id = TestId.of(UUID.randomUUID().toString());
        send(new TestDefinition(ProjectId.COMMON, CampaignId.of("c"), id, 1, "a test", "", List.of(steps), List.of()));
        return id.value();
    }

    private void dispatch(long number, String test) {
        send(
                run.value(),
                new SliceDispatched(
                        ProjectId.COMMON,
                        run,
                        CampaignId.of("c"),
                        number,
                        DEV,
                        1,
                        0,
                        false,
                        false,
                        List.of(new SliceTest(TestId.of(test), 1, 1, 0, null, false)),
                        Instant.now()));
    }

    private <E extends AttemptEvent> List<E> reports(Class<E> type) {
        List<E> found = new ArrayList<>();
        try (var consumer =
                new KafkaConsumer<>(kafka.clientSettings(), new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.ATTEMPT_EVENTS.name()).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> {
                    if (run.value().equals(record.key())
                            && type.isInstance(KafkaMessages.read(record).message())) {
                        found.add(type.cast(KafkaMessages.read(record).message()));
                    }
                });
            }
        }
        return found;
    }

    private <E extends AttemptEvent> List<E> awaitReports(Class<E> type, int count) {
        await().pollInSameThread()
                .pollInterval(Duration.ofMillis(200))
                .atMost(PATIENCE)
                .until(() -> reports(type).size() >= count);
        return reports(type);
    }

    @Test
    void shareTheQueueAndNothingElse() throws Exception {
        // given
        send(new EnvironmentDefinition(ProjectId.COMMON, DEV, 1, "DEV", List.of(), null));
        Node first = start("one");
        Node second = start("two");
        for (Node node : List.of(first, second)) {
            await().pollInSameThread()
                    .pollInterval(Duration.ofMillis(200))
                    .atMost(PATIENCE)
                    .until(() -> health(node).startsWith("200"));
            assertThat(health(node)).contains("this machine").doesNotContain(kafka.bootstrap());
        }
        String waiting = test(new ActionStep("pause", Map.of("duration", 3_600)));

        // when: as many slices as there are slots
        for (long number = 1; number <= 4; number++) {
            dispatch(number, waiting);
        }

        // then: both processes have some, and no two slots have anything in common
        List<SliceAccepted> accepted = awaitReports(SliceAccepted.class, 4);
        assertThat(accepted).extracting(SliceAccepted::workerId).doesNotContainNull();
        assertThat(accepted.stream().map(SliceAccepted::workerId).distinct()).hasSize(2);
        Set<Integer> ports = new HashSet<>();
        for (SliceAccepted slice : accepted) {
            SlotLease slot = slice.slot();
            for (int port = slot.firstPort(); port < slot.firstPort() + slot.portCount(); port++) {
                assertThat(ports.add(port)).as("port %d", port).isTrue();
            }
        }
        assertThat(accepted).extracting(slice -> slice.slot().databaseSuffix()).doesNotHaveDuplicates();
        assertThat(accepted).extracting(slice -> slice.slot().directory()).doesNotHaveDuplicates();

        // when: one is killed, its ports are nobody's; one like it may have them again
        first.process().destroyForcibly().waitFor();
        Node third = start("one");
        await().pollInSameThread()
                .pollInterval(Duration.ofMillis(200))
                .atMost(PATIENCE)
                .until(() -> health(third).startsWith("200"));

        // when: the run is cancelled, what still runs ends at once
        send(run.value(), new RunStopped(ProjectId.COMMON, run, StopReason.CANCELLED, Instant.now()));
        List<TestFinished> ended = awaitReports(TestFinished.class, 2);
        assertThat(ended).extracting(TestFinished::outcome).containsOnly(Outcome.CANCELLED);
        assertThat(awaitReports(SliceReturned.class, 2))
                .extracting(SliceReturned::reason)
                .containsOnly(Reason.RUN_STOPPED);

        // when: what is asked to stop ends by itself
        second.process().destroy();
        third.process().destroy();
        assertThat(second.process().waitFor(30, java.util.concurrent.TimeUnit.SECONDS))
                .isTrue();
        assertThat(third.process().waitFor(30, java.util.concurrent.TimeUnit.SECONDS))
                .isTrue();
    }
}
