package io.vigie.campaign;

import io.vigie.campaign.catalogue.ActionCatalogue;
import io.vigie.contracts.Envelope;
import io.vigie.contracts.Outcome;
import io.vigie.contracts.RunId;
import io.vigie.contracts.TestId;
import io.vigie.contracts.Topics;
import io.vigie.contracts.run.RunEvent;
import io.vigie.contracts.wire.KafkaMessages;
import io.vigie.testsupport.kafka.KafkaBroker;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What large campaigns and busy runs cost this service. Not part of the suite: {@code verify -Dit.test=CampaignBench}. Bounded to about a minute;
 * prints what it measures and judges nothing.
 */
@RealService
class CampaignBench {

    private static final int TESTS = 10_000;
    private static final int AT_ONCE = 500;
    private static final int EVENTS_PER_SECOND = 1_000;
    private static final int SECONDS = 20;

    @LocalServerPort
    int port;

    @Autowired
    KafkaBroker broker;

    @Autowired
    ActionCatalogue actions;

    @Autowired
    JdbcClient jdbc;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

    @Test
    void createsTenThousandTestsAtOnce() {
        actions.announce(Actions.pause());
        Api api = Api.stranger(port).asAdmin();
        String campaign = api.campaign("Large");
        long start = System.nanoTime();
        for (int from = 0; from < TESTS; from += AT_ONCE) {
            List<Map<String, Object>> some = IntStream.range(from, from + AT_ONCE)
                    .mapToObj(i -> Map.<String, Object>of(
                            "name",
                            "Test " + i,
                            "actions",
                            List.of(Map.of("type", "pause", "value", Map.of("seconds", 1)))))
                    .toList();
            api.post("/api/tests/bulk", Map.of("campain_id", campaign, "tests", some));
        }
        long stored = System.nanoTime();
        long last = jdbc.sql("SELECT max(global_index) FROM domain_event_entry")
                .query(Long.class)
                .single();
        try (KafkaProbe kafka = new KafkaProbe(broker)) {
            await(() -> kafka.all(Topics.CAMPAIGN_EVENTS.name()).size() >= TESTS);
        }
        long told = System.nanoTime();
        System.out.printf(
                "BENCH %,d tests in %d requests: stored after %,d ms, told to Kafka %,d ms later (event %,d)%n",
                TESTS, TESTS / AT_ONCE, millis(stored - start), millis(told - stored), last);
    }

    @Test
    void learnsFromAThousandEventsPerSecond() {
        List<TestId> tests = IntStream.range(0, 2_000)
                .mapToObj(i -> TestId.of(UUID.randomUUID().toString()))
                .toList();
        String marker = UUID.randomUUID().toString();
        long cpu = intakeCpu();
        long start = System.nanoTime();
        try (var producer =
                new KafkaProducer<>(broker.clientSettings(), new StringSerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < EVENTS_PER_SECOND * SECONDS; i++) {
                send(producer, tests.get(i % tests.size()), i % 40);
                long ahead = start + (i + 1) * 1_000_000_000L / EVENTS_PER_SECOND - System.nanoTime();
                if (ahead > 1_000_000) {
                    LockSupport.parkNanos(ahead);
                }
            }
            for (int run = 0; run < 40; run++) {
                send(producer, TestId.of(marker + run), run);
            }
            producer.flush();
        }
        long produced = System.nanoTime();
        await(() -> jdbc.sql("SELECT count(*) FROM test_duration WHERE starts_with(test_id, ?)")
                        .param(marker)
                        .query(Integer.class)
                        .single()
                == 40);
        long learnt = System.nanoTime();
        long used = intakeCpu() - cpu;
        System.out.printf(
                "BENCH %,d events in %,d ms: the last was learnt %,d ms later; %,d ms of CPU, %.1f %% of one core at 1 000 events/s%n",
                EVENTS_PER_SECOND * SECONDS,
                millis(produced - start),
                millis(learnt - produced),
                millis(used),
                100.0 * used / (SECONDS * 1e9));
    }

    private static void send(KafkaProducer<String, byte[]> producer, TestId test, int run) {
        RunId id = RunId.of("0193c1d0-0000-7000-8000-0000000000%02d".formatted(run));
        RunEvent event = RunsIT.finished(id.value(), test.value(), Outcome.PASSED, 100);
        producer.send(KafkaMessages.record(
                id.value(), Envelope.of(UUID.randomUUID().toString(), "/bench", Instant.now(), id.value(), event)));
    }

    /** Of the threads that read the history of runs, in nanoseconds. */
    private long intakeCpu() {
        long all = 0;
        for (long id : threads.getAllThreadIds()) {
            var thread = threads.getThreadInfo(id);
            if (thread != null
                    && thread.getThreadName().contains("KafkaConsumerDestination")
                    && thread.getThreadName().contains("run-events")) {
                all += Math.max(0, threads.getThreadCpuTime(id));
            }
        }
        return all;
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("Expected it within two minutes, but it did not come.");
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    private static long millis(long nanos) {
        return nanos / 1_000_000;
    }
}
