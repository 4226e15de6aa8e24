package io.vigie.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vigie.action.ActionResult;
import io.vigie.contracts.CampaignId;
import io.vigie.contracts.Envelope;
import io.vigie.contracts.EnvironmentId;
import io.vigie.contracts.Message;
import io.vigie.contracts.Outcome;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunId;
import io.vigie.contracts.TestId;
import io.vigie.contracts.Topics;
import io.vigie.contracts.WorkerId;
import io.vigie.contracts.attempt.AttemptEvent;
import io.vigie.contracts.attempt.AttemptEvent.Heartbeat;
import io.vigie.contracts.attempt.AttemptEvent.SliceAccepted;
import io.vigie.contracts.attempt.AttemptEvent.SliceReturned;
import io.vigie.contracts.attempt.AttemptEvent.SliceReturned.Reason;
import io.vigie.contracts.attempt.AttemptEvent.TestFinished;
import io.vigie.contracts.attempt.AttemptEvent.TestStarted;
import io.vigie.contracts.definition.Definition;
import io.vigie.contracts.definition.Definition.ActionDefinition;
import io.vigie.contracts.definition.Definition.ActionStep;
import io.vigie.contracts.definition.Definition.EnvironmentDefinition;
import io.vigie.contracts.definition.Definition.EnvironmentVariable;
import io.vigie.contracts.definition.Definition.TestDefinition;
import io.vigie.contracts.log.LogEvent.LogSegment;
import io.vigie.contracts.task.TaskMessage.SliceDispatched;
import io.vigie.contracts.task.TaskMessage.SliceTest;
import io.vigie.contracts.wire.KafkaMessages;
import io.vigie.execution.working.FakeActions;
import io.vigie.execution.working.Targets;
import io.vigie.execution.working.WorkerSettings;
import io.vigie.testsupport.RealKafkaAndPostgres;
import io.vigie.testsupport.kafka.KafkaBroker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RealKafkaAndPostgres(postgres = false)
class WorkerIT {

    private static final EnvironmentId DEV = EnvironmentId.of("dev");
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @TempDir
    Path directory;

    private final KafkaBroker kafka;
    private final KafkaProducer<String, byte[]> producer;
    private final KafkaConsumer<String, byte[]> consumer;
    private final List<WorkerLifecycle> workers = new ArrayList<>();
    private final RunId run = RunId.of(UUID.randomUUID().toString());

    WorkerIT(KafkaBroker kafka) {
        this.kafka = kafka;
        this.producer = new KafkaProducer<>(kafka.clientSettings(), new StringSerializer(), new ByteArraySerializer());
        this.consumer =
                new KafkaConsumer<>(kafka.clientSettings(), new StringDeserializer(), new ByteArrayDeserializer());
    }

    @BeforeEach
    void defineTheEnvironment() {
        send(new EnvironmentDefinition(
                ProjectId.COMMON, DEV, 1, "DEV", List.of(new EnvironmentVariable("who", "world", false)), null));
    }

    @AfterEach
    void stop() {
        workers.forEach(WorkerLifecycle::kill);
        producer.close();
        consumer.close();
    }

    private WorkerLifecycle worker(String id, int slots, FakeActions actions) {
        WorkerSettings settings = TestSettings.quick(slots);
        WorkerLifecycle worker = WorkerLifecycle.start(
                WorkerId.of(id),
                settings,
                Targets.of(settings, List.of(kafka.bootstrap())),
                actions.catalog(),
                kafka.bootstrap(),
                null,
                null,
                directory.resolve(id),
                ZoneId.of("UTC"),
                Clock.systemUTC());
        workers.add(worker);
        return worker;
    }

    private void ready(WorkerLifecycle worker) {
        await().pollInSameThread().atMost(PATIENCE).until(() -> worker.problem().isEmpty());
    }

    private void send(Definition definition) {
        send(definition.key(), definition);
    }

    private void send(String key, Message message) {
        producer.send(KafkaMessages.record(
                key,
                Envelope.of(UUID.randomUUID().toString(), "/test", Instant.now(), key, message)
                        .correlatedWith("click-1")));
        producer.flush();
    }

    private String test(ActionStep... steps) {
        TestDefinition test = new TestDefinition(
                ProjectId.COMMON,
                CampaignId.of("c"),
                TestId.of(UUID.randomUUID().toString()),
                1,
                "a test",
                "",
                List.of(steps),
                List.of());
        send(test);
        return test.testId().value();
    }

    private SliceDispatched slice(long number, String... tests) {
        return new SliceDispatched(
                ProjectId.COMMON,
                run,
                CampaignId.of("c"),
                number,
                DEV,
                1,
                0,
                false,
                false,
                Arrays.stream(tests)
                        .map(test -> new SliceTest(TestId.of(test), 1, 1, 0, null, false))
                        .toList(),
                Instant.now());
    }

    private void dispatch(SliceDispatched slice) {
        send(slice.runId().value(), slice);
    }

    private List<ConsumerRecord<String, byte[]>> records(String topic) {
        List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(Duration.ofMillis(200)).forEach(found::add);
        }
        return found;
    }

    private List<AttemptEvent> reports() {
        return records(Topics.ATTEMPT_EVENTS.name()).stream()
                .map(record -> (AttemptEvent) KafkaMessages.read(record).message())
                .filter(event -> event.runId().equals(run))
                .toList();
    }

    private <E extends AttemptEvent> List<E> reports(Class<E> type) {
        return reports().stream().filter(type::isInstance).map(type::cast).toList();
    }

    private void awaitReturned(int slices) {
        await().pollInSameThread()
                .atMost(PATIENCE)
                .until(() -> reports(SliceReturned.class).size() >= slices);
    }

    @Test
    void runsATaskAndReportsInOrder() {
        FakeActions actions = FakeActions.usual();
        String first = test(new ActionStep("say", Map.of("text", "hello {{who}}")));
        String second = test(new ActionStep("fail", Map.of()));
        dispatch(slice(1, first, second));

        ready(worker("w1", 2, actions));
        awaitReturned(1);

        assertThat(reports())
                .filteredOn(event -> !(event instanceof Heartbeat))
                .extracting(event -> event.getClass().getSimpleName())
                .containsExactly(
                        "SliceAccepted",
                        "TestStarted",
                        "ActionFinished",
                        "TestFinished",
                        "TestStarted",
                        "ActionFinished",
                        "TestFinished",
                        "SliceReturned");
        assertThat(reports(TestFinished.class))
                .extracting(TestFinished::outcome)
                .containsExactly(Outcome.PASSED, Outcome.FAILED);
        assertThat(records(Topics.TEST_LOGS.name()))
                .map(record -> KafkaMessages.read(record))
                .filteredOn(envelope -> envelope.message() instanceof LogSegment segment
                        && segment.runId().equals(run))
                .allSatisfy(envelope -> {
                    assertThat(envelope.correlationId()).isEqualTo("click-1");
                    assertThat(envelope.actor()).isEqualTo("w1");
                })
                .flatExtracting(envelope -> ((LogSegment) envelope.message()).lines())
                .extracting("text")
                .contains("📋 hello world", "✅ Test terminé avec succès", "❌ Test échoué");
        assertThat(records(Topics.ACTIONS.name()))
                .map(record -> ((ActionDefinition) KafkaMessages.read(record).message()).type())
                .contains("pass", "fail", "say", "echo");
    }

    @Test
    void sharesTasksAmongWorkersAndHoldsNoMoreThanItsSlots() throws InterruptedException {
        Set<String> running = ConcurrentHashMap.newKeySet();
        Semaphore goOn = new Semaphore(0);
        FakeActions actions = new FakeActions().with("wait", (context, parameters) -> {
            running.add(parameters.text("text"));
            goOn.acquire();
            return ActionResult.passed();
        });
        ready(worker("w1", 2, actions));
        ready(worker("w2", 2, actions));

        IntStream.rangeClosed(1, 6)
                .forEach(number -> dispatch(slice(number, test(new ActionStep("wait", Map.of("text", "n" + number))))));

        await().pollInSameThread().atMost(PATIENCE).until(() -> running.size() == 4);
        assertThat(reports(SliceAccepted.class).stream()
                        .collect(Collectors.groupingBy(
                                accepted -> accepted.workerId().value(), Collectors.counting())))
                .isEqualTo(Map.of("w1", 2L, "w2", 2L));
        goOn.release(6);
        awaitReturned(6);
        assertThat(reports(SliceAccepted.class))
                .extracting(SliceAccepted::slice)
                .containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L, 6L);
    }

    @Test
    void putsAPoisonedTaskAsideAndGoesOn() {
        producer.send(new ProducerRecord<>(
                Topics.TEST_TASKS.name(), run.value(), "{\"no\":\"event\"}".getBytes(StandardCharsets.UTF_8)));
        producer.flush();
        ready(worker("w1", 1, FakeActions.usual()));
        dispatch(slice(1, test(new ActionStep("pass", Map.of()))));
        awaitReturned(1);

        await().pollInSameThread().atMost(PATIENCE).until(() -> letters().size() >= 1);
        assertThat(letters())
                .extracting(letter -> new String(
                        letter.headers()
                                .lastHeader(KafkaMessages.DEAD_LETTER_CAUSE)
                                .value(),
                        StandardCharsets.UTF_8))
                .anyMatch(cause -> cause.startsWith("Expected a CloudEvent"));
        assertThat(letters())
                .allMatch(letter -> new String(letter.value(), StandardCharsets.UTF_8).equals("{\"no\":\"event\"}"));
        assertThat(reports(SliceAccepted.class)).hasSize(1);
    }

    private List<ConsumerRecord<String, byte[]>> letters() {
        return records(Topics.deadLetters(Topics.TEST_TASKS).name()).stream()
                .filter(letter -> run.value().equals(letter.key()))
                .toList();
    }

    @Test
    void waitsForADefinitionThatComesAfterItsTask() {
        ready(worker("w1", 1, FakeActions.usual()));
        TestDefinition late = new TestDefinition(
                ProjectId.COMMON,
                CampaignId.of("c"),
                TestId.of(UUID.randomUUID().toString()),
                1,
                "late",
                "",
                List.of(new ActionStep("pass", Map.of())),
                List.of());
        dispatch(slice(1, late.testId().value()));
        await().pollInSameThread()
                .atMost(PATIENCE)
                .until(() -> !reports(TestStarted.class).isEmpty());

        send(late);
        awaitReturned(1);

        assertThat(reports(TestFinished.class))
                .extracting(TestFinished::outcome)
                .containsExactly(Outcome.PASSED);
    }

    @Test
    void handsBackWhatADrainedWorkerDoesNotFinish() throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        FakeActions actions = FakeActions.usual().with("hang", (context, parameters) -> {
            running.countDown();
            new CountDownLatch(1).await();
            return ActionResult.passed();
        });
        String hanging = test(new ActionStep("hang", Map.of()));
        String next = test(new ActionStep("pass", Map.of()));
        WorkerLifecycle worker = worker("w1", 1, actions);
        dispatch(slice(1, hanging, next));
        running.await();

        worker.close();

        assertThat(reports(SliceReturned.class)).singleElement().satisfies(returned -> {
            assertThat(returned.reason()).isEqualTo(Reason.DRAINING);
            assertThat(returned.unfinished()).containsExactly(TestId.of(hanging), TestId.of(next));
        });
    }

    @Test
    void leavesNothingLockedWhenAWorkerIsLost() throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        FakeActions hanging = new FakeActions().with("work", (context, parameters) -> {
            running.countDown();
            new CountDownLatch(1).await();
            return ActionResult.passed();
        });
        FakeActions quick = new FakeActions().with("work", (context, parameters) -> ActionResult.passed());
        String test = test(new ActionStep("work", Map.of()));
        WorkerLifecycle lost = worker("lost", 1, hanging);
        dispatch(slice(1, test));
        running.await();
        dispatch(slice(2, test));
        // The test may run before its slice's acceptance is durable; a worker that says what it holds has had it
        // accepted.
        await().pollInSameThread()
                .atMost(PATIENCE)
                .until(() -> !reports(Heartbeat.class).isEmpty());

        lost.kill();
        ready(worker("w2", 1, quick));

        // What the lost worker had accepted is its lease's affair; what it had not goes to the other at once.
        await().pollInSameThread()
                .atMost(PATIENCE)
                .until(() -> reports(SliceReturned.class).stream()
                        .anyMatch(returned -> returned.slice() == 2
                                && returned.workerId().value().equals("w2")));
        assertThat(reports(SliceReturned.class))
                .extracting(SliceReturned::slice)
                .containsOnly(2L);
        assertThat(reports(SliceAccepted.class))
                .extracting(accepted -> accepted.workerId() + " " + accepted.slice())
                .containsExactly("lost 1", "w2 2");
    }

    @Test
    void takesATaskThatIsDispatchedTwiceOnlyOnce() {
        ready(worker("w1", 2, FakeActions.usual()));
        SliceDispatched slice = slice(1, test(new ActionStep("pass", Map.of())));
        dispatch(slice);
        awaitReturned(1);

        dispatch(slice);
        dispatch(slice(2, test(new ActionStep("pass", Map.of()))));
        awaitReturned(2);

        assertThat(reports(SliceAccepted.class))
                .extracting(SliceAccepted::slice)
                .containsExactly(1L, 2L);
    }
}
