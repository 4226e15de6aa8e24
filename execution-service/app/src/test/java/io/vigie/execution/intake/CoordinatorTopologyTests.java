package io.vigie.execution.intake;

import static io.vigie.contracts.Outcome.CANCELLED;
import static io.vigie.contracts.Outcome.FAILED;
import static io.vigie.contracts.Outcome.PASSED;
import static io.vigie.execution.coordinating.RunFixture.AT;
import static io.vigie.execution.coordinating.RunFixture.WORKER;
import static io.vigie.execution.coordinating.RunFixture.finishedEvent;
import static io.vigie.execution.coordinating.RunFixture.launchedEvent;
import static io.vigie.execution.coordinating.RunFixture.planChunk;
import static io.vigie.execution.coordinating.RunFixture.startedEvent;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vigie.contracts.Envelope;
import io.vigie.contracts.Envelope.Link;
import io.vigie.contracts.Message;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunId;
import io.vigie.contracts.RunOptions;
import io.vigie.contracts.StopReason;
import io.vigie.contracts.Topics;
import io.vigie.contracts.attempt.AttemptEvent;
import io.vigie.contracts.attempt.AttemptEvent.SliceReturned.Reason;
import io.vigie.contracts.campaign.CampaignEvent;
import io.vigie.contracts.run.RunEvent;
import io.vigie.contracts.run.RunEvent.QueueReason;
import io.vigie.contracts.task.TaskMessage;
import io.vigie.contracts.task.TaskMessage.SliceDispatched;
import io.vigie.contracts.wire.HashChain;
import io.vigie.contracts.wire.KafkaMessages;
import io.vigie.execution.coordinating.Leases;
import io.vigie.execution.coordinating.RunDecider;
import io.vigie.execution.coordinating.RunFixture;
import io.vigie.execution.coordinating.RunLimits;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CoordinatorTopologyTests {

    private static final RunId RUN = RunId.of("019b2c7e-0d00-7000-8000-0000000000c1");

    private static final RunId OTHER = RunId.of("019b2c7e-0d00-7000-8000-0000000000c2");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private Instant listeningSince = AT;
    private Instant queueSeenEmpty;
    private int reports;

    private Instant clock = AT;
    private TopologyTestDriver driver;
    private TestInputTopic<String, byte[]> campaignEvents;
    private TestInputTopic<String, byte[]> attemptEvents;
    private TestOutputTopic<String, byte[]> runEvents;
    private TestOutputTopic<String, byte[]> tasks;
    private TestOutputTopic<String, byte[]> orders;

    @BeforeEach
    void startTheTopology(@TempDir Path state) {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "coordinator-tests");
        settings.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        settings.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, SmallStoreOnDisk.class);
        Surroundings surroundings = new Surroundings() {
            @Override
            public Instant listeningSince() {
                return listeningSince;
            }

            @Override
            public Instant queueSeenEmpty() {
                return queueSeenEmpty;
            }
        };
        driver = new TopologyTestDriver(
                CoordinatorTopology.build(
                        new RunDecider(RunLimits.DEFAULT.withTestsPerStep(50)),
                        () -> new Leases(Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(5)),
                        surroundings,
                        new CoordinatorMeters(meters)),
                settings,
                AT);
        campaignEvents = input(Topics.CAMPAIGN_EVENTS);
        attemptEvents = input(Topics.ATTEMPT_EVENTS);
        runEvents = output(Topics.RUN_EVENTS.name());
        tasks = output(Topics.TEST_TASKS.name());
        orders = output(Topics.WORKER_ORDERS.name());
    }

    @AfterEach
    void stopTheTopology() {
        driver.close();
    }

    @Test
    void writesTheHistoryOfARunNumberedAndChained() {
        launch(2, false);
        report(new AttemptEvent.SliceAccepted(ProjectId.COMMON, RUN, WORKER, 1, RunFixture.SLOT, AT));
        run(1, 1);
        run(2, 1);
        report(new AttemptEvent.SliceReturned(ProjectId.COMMON, RUN, WORKER, 1, Reason.COMPLETED, List.of()));

        List<Envelope<?>> history = history();
        assertThat(history)
                .extracting(event -> event.message().getClass().getSimpleName())
                .containsExactly(
                        "RunStarted",
                        "TestQueued",
                        "TestQueued",
                        "SliceStarted",
                        "TestStarted",
                        "TestFinished",
                        "TestStarted",
                        "TestFinished",
                        "SliceEnded",
                        "RunFinished");
        verify(history);
    }

    @Test
    void saysWhereEachEventComesFrom() {
        launch(1, false);
        report(new AttemptEvent.SliceAccepted(ProjectId.COMMON, RUN, WORKER, 1, RunFixture.SLOT, AT));
        report(startedEvent(RUN, WORKER, 1, 1, 1, AT));

        TestRecord<String, byte[]> started = runEvents.readRecordsToList().getLast();
        assertThat(started.key()).isEqualTo(RUN.value());
        assertThat(headers(started.headers()))
                .containsEntry("ce_id", RUN + "/4")
                .containsEntry("ce_source", "/vigie/coordinator")
                .containsEntry("ce_type", "io.vigie.run.test-started.v1")
                .containsEntry("ce_subject", RUN.value())
                .containsEntry("ce_correlationid", "click-1")
                .containsEntry("ce_causationid", "report-2")
                .containsEntry("ce_actor", WORKER.value())
                .containsEntry("ce_traceparent", "00-trace-of-report-2")
                .containsEntry("ce_sequence", "4")
                .containsKeys("ce_time", "ce_hash", "ce_previoushash", "ce_dataschema");
    }

    @Test
    void namesTheLauncherAsTheActorOfLaunchAndPlan() {
        launch(1, false);

        assertThat(history()).extracting(Envelope::actor).containsOnly("admin@example.com");
    }

    @Test
    void dispatchesSlicesKeyedByRun() {
        launch(150, false);

        TestRecord<String, byte[]> task = tasks.readRecord();
        assertThat(task.key()).isEqualTo(RUN.value());
        Envelope<?> envelope = KafkaMessages.read(task.headers(), task.value());
        assertThat(envelope.id()).isEqualTo(RUN + "/slice/1");
        assertThat(envelope.correlationId()).isEqualTo("click-1");
        assertThat(envelope.message())
                .isInstanceOfSatisfying(
                        SliceDispatched.class,
                        slice -> assertThat(slice.tests()).hasSize(25));
        assertThat(tasks.isEmpty()).isTrue();
    }

    @Test
    void queuesAgainWhatASilentWorkerLeftButNotWhileItSpeaks() {
        launch(2, false);
        report(new AttemptEvent.SliceAccepted(ProjectId.COMMON, RUN, WORKER, 1, RunFixture.SLOT, AT));
        report(startedEvent(RUN, WORKER, 1, 1, 1, AT));
        history();

        pass(Duration.ofSeconds(9));
        report(new AttemptEvent.Heartbeat(ProjectId.COMMON, RUN, WORKER, List.of(1L), AT));
        pass(Duration.ofSeconds(9));
        assertThat(history()).isEmpty();
        pass(Duration.ofSeconds(2));

        List<Envelope<?>> lost = history();
        assertThat(lost)
                .extracting(event -> event.message().getClass().getSimpleName())
                .containsExactly("AttemptLost", "SliceEnded", "TestQueued", "TestQueued");
        assertThat(lost.getFirst().actor()).isEqualTo("/vigie/coordinator");
        assertThat(tasks.readRecordsToList()).hasSize(2);
    }

    @Test
    void takesNobodysSilenceForDeathWhileItReadsABacklog() {
        launch(1, false);
        report(new AttemptEvent.SliceAccepted(ProjectId.COMMON, RUN, WORKER, 1, RunFixture.SLOT, AT));
        Instant written = clock;
        pass(Duration.ofSeconds(6));
        history();

        for (int second = 0; second < 20; second++) {
            reportWritten(written, OTHER, new AttemptEvent.Heartbeat(ProjectId.COMMON, OTHER, WORKER, List.of(1L), AT));
            pass(Duration.ofSeconds(1));
        }
        assertThat(history()).isEmpty();

        pass(Duration.ofSeconds(10));
        assertThat(history()).extracting(Envelope::message).anyMatch(RunEvent.SliceEnded.class::isInstance);
    }

    @Test
    void keepsAReportThatItStumblesOverAsideAndGoesOn() {
        launch(1, false);
        report(new AttemptEvent.SliceAccepted(ProjectId.COMMON, RUN, WORKER, 1, RunFixture.SLOT, AT));
        report(startedEvent(RUN, WORKER, 1, 1, 1, AT));
        Map<String, String> poison = new HashMap<>();
        poison.put("code", null);
        report(new AttemptEvent.TestFinished(
                ProjectId.COMMON,
                RUN,
                WORKER,
                1,
                RunFixture.testId(1),
                1,
                PASSED,
                AT,
                1,
                null,
                poison,
                "",
                0,
                "digest"));

        run(1, 1);
        assertThat(history().getLast().message()).isInstanceOf(RunEvent.RunFinished.class);
        assertThat(letters(Topics.ATTEMPT_EVENTS)).hasSize(1);
    }

    @Test
    void takesNobodysSilenceForDeathWhileKafkaDoesNotAnswer() {
        launch(1, false);
        report(new AttemptEvent.SliceAccepted(ProjectId.COMMON, RUN, WORKER, 1, RunFixture.SLOT, AT));
        history();

        listeningSince = Instant.MAX;
        pass(Duration.ofSeconds(60));
        assertThat(history()).isEmpty();
        listeningSince = AT.plusSeconds(60);
        pass(Duration.ofSeconds(9));
        assertThat(history()).isEmpty();
        pass(Duration.ofSeconds(2));
        assertThat(history()).isNotEmpty();
    }

    @Test
    void sendsASliceAgainThatLeftTheQueueUnaccepted() {
        launch(1, false);
        tasks.readRecord();

        pass(Duration.ofSeconds(61));
        assertThat(tasks.isEmpty()).isTrue();
        queueSeenEmpty = AT.plusSeconds(50);
        pass(Duration.ofSeconds(1));

        TestRecord<String, byte[]> again = tasks.readRecord();
        assertThat(headers(again.headers())).containsEntry("ce_id", RUN + "/slice/1");
        pass(Duration.ofSeconds(30));
        assertThat(tasks.isEmpty()).isTrue();
    }

    @Test
    void givesAWorkerMoreOnlyWhenTheQueueWasSeenEmptyAMomentAgo() {
        TestOutputTopic<String, byte[]> extensions = output(Topics.SLICE_EXTENSIONS.name());
        launch(100, false);
        report(new AttemptEvent.SliceAccepted(ProjectId.COMMON, RUN, WORKER, 1, RunFixture.SLOT, AT));
        queueSeenEmpty = AT.minusSeconds(4);
        run(1, 1);
        report(startedEvent(RUN, WORKER, 1, 13, 1, AT));
        assertThat(extensions.isEmpty()).isTrue();

        launch(OTHER, 100, new RunOptions(false, 1, 0, null, null, null, false));
        queueSeenEmpty = AT.minusSeconds(1);
        for (AttemptEvent event : List.of(
                new AttemptEvent.SliceAccepted(ProjectId.COMMON, OTHER, WORKER, 1, RunFixture.SLOT, AT),
                startedEvent(OTHER, WORKER, 1, 1, 1, AT),
                finishedEvent(OTHER, WORKER, 1, 1, 1, PASSED, AT),
                startedEvent(OTHER, WORKER, 1, 13, 1, AT))) {
            send(attemptEvents, Topics.ATTEMPT_EVENTS, OTHER.value(), envelope("report-" + ++reports, event));
        }
        TestRecord<String, byte[]> record = extensions.readRecord();
        assertThat(record.key()).isEqualTo(OTHER.value());
        assertThat(KafkaMessages.read(record.headers(), record.value()).message())
                .isInstanceOfSatisfying(
                        TaskMessage.SliceExtended.class,
                        extension -> assertThat(extension.afterTest()).isEqualTo(RunFixture.testId(25)));
    }

    @Test
    void skipsTheRestOfALongRunStepByStepToTheEnd() {
        launch(400, true);
        report(new AttemptEvent.SliceAccepted(ProjectId.COMMON, RUN, WORKER, 1, RunFixture.SLOT, AT));
        report(startedEvent(RUN, WORKER, 1, 1, 1, AT));
        report(finishedEvent(RUN, WORKER, 1, 1, 1, FAILED, AT));
        report(new AttemptEvent.SliceReturned(ProjectId.COMMON, RUN, WORKER, 1, Reason.STOPPED_ON_FAILURE, List.of()));
        pass(Duration.ofSeconds(5));

        List<Envelope<?>> history = history();
        verify(history);
        assertThat(history)
                .filteredOn(event -> event.message() instanceof RunEvent.TestSkipped)
                .hasSize(399);
        assertThat(history.getLast().message()).isInstanceOf(RunEvent.RunFinished.class);
    }

    @Test
    void cancelsARunAtOnceAndEndsItAfterItsGraceWhateverItsWorkerDoes() {
        launch(200, false);
        report(new AttemptEvent.SliceAccepted(ProjectId.COMMON, RUN, WORKER, 1, RunFixture.SLOT, AT));
        report(startedEvent(RUN, WORKER, 1, 1, 1, AT));
        history();

        send(
                campaignEvents,
                Topics.CAMPAIGN_EVENTS,
                RUN.value(),
                envelope("cancel", new CampaignEvent.CancelRequested(ProjectId.COMMON, RUN, "someone", AT)));
        List<Envelope<?>> cancelling = history();
        assertThat(cancelling).singleElement().satisfies(event -> {
            assertThat(event.message()).isInstanceOf(RunEvent.RunCancelling.class);
            assertThat(event.actor()).isEqualTo("someone");
        });
        TestRecord<String, byte[]> order = orders.readRecord();
        assertThat(order.key()).isEqualTo(RUN.value());
        assertThat(KafkaMessages.read(order.headers(), order.value()).message())
                .isInstanceOfSatisfying(
                        TaskMessage.RunStopped.class,
                        stopped -> assertThat(stopped.reason()).isEqualTo(StopReason.CANCELLED));

        passWithHeartbeats(Duration.ofSeconds(9));
        assertThat(history())
                .hasSize(175)
                .allSatisfy(event -> assertThat(event.message()).isInstanceOf(RunEvent.TestSkipped.class));
        passWithHeartbeats(Duration.ofSeconds(2));
        List<Envelope<?>> end = history();
        assertThat(end.getFirst().message())
                .isInstanceOfSatisfying(
                        RunEvent.TestFinished.class,
                        finished -> assertThat(finished.outcome()).isEqualTo(CANCELLED));
        assertThat(end.getLast().message())
                .isInstanceOfSatisfying(
                        RunEvent.RunFinished.class,
                        finished -> assertThat(finished.outcome()).isEqualTo(CANCELLED));
    }

    @Test
    void endsARunThatTakesLongerThanItMayAndLeavesOthersAlone() {
        launch(RUN, 2, new RunOptions(false, 1, 0, null, 60_000L, null, false));
        launch(OTHER, 2, new RunOptions(false, 1, 0, null, 600_000L, null, false));
        history();

        pass(Duration.ofSeconds(59));
        assertThat(history()).extracting(Envelope::message).noneMatch(RunEvent.RunCancelling.class::isInstance);
        pass(Duration.ofSeconds(2));
        List<Envelope<?>> end = history();
        assertThat(end)
                .extracting(event -> event.message().getClass().getSimpleName())
                .containsExactly("RunCancelling", "TestSkipped", "TestSkipped", "RunFinished");
        assertThat(end.getFirst().actor()).isEqualTo("/vigie/coordinator");
        assertThat(end).extracting(Envelope::subject).containsOnly(RUN.value());
    }

    @Test
    void tellsOnceThatASliceWaitsForAFreeWorker() {
        launch(2, false);
        history();

        pass(Duration.ofMillis(4_500));
        assertThat(history()).isEmpty();
        pass(Duration.ofSeconds(1));
        assertThat(history())
                .hasSize(2)
                .allSatisfy(event -> assertThat(event.message())
                        .isInstanceOfSatisfying(
                                RunEvent.TestQueued.class,
                                queued -> assertThat(queued.reason()).isEqualTo(QueueReason.WORKERS_BUSY)));
        pass(Duration.ofSeconds(20));
        assertThat(history()).isEmpty();
    }

    @Test
    void letsRunsOfOneEnvironmentTakeTurnsUnderItsCap() {
        RunOptions capped = new RunOptions(false, 3, 0, null, null, 1, false);
        launch(RUN, 2, capped);
        assertThat(dispatched()).containsExactly(RUN + "/1");
        launch(OTHER, 2, capped);
        assertThat(dispatched()).isEmpty();
        assertThat(history())
                .extracting(Envelope::message)
                .filteredOn(message -> message instanceof RunEvent.TestQueued queued
                        && queued.reason() == QueueReason.ENVIRONMENT_FULL)
                .hasSize(3);
        pass(Duration.ofSeconds(30));
        history();

        finish(RUN, 1, 1);
        assertThat(dispatched()).containsExactly(OTHER + "/1");
        finish(OTHER, 1, 1);
        assertThat(dispatched()).containsExactly(RUN + "/2");
        finish(RUN, 2, 2);
        assertThat(dispatched()).containsExactly(OTHER + "/2");
        finish(OTHER, 2, 2);
        assertThat(history().getLast().message()).isInstanceOf(RunEvent.RunFinished.class);
        assertThat(sizeOf("permits")).isZero();
    }

    @Test
    void givesPermitsBackWhenWorkersAreLostAndWhenRunsAreCancelled() {
        RunOptions capped = new RunOptions(false, 2, 0, null, null, 1, false);
        launch(RUN, 2, capped);
        launch(OTHER, 2, capped);
        dispatched();
        report(new AttemptEvent.SliceAccepted(ProjectId.COMMON, RUN, WORKER, 1, RunFixture.SLOT, AT));

        pass(Duration.ofSeconds(11));
        assertThat(dispatched()).containsExactly(OTHER + "/1");
        for (RunId run : List.of(RUN, OTHER)) {
            send(
                    campaignEvents,
                    Topics.CAMPAIGN_EVENTS,
                    run.value(),
                    envelope("cancel-" + run, new CampaignEvent.CancelRequested(ProjectId.COMMON, run, "someone", AT)));
        }
        pass(Duration.ofSeconds(1));

        assertThat(history())
                .extracting(Envelope::message)
                .filteredOn(RunEvent.RunFinished.class::isInstance)
                .hasSize(2);
        assertThat(sizeOf("permits")).isZero();
    }

    @Test
    void keepsNothingOfARunThatEndedButItsMarker() {
        launch(1, false);
        report(new AttemptEvent.SliceAccepted(ProjectId.COMMON, RUN, WORKER, 1, RunFixture.SLOT, AT));
        run(1, 1);
        report(new AttemptEvent.SliceReturned(ProjectId.COMMON, RUN, WORKER, 1, Reason.COMPLETED, List.of()));
        history();

        assertThat(List.of("runs", "launches", "tests", "slices", "ended-runs"))
                .extracting(this::sizeOf)
                .containsExactly(0L, 0L, 0L, 0L, 1L);

        launch(1, false);
        run(1, 1);
        assertThat(history()).isEmpty();
        assertThat(meters.counter("vigie.coordinator.reports.fenced", "why", "run-ended")
                        .count())
                .isEqualTo(2);
    }

    @Test
    void givesWhatItCannotReadToTheDeadLettersAndGoesOn() {
        attemptEvents.pipeInput(RUN.value(), "not a message".getBytes(StandardCharsets.UTF_8));
        attemptEvents.pipeInput(new TestRecord<>(null, (byte[]) null));
        TestRecord<String, byte[]> cut =
                record(RUN.value(), Topics.ATTEMPT_EVENTS, envelope("cut", startedEvent(RUN, WORKER, 1, 1, 1, AT)));
        attemptEvents.pipeInput(new TestRecord<>(cut.key(), "{".getBytes(StandardCharsets.UTF_8), cut.headers()));
        launch(1, false);

        List<TestRecord<String, byte[]>> letters = letters(Topics.ATTEMPT_EVENTS);
        assertThat(letters).hasSize(3);
        assertThat(letters.getFirst().value()).asString().isEqualTo("not a message");
        assertThat(headers(letters.getFirst().headers()))
                .containsEntry("vigie_consumer", "coordinator")
                .containsEntry("vigie_origin", "vigie.attempt-events.v1/0/0")
                .hasEntrySatisfying("vigie_cause", cause -> assertThat(cause).startsWith("Expected"));
        assertThat(history()).hasSize(2);
        assertThat(meters.counter("vigie.coordinator.dead.letters", "topic", Topics.ATTEMPT_EVENTS.name())
                        .count())
                .isEqualTo(3);
    }

    @Test
    void givesWhatMakesNoSenseToTheDeadLetters() {
        send(campaignEvents, Topics.CAMPAIGN_EVENTS, RUN.value(), envelope("p", planChunk(RUN, 1, 1, 1)));
        send(campaignEvents, Topics.CAMPAIGN_EVENTS, "another key", envelope("l", launchedEvent(RUN, 1, 1, false, 1)));
        send(attemptEvents, Topics.ATTEMPT_EVENTS, RUN.value(), envelope("r", startedEvent(RUN, WORKER, 1, 1, 1, AT)));
        send(attemptEvents, Topics.ATTEMPT_EVENTS, RUN.value(), envelope("w", launchedEvent(RUN, 1, 1, false, 1)));

        assertThat(causes(Topics.CAMPAIGN_EVENTS))
                .satisfiesExactly(
                        first -> assertThat(first).contains("before chunk 1 of its plan"),
                        second -> assertThat(second).contains("key to be its run"));
        assertThat(causes(Topics.ATTEMPT_EVENTS))
                .satisfiesExactly(
                        first -> assertThat(first).contains("was never launched"),
                        second -> assertThat(second).contains("io.vigie.campaign.launched.v1"));
        assertThat(history()).isEmpty();
    }

    @Test
    void cutsADeadLetterThatIsLargerThanAnyMessage() {
        attemptEvents.pipeInput(RUN.value(), new byte[Topics.MAX_MESSAGE_BYTES + 1]);

        assertThat(letters(Topics.ATTEMPT_EVENTS).getFirst().value()).hasSize(Topics.MAX_MESSAGE_BYTES);
    }

    @Test
    void failsARunWhosePlanCannotBeRead() {
        send(campaignEvents, Topics.CAMPAIGN_EVENTS, RUN.value(), envelope("l", launchedEvent(RUN, 2, 1, false, 1)));
        TestRecord<String, byte[]> chunk =
                record(RUN.value(), Topics.CAMPAIGN_EVENTS, envelope("p", planChunk(RUN, 1, 1, 2)));
        campaignEvents.pipeInput(new TestRecord<>(chunk.key(), "{}".getBytes(StandardCharsets.UTF_8), chunk.headers()));

        assertThat(causes(Topics.CAMPAIGN_EVENTS)).hasSize(1);
        assertThat(history().getLast().message()).isInstanceOf(RunEvent.RunFailed.class);
    }

    @Test
    void passesOverWhatPeopleDecidedOtherwise() {
        send(
                campaignEvents,
                Topics.CAMPAIGN_EVENTS,
                RUN.value(),
                envelope("d", new CampaignEvent.ReportDeleted(ProjectId.COMMON, RUN)));

        assertThat(causes(Topics.CAMPAIGN_EVENTS)).isEmpty();
        assertThat(history()).isEmpty();
    }

    private long sizeOf(String store) {
        long size = 0;
        try (KeyValueIterator<Object, Object> all =
                driver.getKeyValueStore(store).all()) {
            for (; all.hasNext(); all.next()) {
                size++;
            }
        }
        return size;
    }

    private void launch(RunId run, int testCount, RunOptions options) {
        send(
                campaignEvents,
                Topics.CAMPAIGN_EVENTS,
                run.value(),
                envelope("launch-" + run, launchedEvent(run, testCount, 1, options)));
        send(
                campaignEvents,
                Topics.CAMPAIGN_EVENTS,
                run.value(),
                envelope("chunk-" + run, planChunk(run, 1, 1, testCount)));
    }

    /** A worker takes the slice and runs its only test. */
    private void finish(RunId run, long slice, int position) {
        for (AttemptEvent event : List.of(
                new AttemptEvent.SliceAccepted(ProjectId.COMMON, run, WORKER, slice, RunFixture.SLOT, AT),
                startedEvent(run, WORKER, slice, position, 1, AT),
                finishedEvent(run, WORKER, slice, position, 1, PASSED, AT),
                new AttemptEvent.SliceReturned(ProjectId.COMMON, run, WORKER, slice, Reason.COMPLETED, List.of()))) {
            send(attemptEvents, Topics.ATTEMPT_EVENTS, run.value(), envelope("report-" + ++reports, event));
        }
    }

    /** The slices that were dispatched since the last call, as run and number. */
    private List<String> dispatched() {
        return tasks.readRecordsToList().stream()
                .map(record -> (SliceDispatched)
                        KafkaMessages.read(record.headers(), record.value()).message())
                .map(slice -> slice.runId() + "/" + slice.slice())
                .toList();
    }

    private void passWithHeartbeats(Duration time) {
        for (long second = 0; second < time.toSeconds(); second++) {
            pass(Duration.ofSeconds(1));
            report(new AttemptEvent.Heartbeat(ProjectId.COMMON, RUN, WORKER, List.of(1L), AT));
        }
    }

    private void launch(int testCount, boolean stopOnFailure) {
        int chunks = (testCount + 249) / 250;
        send(
                campaignEvents,
                Topics.CAMPAIGN_EVENTS,
                RUN.value(),
                envelope("launch", launchedEvent(RUN, testCount, chunks, stopOnFailure, 1))
                        .correlatedWith("click-1"));
        for (int chunk = 1; chunk <= chunks; chunk++) {
            int first = (chunk - 1) * 250 + 1;
            send(
                    campaignEvents,
                    Topics.CAMPAIGN_EVENTS,
                    RUN.value(),
                    envelope("chunk-" + chunk, planChunk(RUN, chunk, first, Math.min(testCount, first + 249))));
        }
    }

    private void run(int position, int attempt) {
        report(startedEvent(RUN, WORKER, 1, position, attempt, AT));
        report(finishedEvent(RUN, WORKER, 1, position, attempt, PASSED, AT));
    }

    private void report(AttemptEvent event) {
        String id = "report-" + ++reports;
        send(
                attemptEvents,
                Topics.ATTEMPT_EVENTS,
                RUN.value(),
                envelope(id, event).tracedBy("00-trace-of-" + id));
    }

    private void reportWritten(Instant written, RunId run, AttemptEvent event) {
        send(attemptEvents, Topics.ATTEMPT_EVENTS, run.value(), envelope("report-" + ++reports, event), written);
    }

    /** Time goes by as it does for a thread that is awake. */
    private void pass(Duration time) {
        for (long left = time.toMillis(); left > 0; left -= 500) {
            Duration step = Duration.ofMillis(Math.min(left, 500));
            clock = clock.plus(step);
            driver.advanceWallClockTime(step);
        }
    }

    private static <M extends Message> Envelope<M> envelope(String id, M message) {
        return Envelope.of(id, "/vigie/test", AT, RUN.value(), message);
    }

    private void send(TestInputTopic<String, byte[]> topic, Topics.Topic name, String key, Envelope<?> envelope) {
        send(topic, name, key, envelope, clock);
    }

    /** @param written when the broker took it */
    private static void send(
            TestInputTopic<String, byte[]> topic,
            Topics.Topic name,
            String key,
            Envelope<?> envelope,
            Instant written) {
        TestRecord<String, byte[]> record = record(key, name, envelope);
        topic.pipeInput(new TestRecord<>(record.key(), record.value(), record.headers(), written));
    }

    private static TestRecord<String, byte[]> record(String key, Topics.Topic topic, Envelope<?> envelope) {
        ProducerRecord<String, byte[]> record = KafkaMessages.record(topic.name(), key, envelope);
        return new TestRecord<>(record.key(), record.value(), new RecordHeaders(record.headers()));
    }

    private List<Envelope<?>> history() {
        return runEvents.readRecordsToList().stream()
                .<Envelope<?>>map(record -> KafkaMessages.read(record.headers(), record.value()))
                .toList();
    }

    private static void verify(List<Envelope<?>> history) {
        String hash = Link.GENESIS;
        long sequence = 0;
        for (Envelope<?> event : history) {
            assertThat(event.link().sequence()).isEqualTo(++sequence);
            assertThat(HashChain.verifies(event, hash)).isTrue();
            hash = event.link().hash();
        }
    }

    private List<TestRecord<String, byte[]>> letters(Topics.Topic topic) {
        return output(Topics.deadLetters(topic).name()).readRecordsToList();
    }

    private List<String> causes(Topics.Topic topic) {
        return letters(topic).stream()
                .map(letter -> headers(letter.headers()).get("vigie_cause"))
                .toList();
    }

    private static Map<String, String> headers(Headers headers) {
        Map<String, String> texts = new HashMap<>();
        headers.forEach(header -> texts.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
        return texts;
    }

    private TestInputTopic<String, byte[]> input(Topics.Topic topic) {
        return driver.createInputTopic(topic.name(), new StringSerializer(), new ByteArraySerializer());
    }

    private TestOutputTopic<String, byte[]> output(String topic) {
        return driver.createOutputTopic(topic, new StringDeserializer(), new ByteArrayDeserializer());
    }
}
