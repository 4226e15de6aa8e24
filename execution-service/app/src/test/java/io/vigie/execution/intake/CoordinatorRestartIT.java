package io.vigie.execution.intake;

import static io.vigie.execution.coordinating.RunFixture.WORKER;
import static io.vigie.execution.coordinating.RunFixture.finishedEvent;
import static io.vigie.execution.coordinating.RunFixture.launchedEvent;
import static io.vigie.execution.coordinating.RunFixture.planChunk;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.Envelope.Link;
import io.vigie.contracts.Message;
import io.vigie.contracts.Outcome;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunId;
import io.vigie.contracts.TestId;
import io.vigie.contracts.Topics;
import io.vigie.contracts.attempt.AttemptEvent;
import io.vigie.contracts.attempt.AttemptEvent.SliceReturned.Reason;
import io.vigie.contracts.run.RunEvent;
import io.vigie.contracts.task.TaskMessage.SliceDispatched;
import io.vigie.contracts.task.TaskMessage.SliceTest;
import io.vigie.contracts.wire.HashChain;
import io.vigie.contracts.wire.KafkaMessages;
import io.vigie.execution.coordinating.RunFixture;
import io.vigie.testsupport.RealKafkaAndPostgres;
import io.vigie.testsupport.kafka.KafkaBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RealKafkaAndPostgres(postgres = false)
class CoordinatorRestartIT {

    private static final int TESTS = 150;
    private static final List<RunId> RUNS = IntStream.rangeClosed(1, 4)
            .mapToObj(number -> RunId.of("019b2c7e-0d00-7000-8000-00000000a%03d".formatted(number)))
            .toList();

    @Test
    void losesNothingAndRepeatsNothingWhenItsProcessIsKilledAgainAndAgain(KafkaBroker kafka, @TempDir Path data)
            throws Exception {
        // given
        Map<RunId, List<Envelope<?>>> histories = new HashMap<>();
        Process coordinator = CoordinatorProcess.start(kafka.bootstrap(), data);
        try (KafkaProducer<String, byte[]> producer = producer(kafka);
                KafkaConsumer<String, byte[]> tasks = consumer(kafka, Topics.TEST_TASKS);
                KafkaConsumer<String, byte[]> runEvents = consumer(kafka, Topics.RUN_EVENTS)) {
            RUNS.forEach(run -> {
                send(producer, run, launchedEvent(run, TESTS, 1, false, 1));
                send(producer, run, planChunk(run, 1, 1, TESTS));
            });

            // when
            Queue<Message> toReport = new ArrayDeque<>();
            Map<RunId, List<Long>> held = new HashMap<>();
            Instant lastHeartbeat = Instant.EPOCH;
            int kills = 0;
            Instant deadline = Instant.now().plusSeconds(240);
            while (histories.values().stream()
                                    .filter(CoordinatorRestartIT::isFinished)
                                    .count()
                            < RUNS.size()
                    && Instant.now().isBefore(deadline)) {
                tasks.poll(Duration.ofMillis(5)).forEach(task -> toReport.addAll(work(task)));
                for (int i = 0; i < 8 && !toReport.isEmpty(); i++) {
                    AttemptEvent report = (AttemptEvent) toReport.remove();
                    send(producer, report.runId(), report);
                    switch (report) {
                        case AttemptEvent.SliceAccepted accepted ->
                            held.computeIfAbsent(report.runId(), run -> new ArrayList<>())
                                    .add(accepted.slice());
                        case AttemptEvent.SliceReturned returned ->
                            held.get(report.runId()).remove(Long.valueOf(returned.slice()));
                        default -> {}
                    }
                }
                // As every worker does: whoever is silent for long, be it because the machine is slow, loses its
                // slices.
                Instant now = Instant.now();
                if (now.isAfter(lastHeartbeat.plusMillis(500))) {
                    lastHeartbeat = now;
                    held.forEach((run, slices) -> send(
                            producer,
                            run,
                            new AttemptEvent.Heartbeat(ProjectId.COMMON, run, WORKER, List.copyOf(slices), now)));
                }
                runEvents
                        .poll(Duration.ofMillis(5))
                        .forEach(record -> histories
                                .computeIfAbsent(RunId.of(record.key()), run -> new ArrayList<>())
                                .add(KafkaMessages.read(record)));
                int finished = finishedTests(histories);
                if (kills < 2 && finished > (kills + 1) * 120) {
                    coordinator.destroyForcibly().waitFor();
                    coordinator = CoordinatorProcess.start(kafka.bootstrap(), data);
                    kills++;
                }
            }

            // then
            assertThat(kills).isEqualTo(2);
        } finally {
            Process last = coordinator;
            last.destroy();
            await().atMost(Duration.ofSeconds(20)).until(() -> !last.isAlive());
        }
        assertThat(histories).containsOnlyKeys(RUNS);
        histories.values().forEach(CoordinatorRestartIT::isWhole);
    }

    private static void isWhole(List<Envelope<?>> history) {
        String hash = Link.GENESIS;
        long sequence = 0;
        for (Envelope<?> event : history) {
            assertThat(event.link().sequence()).isEqualTo(++sequence);
            assertThat(HashChain.verifies(event, hash)).isTrue();
            hash = event.link().hash();
        }
        assertThat(history.getLast().message()).isInstanceOf(RunEvent.RunFinished.class);
        assertThat(history.stream()
                        .map(Envelope::message)
                        .filter(RunEvent.TestFinished.class::isInstance)
                        .map(event -> ((RunEvent.TestFinished) event).testId())
                        .toList())
                .hasSize(TESTS)
                .doesNotHaveDuplicates();
        assertThat(history).extracting(Envelope::message).noneMatch(RunEvent.AttemptLost.class::isInstance);
    }

    private static boolean isFinished(List<Envelope<?>> history) {
        return history.getLast().message() instanceof RunEvent.RunFinished;
    }

    private static int finishedTests(Map<RunId, List<Envelope<?>>> histories) {
        return (int) histories.values().stream()
                .flatMap(List::stream)
                .filter(event -> event.message() instanceof RunEvent.TestFinished)
                .count();
    }

    /** What a worker reports of a slice, from its acceptance to its return. */
    private static List<Message> work(ConsumerRecord<String, byte[]> task) {
        SliceDispatched slice = (SliceDispatched) KafkaMessages.read(task).message();
        Instant now = Instant.now();
        List<Message> reports = new ArrayList<>();
        reports.add(new AttemptEvent.SliceAccepted(
                ProjectId.COMMON, slice.runId(), WORKER, slice.slice(), RunFixture.SLOT, now));
        for (SliceTest test : slice.tests()) {
            reports.add(new AttemptEvent.TestStarted(
                    ProjectId.COMMON, slice.runId(), WORKER, slice.slice(), test.testId(), test.attempt(), now));
            reports.add(finishedEvent(
                    slice.runId(),
                    WORKER,
                    slice.slice(),
                    position(test.testId()),
                    test.attempt(),
                    Outcome.PASSED,
                    now));
        }
        reports.add(new AttemptEvent.SliceReturned(
                ProjectId.COMMON, slice.runId(), WORKER, slice.slice(), Reason.COMPLETED, List.of()));
        return reports;
    }

    private static int position(TestId testId) {
        String value = testId.value();
        return Integer.parseInt(value.substring(value.lastIndexOf('-') + 1));
    }

    private static void send(KafkaProducer<String, byte[]> producer, RunId run, Message message) {
        producer.send(KafkaMessages.record(
                run.value(),
                Envelope.of(UUID.randomUUID().toString(), "/vigie/test", Instant.now(), run.value(), message)));
    }

    private static KafkaProducer<String, byte[]> producer(KafkaBroker kafka) {
        return new KafkaProducer<>(kafka.clientSettings(), new StringSerializer(), new ByteArraySerializer());
    }

    private static KafkaConsumer<String, byte[]> consumer(KafkaBroker kafka, Topics.Topic topic) {
        Map<String, Object> settings = kafka.clientSettings();
        settings.put("group.id", "reader-of-" + topic.name());
        settings.put("auto.offset.reset", "earliest");
        settings.put("isolation.level", "read_committed");
        KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
        consumer.subscribe(List.of(topic.name()));
        return consumer;
    }
}
