package io.vigie.execution.publishing;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.Message;
import io.vigie.contracts.WorkerId;
import io.vigie.contracts.attempt.AttemptEvent;
import io.vigie.contracts.log.LogEvent.LogSegment;
import io.vigie.contracts.wire.KafkaMessages;
import io.vigie.execution.working.Origin;
import io.vigie.execution.working.Reports;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Puts what a worker says on {@code vigie.attempt-events.v1} and {@code vigie.test-logs.v1}, keyed by run id, through one idempotent
 * producer: per run in order and each once, as long as the worker lives. While the broker is away the producer keeps trying for its
 * delivery time-out and buffers up to its memory; then a call waits. Safe for use by many threads.
 */
public final class AttemptForwarder implements Reports, AutoCloseable {

    private static final String SOURCE = "/vigie/execution-service/worker";

    private final Producer<String, byte[]> producer;
    private final WorkerId workerId;
    private final InstantSource clock;
    private final AtomicLong count = new AtomicLong();

    /** @param producer idempotent, acknowledged by all; closed with this */
    AttemptForwarder(Producer<String, byte[]> producer, WorkerId workerId, InstantSource clock) {
        this.producer = producer;
        this.workerId = workerId;
        this.clock = clock;
    }

    /** Does not wait for the broker to be there. */
    public static AttemptForwarder connect(String bootstrapServers, WorkerId workerId, InstantSource clock) {
        return new AttemptForwarder(WorkerProducer.connect(bootstrapServers, workerId.value()), workerId, clock);
    }

    @Override
    public CompletableFuture<Void> report(AttemptEvent event, @Nullable Origin origin) {
        return send(event.runId().value(), event, origin);
    }

    @Override
    public CompletableFuture<Void> log(LogSegment segment, Origin origin) {
        return send(segment.runId().value(), segment, origin);
    }

    /** Keeps what a consumer could not take. @return done when that is durable */
    public CompletableFuture<Void> deadLetter(ConsumerRecord<String, byte[]> record, String consumer, String cause) {
        return send(KafkaMessages.deadLetter(record, consumer, cause));
    }

    /** Sends any message on its own topic. @return done when it is durable */
    CompletableFuture<Void> send(String key, Message message, @Nullable Origin origin) {
        return send(KafkaMessages.record(
                key,
                new Envelope<>(
                        workerId + "-" + count.incrementAndGet(),
                        SOURCE,
                        clock.instant(),
                        key,
                        message,
                        origin == null ? null : origin.correlationId(),
                        origin == null ? null : origin.causationId(),
                        workerId.value(),
                        origin == null ? null : origin.traceParent(),
                        null)));
    }

    private CompletableFuture<Void> send(ProducerRecord<String, byte[]> record) {
        CompletableFuture<Void> durable = new CompletableFuture<>();
        try {
            producer.send(record, (metadata, failure) -> {
                if (failure == null) {
                    durable.complete(null);
                } else {
                    durable.completeExceptionally(failure);
                }
            });
        } catch (RuntimeException refused) {
            durable.completeExceptionally(refused);
        }
        return durable;
    }

    /** Sends what is unsent within the patience, and gives up the rest. */
    public void close(Duration patience) {
        producer.close(patience);
    }

    @Override
    public void close() {
        close(Duration.ofSeconds(5));
    }
}
