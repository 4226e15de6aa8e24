package io.vigie.execution.intake;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.Topics;
import io.vigie.contracts.task.TaskMessage.SliceDispatched;
import io.vigie.contracts.wire.KafkaMessages;
import io.vigie.contracts.wire.UnreadableMessage;
import io.vigie.execution.publishing.AttemptForwarder;
import io.vigie.execution.working.Origin;
import io.vigie.execution.working.Worker;
import io.vigie.execution.working.Worker.Acceptance;
import io.vigie.execution.working.Worker.Slot;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes slices from {@code vigie.test-tasks.v1} for a worker, as a member of the share group {@value #GROUP} (KIP-932).
 *
 * <p>A few platform threads, each a member of the group: it takes a free slot, then polls for one record ({@code record_limit},
 * KIP-1206) until one comes, so that a record is never locked by a worker that has no room for it, and none has to be released: each
 * release counts as a delivery, and after five the broker gives a record up. The slice starts at once, since all that it says
 * follows its acceptance on the same way; the record is accepted once {@code slice-accepted} is durable. No lock is held while tests
 * run. When durability takes longer than the lock may be relied on, the slice is let go and the record released.
 *
 * <p>A slice of a run that is being ended is acknowledged and dropped. A record that cannot be read goes to the dead letters with its
 * cause, and is rejected once it is durable there.
 */
public final class TaskIntake implements AutoCloseable {

    public static final String GROUP = "vigie-workers";

    private static final Logger log = LoggerFactory.getLogger(TaskIntake.class);

    private static final Duration SLOT = Duration.ofMillis(500);

    /**
     * Short, since one poll sends one fetch at most: the broker answers it with nothing as soon as a transaction writes a task, and only
     * the next poll fetches the task once it is committed. While nothing is written the broker keeps the fetch, however often one polls.
     */
    private static final Duration POLL = Duration.ofMillis(5);

    /** Well below the record lock of the group, 30 s by default. */
    private static final Duration DURABLE_WITHIN = Duration.ofSeconds(15);

    private static final Duration BACKOFF = Duration.ofSeconds(1);
    private static final Duration SILENT_TOO_LONG = Duration.ofSeconds(30);

    /** One member waits for a broker's answer while the next takes its record; more cost threads, and polls when nothing is to do. */
    private static final int SLOTS_PER_FETCHER = 4;

    private static final int MOST_FETCHERS = 4;

    private final String bootstrapServers;
    private final Worker worker;
    private final AttemptForwarder forwarder;
    private final List<Fetcher> fetchers;
    private final CountDownLatch stopping = new CountDownLatch(1);

    public TaskIntake(String bootstrapServers, Worker worker, AttemptForwarder forwarder) {
        this.bootstrapServers = bootstrapServers;
        this.worker = worker;
        this.forwarder = forwarder;
        int count = Math.clamp(worker.slots() / SLOTS_PER_FETCHER, 1, MOST_FETCHERS);
        this.fetchers = IntStream.rangeClosed(1, count).mapToObj(Fetcher::new).toList();
    }

    public void start() {
        fetchers.forEach(fetcher -> fetcher.thread.start());
    }

    /** Why no tasks are being taken; empty when they are, or when every slot is busy. */
    public Optional<String> problem() {
        return fetchers.stream().map(Fetcher::problem).flatMap(Optional::stream).findFirst();
    }

    /** Leaves the group. What is locked and not yet accepted goes to another worker at once. */
    @Override
    public void close() {
        stopping.countDown();
        fetchers.forEach(Fetcher::wakeUp);
        fetchers.forEach(Fetcher::join);
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    /** One member of the group, with one thread. */
    private final class Fetcher {

        private final int number;
        private final Thread thread;
        private volatile @Nullable ShareConsumer<String, byte[]> consumer;
        private volatile long lastPoll;
        private volatile boolean failing;
        private volatile boolean waitsForSlot;

        Fetcher(int number) {
            this.number = number;
            this.thread = Thread.ofPlatform()
                    .daemon()
                    .name("vigie-task-intake-" + number)
                    .unstarted(this::work);
        }

        Optional<String> problem() {
            if (!thread.isAlive()) {
                return Optional.of("tasks are not being fetched");
            }
            if (failing || lastPoll == 0) {
                return Optional.of("the queue of tasks is not reached yet");
            }
            return !waitsForSlot && System.nanoTime() - lastPoll > SILENT_TOO_LONG.toNanos()
                    ? Optional.of("the queue of tasks has not been asked for a while")
                    : Optional.empty();
        }

        void wakeUp() {
            ShareConsumer<String, byte[]> joined = consumer;
            if (joined != null) {
                joined.wakeup();
            }
        }

        void join() {
            try {
                if (thread.isAlive() && !thread.join(Duration.ofSeconds(10))) {
                    thread.interrupt();
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        private void work() {
            while (!isStopping()) {
                try (ShareConsumer<String, byte[]> joined = joinGroup()) {
                    consumer = joined;
                    while (!isStopping()) {
                        turn(joined);
                    }
                } catch (WakeupException | InterruptedException stopped) {
                    // Asked for by close.
                } catch (RuntimeException trouble) {
                    failing = true;
                    if (!isStopping()) {
                        log.warn("Expected to fetch tasks, but {}; trying again.", trouble.toString());
                        pause();
                    }
                } finally {
                    consumer = null;
                }
            }
        }

        private ShareConsumer<String, byte[]> joinGroup() throws InterruptedException {
            configureGroup();
            Map<String, Object> settings = new HashMap<>();
            settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
            settings.put(ConsumerConfig.CLIENT_ID_CONFIG, worker.id() + "-" + number);
            settings.put(ConsumerConfig.GROUP_ID_CONFIG, GROUP);
            settings.put(ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG, "explicit");
            settings.put(ConsumerConfig.SHARE_ACQUIRE_MODE_CONFIG, "record_limit");
            settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
            // While every slot is busy nothing is polled, for as long as tests run; the lease tells who is alive.
            settings.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, Integer.MAX_VALUE);
            settings.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
            ShareConsumer<String, byte[]> joined =
                    new KafkaShareConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
            joined.setAcknowledgementCommitCallback((offsets, failure) -> {
                if (failure != null) {
                    log.warn(
                            "Expected the acknowledgement of {} to count, but {}; a task may come twice.",
                            offsets,
                            failure.toString());
                }
            });
            joined.subscribe(List.of(Topics.TEST_TASKS.name()));
            return joined;
        }

        /** A group without these settings begins at the newest task and sees what a broken-off transaction wrote. */
        private void configureGroup() throws InterruptedException {
            ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, GROUP);
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
                admin.incrementalAlterConfigs(Map.of(
                                group,
                                List.of(
                                        set("share.auto.offset.reset", "earliest"),
                                        set("share.isolation.level", "read_committed"))))
                        .all()
                        .get(30, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException refused) {
                throw new KafkaException("the group \"" + GROUP + "\" could not be configured", refused);
            }
        }

        private static AlterConfigOp set(String name, String value) {
            return new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
        }

        /**
         * Takes one task. The slot is kept until it comes: a poll that returns nothing may have left a fetch behind at the broker, and what
         * that brings has to have its place.
         */
        private void turn(ShareConsumer<String, byte[]> joined) throws InterruptedException {
            waitsForSlot = true;
            Slot slot = worker.takeSlot(SLOT);
            if (slot == null) {
                return;
            }
            waitsForSlot = false;
            lastPoll = lastPoll == 0 ? 0 : System.nanoTime();
            boolean used = false;
            try {
                while (!used && !isStopping()) {
                    for (ConsumerRecord<String, byte[]> record : joined.poll(POLL)) {
                        used |= take(joined, record, used ? null : slot);
                    }
                    lastPoll = System.nanoTime();
                    failing = false;
                }
            } finally {
                if (!used) {
                    worker.giveBack(slot);
                }
            }
        }

        /** @return whether the slot has been used up */
        private boolean take(
                ShareConsumer<String, byte[]> joined, ConsumerRecord<String, byte[]> record, @Nullable Slot slot)
                throws InterruptedException {
            if (slot == null) {
                // The broker gave more than was asked for.
                acknowledge(joined, record, AcknowledgeType.RELEASE);
                return false;
            }
            Envelope<?> envelope;
            SliceDispatched slice;
            try {
                envelope = KafkaMessages.read(record);
                slice = sliceIn(envelope);
            } catch (UnreadableMessage unreadable) {
                bury(joined, record, String.valueOf(unreadable.getMessage()));
                return false;
            }
            if (worker.isStopped(slice.runId())) {
                acknowledge(joined, record, AcknowledgeType.ACCEPT);
                return false;
            }
            Acceptance acceptance = worker.take(
                    slice, new Origin(envelope.id(), envelope.correlationId(), envelope.traceParent()), slot);
            boolean durable = false;
            try {
                durable = isDurable(acceptance.durable());
                if (!durable) {
                    log.warn(
                            "Expected the acceptance of slice {} of run \"{}\" to be durable within {} s, but it is not, or never will be; letting the slice go.",
                            slice.slice(),
                            slice.runId(),
                            DURABLE_WITHIN.toSeconds());
                }
            } finally {
                // Also when this thread is told to stop while it waits: nobody knows then what became of the
                // acceptance.
                if (!durable) {
                    worker.letGo(slice);
                }
                acknowledge(joined, record, durable ? AcknowledgeType.ACCEPT : AcknowledgeType.RELEASE);
            }
            return acceptance.isNew();
        }

        private static SliceDispatched sliceIn(Envelope<?> envelope) {
            if (!(envelope.message() instanceof SliceDispatched slice)) {
                throw new UnreadableMessage("Expected a slice of tests, but found "
                        + envelope.message().getClass().getSimpleName() + ".");
            }
            if (slice.tests().isEmpty()) {
                throw new UnreadableMessage("Expected a slice of one test or more, but found none.");
            }
            return slice;
        }

        private void bury(ShareConsumer<String, byte[]> joined, ConsumerRecord<String, byte[]> record, String cause)
                throws InterruptedException {
            log.warn("Expected a task at {}/{}, but {}", record.partition(), record.offset(), cause);
            boolean kept = isDurable(forwarder.deadLetter(record, GROUP, cause));
            acknowledge(joined, record, kept ? AcknowledgeType.REJECT : AcknowledgeType.RELEASE);
        }

        private static void acknowledge(
                ShareConsumer<String, byte[]> joined, ConsumerRecord<String, byte[]> record, AcknowledgeType type) {
            joined.acknowledge(record, type);
            joined.commitAsync();
        }

        private static boolean isDurable(CompletableFuture<Void> sent) throws InterruptedException {
            try {
                sent.get(DURABLE_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
                return true;
            } catch (ExecutionException | TimeoutException late) {
                return false;
            }
        }

        private void pause() {
            try {
                stopping.await(BACKOFF.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
