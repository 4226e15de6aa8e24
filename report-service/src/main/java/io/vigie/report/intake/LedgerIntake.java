package io.vigie.report.intake;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.Topics;
import io.vigie.contracts.audit.AuditMessage;
import io.vigie.contracts.wire.CloudEventJson;
import io.vigie.contracts.wire.KafkaMessages;
import io.vigie.contracts.wire.UnreadableMessage;
import io.vigie.report.audit.checkpoints.LedgerRows;
import io.vigie.report.audit.checkpoints.LedgerRows.Recorded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Reads the signer's ledger on, from the position that is stored with its rows. Each instance reads all of it, without a group: what is stored twice
 * is stored once. It tries again for as long as Kafka or the database are away.
 */
@Component
class LedgerIntake implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(LedgerIntake.class);

    private static final TopicPartition PARTITION = new TopicPartition(Topics.CHECKPOINTS.name(), 0);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final long PAUSE_MILLIS = 1_000;
    private static final Duration END = Duration.ofSeconds(5);

    private final KafkaSettings kafka;
    private final LedgerRows ledger;
    private final DeadLetters letters;
    private volatile CountDownLatch stopping = new CountDownLatch(1);
    private volatile @Nullable Thread thread;

    LedgerIntake(KafkaSettings kafka, LedgerRows ledger, DeadLetters letters) {
        this.kafka = kafka;
        this.ledger = ledger;
        this.letters = letters;
    }

    @Override
    public synchronized void start() {
        if (thread == null) {
            stopping = new CountDownLatch(1);
            thread = Thread.ofPlatform().daemon().name("ledger").start(this::work);
        }
    }

    @Override
    public synchronized void stop() {
        Thread running = thread;
        if (running != null) {
            stopping.countDown();
            try {
                running.join(END);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            thread = null;
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    private void work() {
        boolean told = false;
        while (!isStopping()) {
            try (KafkaConsumer<String, byte[]> consumer = connect()) {
                read(consumer);
            } catch (RuntimeException away) {
                if (!told) {
                    log.warn("Expected to read the ledger, but {}; trying again.", away.toString());
                    told = true;
                }
                pause();
            }
        }
    }

    private KafkaConsumer<String, byte[]> connect() {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "report-service-ledger");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 200);
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 * 1024 * 1024);
        settings.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    }

    private void read(KafkaConsumer<String, byte[]> consumer) {
        consumer.assign(List.of(PARTITION));
        long next = ledger.nextOffset(PARTITION.topic()).orElse(0);
        long end = consumer.endOffsets(List.of(PARTITION)).getOrDefault(PARTITION, 0L);
        if (next > end) {
            log.error(
                    "Expected the ledger to go on at offset {}, but it ends at {}: it is not the one that is stored.",
                    next,
                    end);
            next = 0;
        }
        consumer.seek(PARTITION, next);
        while (!isStopping()) {
            ConsumerRecords<String, byte[]> polled = consumer.poll(POLL);
            if (!polled.isEmpty()) {
                ledger.store(PARTITION.topic(), recorded(polled), consumer.position(PARTITION));
            }
        }
    }

    @SuppressWarnings("unchecked")
    private List<Recorded> recorded(ConsumerRecords<String, byte[]> polled) {
        List<Recorded> records = new ArrayList<>(polled.count());
        for (ConsumerRecord<String, byte[]> record : polled) {
            try {
                Envelope<?> envelope = KafkaMessages.read(record);
                if (!(envelope.message() instanceof AuditMessage)) {
                    throw new UnreadableMessage("Expected a record of the ledger, but found another message.");
                }
                records.add(new Recorded(
                        (Envelope<? extends AuditMessage>) envelope,
                        CloudEventJson.asRecorded(record.headers(), record.value())));
            } catch (UnreadableMessage unreadable) {
                letters.write(record, String.valueOf(unreadable.getMessage()));
            }
        }
        return records;
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    private void pause() {
        try {
            stopping.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
