package io.vigie.bench;

import io.vigie.contracts.CampaignId;
import io.vigie.contracts.Envelope;
import io.vigie.contracts.EnvironmentId;
import io.vigie.contracts.Message;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunId;
import io.vigie.contracts.RunKind;
import io.vigie.contracts.RunOptions;
import io.vigie.contracts.TestId;
import io.vigie.contracts.campaign.CampaignEvent.Launched;
import io.vigie.contracts.campaign.CampaignEvent.PlanChunk;
import io.vigie.contracts.campaign.CampaignEvent.PlannedTest;
import io.vigie.contracts.definition.Definition.ActionStep;
import io.vigie.contracts.definition.Definition.EnvironmentDefinition;
import io.vigie.contracts.definition.Definition.TestDefinition;
import io.vigie.contracts.wire.KafkaMessages;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Puts a campaign's definitions and launches straight onto Kafka, as campaign-service does, so that only what follows is measured. */
final class DirectLaunch implements AutoCloseable {

    private static final String SOURCE = "/vigie/bench";

    private final KafkaProducer<String, byte[]> producer;
    private final CampaignId campaign = CampaignId.of(UUID.randomUUID().toString());
    private final EnvironmentId environment = EnvironmentId.of(UUID.randomUUID().toString());
    private final List<TestId> tests = new ArrayList<>();

    DirectLaunch(String bootstrap) {
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap, "acks", "all", "linger.ms", 5),
                new StringSerializer(),
                new ByteArraySerializer());
        EnvironmentDefinition definition =
                new EnvironmentDefinition(ProjectId.COMMON, environment, 1, "BENCH", List.of(), null);
        send(definition.key(), definition);
    }

    /** Defines as many tests as are missing to that number; each does nothing. */
    void define(int count) {
        List<ActionStep> nothing = List.of(new ActionStep("pause", Map.of("duration", 0)));
        while (tests.size() < count) {
            TestId id = TestId.of(UUID.randomUUID().toString());
            TestDefinition definition = new TestDefinition(
                    ProjectId.COMMON, campaign, id, 1, "Nothing " + (tests.size() + 1), "", nothing, List.of());
            send(definition.key(), definition);
            tests.add(id);
        }
        producer.flush();
    }

    /** Launches the first {@code count} tests; returns the run's id once all of it is on Kafka. */
    String launch(int count, int parallelism) {
        RunId run = RunId.of(timeOrderedId());
        int chunks = (count + PlanChunk.MAX_TESTS - 1) / PlanChunk.MAX_TESTS;
        RunOptions options = new RunOptions(false, parallelism, 0, null, null, null, false);
        send(
                run.value(),
                new Launched(
                        ProjectId.COMMON,
                        run,
                        RunKind.CAMPAIGN,
                        campaign,
                        "Bench",
                        "Bench " + run,
                        environment,
                        1,
                        "BENCH",
                        0,
                        options,
                        count,
                        chunks,
                        "bench",
                        Instant.now()));
        for (int chunk = 1; chunk <= chunks; chunk++) {
            int first = (chunk - 1) * PlanChunk.MAX_TESTS;
            List<PlannedTest> planned = IntStream.range(first, Math.min(count, first + PlanChunk.MAX_TESTS))
                    .mapToObj(at -> PlannedTest.plain(at + 1, tests.get(at), 1, "Nothing " + (at + 1)))
                    .toList();
            send(run.value(), new PlanChunk(ProjectId.COMMON, run, chunk, planned));
        }
        producer.flush();
        return run.value();
    }

    private void send(String key, Message message) {
        Envelope<Message> envelope = Envelope.of(UUID.randomUUID().toString(), SOURCE, Instant.now(), key, message);
        producer.send(KafkaMessages.record(key, envelope));
    }

    /** A UUID of version 7 (RFC 9562), as run ids are: readers find a run's first event by the instant inside. */
    private static String timeOrderedId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = System.currentTimeMillis() << 16 | 0x7000 | random.nextInt(0x1000);
        long low = random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }

    @Override
    public void close() {
        producer.close();
    }
}
