package io.vigie.bench.fanout;

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
import io.vigie.contracts.WorkerId;
import io.vigie.contracts.log.LogEvent.LogLevel;
import io.vigie.contracts.log.LogEvent.LogLine;
import io.vigie.contracts.log.LogEvent.LogSegment;
import io.vigie.contracts.run.RunEvent;
import io.vigie.contracts.run.RunEvent.Progress;
import io.vigie.contracts.wire.HashChain;
import io.vigie.contracts.wire.KafkaMessages;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes runs as the coordinator and the workers do: histories numbered and chained, in a transaction every ten milliseconds; logs beside them,
 * straight. A test is three records: it starts, writes three lines, and ends, each ten milliseconds or more after the one before. One thread.
 */
public final class HistoryWriter implements AutoCloseable {

    private static final String SOURCE = "/vigie/bench";
    private static final long TICK_NANOS = 10_000_000;
    private static final WorkerId WORKER = WorkerId.of("worker-1");
    private static final CampaignId CAMPAIGN = CampaignId.of(UUID.randomUUID().toString());
    /** The number of a test that nobody counts. */
    private static final int UNCOUNTED = Tally.NUMBERS / 2;

    private final KafkaProducer<String, byte[]> coordinator;
    private final KafkaProducer<String, byte[]> worker;
    private final Written written = new Written();
    private int tests;

    private record Test(int number, LoadedRun run) {}

    public HistoryWriter(String bootstrap) {
        coordinator = producer(bootstrap, Map.of("transactional.id", "bench-" + UUID.randomUUID()));
        coordinator.initTransactions();
        worker = producer(bootstrap, Map.of());
    }

    private static KafkaProducer<String, byte[]> producer(String bootstrap, Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(more);
        settings.put("bootstrap.servers", bootstrap);
        settings.put("linger.ms", 0);
        return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }

    Written written() {
        return written;
    }

    /** Starts runs. Each has a line of a log before, so that a report can name a place in both topics. */
    public List<LoadedRun> start(int count) {
        List<LoadedRun> runs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            LoadedRun run = new LoadedRun(newRun());
            worker.send(
                    KafkaMessages.record(
                            run.id().value(),
                            Envelope.of(id(), SOURCE, Instant.now(), run.id().value(), log(run, UNCOUNTED))),
                    (where, failed) -> run.logStartsAt(where.offset()));
            runs.add(run);
        }
        worker.flush();
        coordinator.beginTransaction();
        for (LoadedRun run : runs) {
            tell(run, started(run), (where, failed) -> run.startsAt(where.offset()));
        }
        coordinator.commitTransaction();
        return runs;
    }

    /**
     * Writes tests of these runs in turn, at a steady pace, until the time is over and every test has ended.
     *
     * @param recordsPerSecond of both topics together
     * @return the numbers of the first test and of the one after the last
     */
    int[] load(List<LoadedRun> runs, double recordsPerSecond, double seconds) {
        int first = tests;
        List<Test> running = new ArrayList<>();
        List<Test> logged = new ArrayList<>();
        long begun = System.nanoTime();
        long due = begun;
        boolean over = false;
        while (!over || !running.isEmpty() || !logged.isEmpty()) {
            long now = System.nanoTime();
            over |= now - begun >= seconds * 1e9;
            int wanted = over ? tests - first : (int) ((now - begun) / 1e9 * recordsPerSecond / 3);
            List<Test> starting = new ArrayList<>();
            while (tests - first < wanted) {
                starting.add(new Test(tests, runs.get(tests % runs.size())));
                tests++;
            }
            for (Test test : running) {
                log(test);
            }
            if (!starting.isEmpty() || !logged.isEmpty()) {
                coordinator.beginTransaction();
                for (Test test : starting) {
                    tell(
                            test,
                            Tally.STARTED,
                            new RunEvent.TestStarted(
                                    ProjectId.COMMON, test.run().id(), testId(test), 1, WORKER, Instant.now()));
                }
                for (Test test : logged) {
                    tell(test, Tally.COMPLETED, finished(test));
                }
                coordinator.commitTransaction();
            }
            logged = running;
            running = starting;
            due = Math.max(due + TICK_NANOS, System.nanoTime() - 10 * TICK_NANOS);
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
        }
        worker.flush();
        return new int[] {first, tests};
    }

    /** Writes events of a run in one transaction. @return where each landed, a {@link Written#place place} */
    public List<Long> write(LoadedRun run, List<RunEvent> events) {
        List<AtomicLong> places = new ArrayList<>();
        coordinator.beginTransaction();
        for (RunEvent event : events) {
            AtomicLong place = new AtomicLong(-1);
            places.add(place);
            tell(run, event, (where, failed) -> {
                if (where != null) {
                    place.set(Written.place(false, where.partition(), where.offset()));
                }
            });
        }
        coordinator.commitTransaction();
        return places.stream().map(AtomicLong::get).toList();
    }

    private void tell(Test test, int kind, RunEvent event) {
        int number = Tally.number(test.number(), kind);
        written.sending(number, test.run());
        tell(test.run(), event, (where, failed) -> written.landed(number, false, where));
    }

    private void tell(LoadedRun run, RunEvent event, Callback landed) {
        Envelope<?> linked = HashChain.link(
                Envelope.of(id(), SOURCE, Instant.now(), run.id().value(), event), run.nextSequence(), run.hash());
        Envelope.@Nullable Link link = linked.link();
        if (link != null) {
            run.linked(link);
        }
        coordinator.send(KafkaMessages.record(run.id().value(), linked), landed);
    }

    private void log(Test test) {
        int number = Tally.number(test.number(), Tally.LOGGED);
        written.sending(number, test.run());
        Message lines = log(test.run(), test.number());
        worker.send(
                KafkaMessages.record(
                        test.run().id().value(),
                        Envelope.of(id(), SOURCE, Instant.now(), test.run().id().value(), lines)),
                (where, failed) -> written.landed(number, true, where));
    }

    private static LogSegment log(LoadedRun run, int test) {
        List<LogLine> lines = new ArrayList<>();
        for (int line = 1; line <= 3; line++) {
            lines.add(
                    new LogLine(Instant.now(), LogLevel.INFO, "GET /api/commandes/%d : 200 en 12 ms".formatted(line)));
        }
        return new LogSegment(ProjectId.COMMON, run.id(), TestId.of(Tally.testId(test)), 1, 1, lines);
    }

    private static RunEvent finished(Test test) {
        return new RunEvent.TestFinished(
                ProjectId.COMMON,
                test.run().id(),
                testId(test),
                1,
                Outcome.PASSED,
                Instant.now(),
                15,
                null,
                Map.of(),
                "[07:25:41] GET /api/commandes/3 : 200 en 12 ms",
                3,
                "0f4c2d1be9a3",
                false,
                Progress.of(1, 2));
    }

    private static RunEvent started(LoadedRun run) {
        return new RunEvent.RunStarted(
                ProjectId.COMMON,
                run.id(),
                RunKind.CAMPAIGN,
                CAMPAIGN,
                "Bench",
                "Bench",
                EnvironmentId.of("BENCH"),
                1,
                "BENCH",
                0,
                RunOptions.USUAL,
                Tally.NUMBERS / 3,
                "bench",
                Instant.now(),
                Instant.now());
    }

    private static TestId testId(Test test) {
        return TestId.of(Tally.testId(test.number()));
    }

    private static String id() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    /** A UUID of version 7 (RFC 9562), as run ids are. */
    private static RunId newRun() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = System.currentTimeMillis() << 16 | 0x7000 | random.nextInt(0x1000);
        long low = random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L;
        return RunId.of(new UUID(high, low).toString());
    }

    /** What was written: of each number when it was given to the producer, and where it landed. Filled by two threads, read when they rest. */
    static final class Written {

        private final long[] sentMicros = new long[Tally.NUMBERS];
        private final long[] places = new long[Tally.NUMBERS];
        private final @Nullable LoadedRun[] runs = new @Nullable LoadedRun[Tally.NUMBERS];

        private void sending(int number, LoadedRun run) {
            sentMicros[number] = Tally.nowMicros();
            runs[number] = run;
        }

        private void landed(int number, boolean log, @Nullable RecordMetadata where) {
            if (where != null) {
                places[number] = place(log, where.partition(), where.offset());
            }
        }

        /** One number for a place on one of the two topics. */
        static long place(boolean log, int partition, long offset) {
            return offset << 8 | (long) partition << 1 | (log ? 1 : 0);
        }

        long sentMicros(int number) {
            return sentMicros[number];
        }

        long place(int number) {
            return places[number];
        }

        int watchers(int number) {
            LoadedRun run = runs[number];
            return run == null ? 0 : run.watchers();
        }
    }

    @Override
    public void close() {
        coordinator.close();
        worker.close();
    }
}
