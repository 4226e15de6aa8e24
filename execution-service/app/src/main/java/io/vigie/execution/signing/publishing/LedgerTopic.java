package io.vigie.execution.signing.publishing;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.RunId;
import io.vigie.contracts.Topics;
import io.vigie.contracts.audit.AuditMessage;
import io.vigie.contracts.audit.AuditMessage.Checkpoint;
import io.vigie.contracts.audit.AuditMessage.DecisionsCheckpoint;
import io.vigie.contracts.audit.AuditMessage.Head;
import io.vigie.contracts.audit.AuditMessage.HeadState;
import io.vigie.contracts.wire.KafkaMessages;
import io.vigie.contracts.wire.UnreadableMessage;
import io.vigie.execution.signing.Ledger;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * The ledger on {@code vigie.checkpoints.v1}. Whose turn it is, the consumer group decides: the topic has one partition, and whoever has it
 * signs. That nobody else appends, the transactions see to: all signers share one transactional id, so that a signer that does not know yet that
 * it was replaced is fenced by the first thing its successor does. Made, used and closed by one thread.
 */
public final class LedgerTopic implements Ledger, AutoCloseable {

    private static final String SIGNER = "vigie-signer";
    private static final TopicPartition PARTITION = new TopicPartition(Topics.CHECKPOINTS.name(), 0);

    /** More records than a round has, usually, with the marks of their transactions. */
    private static final long FIRST_LOOK = 16;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** How far the clocks of those who launch and of those who sign may be apart. */
    private static final Duration CLOCKS_APART = Duration.ofMinutes(5);

    /** Ends that were read are remembered: runs that go at the same time mostly ended at the same time. */
    private static final int ENDS_REMEMBERED = 20_000;

    private final Map<RunId, SignedEnd> ends = new LinkedHashMap<>() {

        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<RunId, SignedEnd> eldest) {
            return size() > ENDS_REMEMBERED;
        }
    };

    private final String bootstrapServers;
    private final KafkaConsumer<String, byte[]> consumer;
    private @Nullable KafkaProducer<String, byte[]> producer;
    private boolean ours;

    public LedgerTopic(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, SIGNER + "-ledger");
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, SIGNER);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6_000);
        settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 2_000);
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 4 * Topics.MAX_MESSAGE_BYTES);
        settings.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        this.consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
        consumer.subscribe(List.of(Topics.CHECKPOINTS.name()), new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                if (partitions.contains(PARTITION)) {
                    ours = true;
                    consumer.pause(List.of(PARTITION));
                }
            }

            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                ours &= !partitions.contains(PARTITION);
            }
        });
    }

    /** Waits a while for this process's turn. @return whether it has come; then whoever signed before can no longer */
    public boolean awaitTurn(Duration patience) {
        consumer.poll(patience);
        if (ours && producer == null) {
            takeOver();
        }
        return ours;
    }

    /** From here on nobody who signed before can append anything. */
    void takeOver() {
        KafkaProducer<String, byte[]> writer = connect();
        producer = writer;
        writer.initTransactions();
    }

    private KafkaProducer<String, byte[]> connect() {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, SIGNER);
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, SIGNER);
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 20_000);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 2 * Topics.MAX_MESSAGE_BYTES);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 20_000);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 20_000);
        settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }

    @Override
    public boolean isOurs() {
        consumer.poll(Duration.ZERO);
        return ours;
    }

    @Override
    public Tail tail() {
        long beginning = consumer.beginningOffsets(List.of(PARTITION)).getOrDefault(PARTITION, 0L);
        long end = consumer.endOffsets(List.of(PARTITION)).getOrDefault(PARTITION, 0L);
        for (long look = FIRST_LOOK; ; look *= 4) {
            long from = Math.max(beginning, end - look);
            Tail found = tail(read(from, end));
            if (from == beginning || (!found.round().isEmpty() && found.decisions() != null)) {
                return found;
            }
        }
    }

    private List<Envelope<AuditMessage>> read(long from, long end) {
        List<Envelope<AuditMessage>> records = new ArrayList<>();
        read(from, end, record -> {
            records.add(record);
            return true;
        });
        return records;
    }

    /** @param reader whether to read on */
    private void read(long from, long end, Predicate<Envelope<AuditMessage>> reader) {
        consumer.seek(PARTITION, from);
        consumer.resume(List.of(PARTITION));
        try {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            boolean on = true;
            while (on && consumer.position(PARTITION) < end) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    on &= reader.test(audit(record));
                }
                if (!ours || System.nanoTime() > deadline) {
                    throw new KafkaException("Expected to read the ledger, but it did not come.");
                }
            }
        } finally {
            if (ours) {
                consumer.pause(List.of(PARTITION));
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static Envelope<AuditMessage> audit(ConsumerRecord<String, byte[]> record) {
        Envelope<?> envelope = KafkaMessages.read(record);
        if (envelope.message() instanceof AuditMessage) {
            return (Envelope<AuditMessage>) envelope;
        }
        // Somebody else has written to the ledger: to go on after it would be to sign it.
        throw new UnreadableMessage(
                "Expected a record of the ledger at offset %d, but found another message.".formatted(record.offset()));
    }

    /** The last record, the last round if all of it is among these, and how far decisions were signed if any of these says it. */
    static Tail tail(List<Envelope<AuditMessage>> records) {
        Deque<Checkpoint> round = new ArrayDeque<>();
        boolean whole = false;
        DecisionsCheckpoint decisions = null;
        for (int at = records.size() - 1; at >= 0 && !(whole && decisions != null); at--) {
            AuditMessage message = records.get(at).message();
            if (message instanceof Checkpoint checkpoint && !whole) {
                round.addFirst(checkpoint);
                whole = checkpoint.part() == 1;
            } else if (message instanceof DecisionsCheckpoint checkpoint && decisions == null) {
                decisions = checkpoint;
            }
        }
        return new Tail(
                records.isEmpty() ? null : records.getLast(), whole ? List.copyOf(round) : List.of(), decisions);
    }

    @Override
    public Optional<SignedEnd> endOf(RunId run) {
        SignedEnd known = ends.get(run);
        if (known != null) {
            return Optional.of(known);
        }
        long end = consumer.endOffsets(List.of(PARTITION)).getOrDefault(PARTITION, 0L);
        read(firstAfterLaunch(run, end), end, record -> {
            if (record.message() instanceof Checkpoint checkpoint) {
                for (Head head : checkpoint.heads()) {
                    if (head.state() != HeadState.RUNNING) {
                        ends.putIfAbsent(head.runId(), new SignedEnd(head, checkpoint.number()));
                    }
                }
            }
            return !ends.containsKey(run);
        });
        return Optional.ofNullable(ends.get(run));
    }

    /** Where records begin that can know of a run; a run's id tells when it was launched. */
    private long firstAfterLaunch(RunId run, long end) {
        long beginning = consumer.beginningOffsets(List.of(PARTITION)).getOrDefault(PARTITION, 0L);
        try {
            UUID id = UUID.fromString(run.value());
            if (id.version() != 7) {
                return beginning;
            }
            long since = Math.max(0, (id.getMostSignificantBits() >>> 16) - CLOCKS_APART.toMillis());
            OffsetAndTimestamp found =
                    consumer.offsetsForTimes(Map.of(PARTITION, since)).get(PARTITION);
            return found == null ? end : found.offset();
        } catch (IllegalArgumentException tellsNoTime) {
            return beginning;
        }
    }

    @Override
    public void append(List<Envelope<AuditMessage>> records) {
        KafkaProducer<String, byte[]> writer = producer;
        if (writer == null) {
            throw new IllegalStateException("Expected to append in this signer's turn, but it has not come.");
        }
        writer.beginTransaction();
        List<Future<RecordMetadata>> sent = records.stream()
                .map(record -> writer.send(KafkaMessages.record(record.subject(), record)))
                .toList();
        try {
            for (Future<RecordMetadata> one : sent) {
                one.get();
            }
        } catch (ExecutionException refused) {
            throw new KafkaException("Expected to append to the ledger, but it was refused.", refused.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new KafkaException("Expected to append to the ledger, but was stopped.", stopped);
        }
        writer.commitTransaction();
    }

    /** Ends the turn. What was begun and not committed never was. */
    @Override
    public void close() {
        KafkaProducer<String, byte[]> writer = producer;
        producer = null;
        if (writer != null) {
            writer.close(Duration.ofSeconds(2));
        }
        consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ofSeconds(2)));
    }
}
