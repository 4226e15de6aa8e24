package io.vigie.gateway;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.Envelope.Link;
import io.vigie.contracts.Message;
import io.vigie.contracts.Outcome;
import io.vigie.contracts.RunId;
import io.vigie.contracts.Topics;
import io.vigie.contracts.campaign.CampaignEvent;
import io.vigie.contracts.log.LogEvent.LogSegment;
import io.vigie.contracts.run.RunEvent;
import io.vigie.contracts.wire.HashChain;
import io.vigie.contracts.wire.KafkaMessages;
import io.vigie.gateway.stream.Scripts;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes runs as the coordinator and the workers do: the history in transactions, numbered and chained; the logs beside it. */
final class RunTopics implements AutoCloseable {

    private static final AtomicLong numbers = new AtomicLong();

    private final KafkaProducer<String, byte[]> coordinator;
    private final KafkaProducer<String, byte[]> worker;
    private final Map<RunId, Envelope<?>> last = new HashMap<>();
    private final Map<RunId, RecordMetadata> lastRecords = new HashMap<>();

    RunTopics(String bootstrap) {
        coordinator =
                producer(bootstrap, Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "coordinator-" + UUID.randomUUID()));
        coordinator.initTransactions();
        worker = producer(bootstrap, Map.of());
    }

    private static KafkaProducer<String, byte[]> producer(String bootstrap, Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(more);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }

    /** The id of a run that begins now: a UUID of version 7. */
    static RunId newRun() {
        long number = numbers.incrementAndGet();
        long most = (System.currentTimeMillis() << 16) | 0x7000 | (number & 0xfff);
        return RunId.of(new UUID(most, 0x8000_0000_0000_0000L | number).toString());
    }

    /** Appends events to a run's history, in one transaction. */
    void tell(RunEvent... events) {
        coordinator.beginTransaction();
        append(coordinator, events);
        coordinator.commitTransaction();
    }

    /** Appends events in a transaction that does not come about. */
    void tellInVain(RunEvent... events) {
        Map<RunId, Envelope<?>> before = new HashMap<>(last);
        coordinator.beginTransaction();
        append(coordinator, events);
        coordinator.flush();
        coordinator.abortTransaction();
        last.clear();
        last.putAll(before);
    }

    private void append(KafkaProducer<String, byte[]> producer, RunEvent... events) {
        for (RunEvent event : events) {
            Link before =
                    last.containsKey(event.runId()) ? last.get(event.runId()).link() : null;
            Envelope<?> linked = HashChain.link(
                    envelope(event.runId(), event),
                    before == null ? 1 : before.sequence() + 1,
                    before == null ? Link.GENESIS : before.hash());
            last.put(event.runId(), linked);
            var sent = producer.send(KafkaMessages.record(event.runId().value(), linked));
            producer.flush();
            try {
                lastRecords.put(event.runId(), sent.get());
            } catch (InterruptedException | ExecutionException failed) {
                throw new IllegalStateException(failed);
            }
        }
    }

    void log(LogSegment segment) {
        worker.send(KafkaMessages.record(segment.runId().value(), envelope(segment.runId(), segment)));
        worker.flush();
    }

    void decide(CampaignEvent event, String key) {
        worker.send(KafkaMessages.record(
                key, Envelope.of(UUID.randomUUID().toString(), "/vigie/campaign-service", Instant.now(), key, event)));
        worker.flush();
    }

    void nonsense(RunId run) {
        worker.send(new ProducerRecord<>(Topics.TEST_LOGS.name(), run.value(), new byte[] {1, 2, 3}));
        worker.flush();
    }

    /** The number and the offset of the last event of a run. */
    long sequence(RunId run) {
        return last.get(run).link().sequence();
    }

    long offset(RunId run) {
        return lastRecords.get(run).offset();
    }

    /** One test from its start to its end, with its log, whose lines are written before the event that starts it. */
    void test(RunId run, int test, int of) {
        log(Scripts.log(run, test, 1, 2));
        tell(Scripts.testStarted(run, test));
        log(Scripts.log(run, test, 3, 1));
        tell(Scripts.action(run, test), Scripts.testFinished(run, test, Outcome.PASSED, 3, of));
    }

    private static <M extends Message> Envelope<M> envelope(RunId run, M message) {
        return Envelope.of(
                UUID.randomUUID().toString(), "/vigie/execution-service", Instant.now(), run.value(), message);
    }

    @Override
    public void close() {
        coordinator.close();
        worker.close();
    }
}
