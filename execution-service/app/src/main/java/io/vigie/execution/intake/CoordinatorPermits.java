package io.vigie.execution.intake;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.EnvironmentId;
import io.vigie.contracts.RunId;
import io.vigie.contracts.permit.PermitMessage;
import io.vigie.contracts.permit.PermitMessage.PermitAsked;
import io.vigie.contracts.permit.PermitMessage.PermitDelayed;
import io.vigie.contracts.permit.PermitMessage.PermitGranted;
import io.vigie.contracts.permit.PermitMessage.PermitReleased;
import io.vigie.contracts.wire.KafkaMessages;
import io.vigie.contracts.wire.UnreadableMessage;
import io.vigie.execution.coordinating.EnvironmentPermits;
import io.vigie.execution.coordinating.Permits;
import io.vigie.execution.publishing.RunHistory;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * The place where all runs of an environment with a cap meet: brings requests to the decider, and its answers back to the runs. One record
 * per environment that is in use, in memory with a changelog; it goes when nobody holds and nobody waits.
 */
final class CoordinatorPermits implements Processor<String, byte[], String, byte[]> {

    private static final String STORE = "permits";

    private final CoordinatorMeters meters;
    private final Map<EnvironmentId, EnvironmentPermits> environments = new HashMap<>();
    private @Nullable ProcessorContext<String, byte[]> context;
    private @Nullable KeyValueStore<Bytes, byte[]> store;
    private @Nullable CoordinatorDeadLetters deadLetters;

    CoordinatorPermits(CoordinatorMeters meters) {
        this.meters = meters;
    }

    static Set<StoreBuilder<?>> stores() {
        return Set.of(
                Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(STORE), Serdes.Bytes(), Serdes.ByteArray())
                        .withLoggingEnabled(CoordinatorStores.CHANGELOG)
                        .withCachingEnabled());
    }

    @Override
    public void init(ProcessorContext<String, byte[]> started) {
        context = started;
        deadLetters = new CoordinatorDeadLetters(started, meters);
        KeyValueStore<Bytes, byte[]> opened = started.getStateStore(STORE);
        store = opened;
        environments.clear();
        try (KeyValueIterator<Bytes, byte[]> all = opened.all()) {
            while (all.hasNext()) {
                KeyValue<Bytes, byte[]> stored = all.next();
                environments.put(
                        EnvironmentId.of(new String(stored.key.get(), StandardCharsets.UTF_8)),
                        StateFormat.readPermits(stored.value));
            }
        }
    }

    @Override
    public void process(Record<String, byte[]> record) {
        RecordMetadata from = started(context)
                .recordMetadata()
                .orElseThrow(() -> new IllegalStateException("Expected a record to come from a topic."));
        Envelope<?> envelope;
        try {
            envelope = KafkaMessages.read(record.headers(), record.value());
        } catch (UnreadableMessage unreadable) {
            refuse(record, from, Optional.ofNullable(unreadable.getMessage()).orElse("unreadable"));
            return;
        }
        switch (envelope.message()) {
            case PermitAsked asked -> answer(asked.environmentId(), asked, envelope);
            case PermitReleased released -> answer(released.environmentId(), released, envelope);
            default ->
                refuse(
                        record,
                        from,
                        "Expected a request for a permit, but found \"%s\"."
                                .formatted(envelope.message().getClass().getSimpleName()));
        }
    }

    private void answer(EnvironmentId environment, PermitMessage request, Envelope<?> asked) {
        Permits.Answer answer = Permits.decide(environments.get(environment), request);
        Bytes key = Bytes.wrap(environment.value().getBytes(StandardCharsets.UTF_8));
        EnvironmentPermits state = answer.state();
        if (state == null) {
            environments.remove(environment);
            started(store).delete(key);
        } else {
            environments.put(environment, state);
            started(store).put(key, StateFormat.write(state));
        }
        for (PermitMessage message : answer.messages()) {
            switch (message) {
                case PermitGranted granted -> send(granted, granted.runId(), granted.slice(), "granted", asked);
                case PermitDelayed delayed -> send(delayed, delayed.runId(), delayed.slice(), "delayed", asked);
                default -> throw new IllegalStateException("Expected an answer, but found " + message);
            }
        }
    }

    private void send(PermitMessage message, RunId runId, long slice, String what, Envelope<?> asked) {
        String run = runId.value();
        ProducerRecord<String, byte[]> record = KafkaMessages.record(
                run,
                Envelope.of(
                                run + "/slice/" + slice + "/" + what,
                                RunHistory.SOURCE,
                                Instant.ofEpochMilli(started(context).currentSystemTimeMs()),
                                run,
                                message)
                        .causedBy(asked.id())
                        .by(RunHistory.SOURCE));
        started(context)
                .forward(
                        new Record<>(record.key(), record.value(), record.timestamp(), record.headers()),
                        record.topic());
    }

    private void refuse(Record<String, byte[]> record, RecordMetadata from, String cause) {
        started(deadLetters).put(record, from, cause);
    }

    private static <T> T started(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("Expected the coordinator to be started, but it is not.");
        }
        return part;
    }
}
