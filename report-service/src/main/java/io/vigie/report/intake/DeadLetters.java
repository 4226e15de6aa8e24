package io.vigie.report.intake;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vigie.contracts.wire.KafkaMessages;
import io.vigie.report.projection.Position;
import io.vigie.report.projection.Position.Partition;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

/** Keeps what could not be folded, with its cause, on the dead-letter topic of its topic. At least once: a crash may repeat a letter. */
@Component
class DeadLetters {

    static final String CONSUMER = "report-service";

    private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);
    private static final long PATIENCE_SECONDS = 30;

    private final KafkaTemplate<String, byte[]> kafka;
    private final Counter written;
    /** A batch that is tried again, since the database was away, brings its unreadable records again. */
    private final Map<Partition, Long> last = new ConcurrentHashMap<>();

    DeadLetters(KafkaTemplate<String, byte[]> kafka, MeterRegistry meters) {
        this.kafka = kafka;
        this.written = meters.counter("vigie.projection.dead.letters");
    }

    /** Returns once the letter is durable. */
    void write(ConsumerRecord<String, byte[]> record, String cause) {
        Position position = FactReader.position(record);
        if (last.getOrDefault(position.partition(), -1L) >= position.offset()) {
            return;
        }
        log.warn("Expected to read {}, but could not, and keep it as a dead letter: {}", position, cause);
        try {
            kafka.send(KafkaMessages.deadLetter(record, CONSUMER, cause)).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException refused) {
            throw new IllegalStateException(
                    "Expected to keep %s as a dead letter, but Kafka did not take it.".formatted(position), refused);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(
                    "Expected to keep %s as a dead letter, but was interrupted.".formatted(position), interrupted);
        }
        last.put(position.partition(), position.offset());
        written.increment();
    }
}
