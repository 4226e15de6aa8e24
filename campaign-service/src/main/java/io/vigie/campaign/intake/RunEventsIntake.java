package io.vigie.campaign.intake;

import io.vigie.campaign.launching.LaunchedRuns;
import io.vigie.campaign.launching.RecordedDurations;
import io.vigie.campaign.launching.RecordedDurations.Took;
import io.vigie.contracts.MessageCatalog;
import io.vigie.contracts.Outcome;
import io.vigie.contracts.RunId;
import io.vigie.contracts.run.RunEvent;
import io.vigie.contracts.run.RunEvent.RunFailed;
import io.vigie.contracts.run.RunEvent.RunFinished;
import io.vigie.contracts.run.RunEvent.TestFinished;
import io.vigie.contracts.wire.KafkaMessages;
import io.vigie.contracts.wire.UnreadableMessage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Learns from the history of runs what launches want to know: how long tests take, and which runs have ended. Exactly once in effect, since
 * the position is stored with what was learnt. Most events are passed over by their type alone; a batch that holds nothing of interest costs
 * no transaction. What cannot be read goes to the dead letters.
 */
@Component
class RunEventsIntake {

    /** The name under which positions are stored. For ever. */
    static final String CONSUMER = "campaign-service-runs";

    private static final Logger log = LoggerFactory.getLogger(RunEventsIntake.class);

    private static final Set<String> WANTED = Set.of(TestFinished.class, RunFinished.class, RunFailed.class).stream()
            .map(type -> MessageCatalog.entryOf(type).wireName())
            .collect(Collectors.toUnmodifiableSet());

    private final RecordedDurations durations;
    private final LaunchedRuns runs;
    private final Positions positions;
    private final TransactionOperations transactions;
    private final Producer<String, byte[]> deadLetters;

    RunEventsIntake(
            RecordedDurations durations,
            LaunchedRuns runs,
            Positions positions,
            TransactionOperations transactions,
            Producer<String, byte[]> deadLetters) {
        this.durations = durations;
        this.runs = runs;
        this.positions = positions;
        this.transactions = transactions;
        this.deadLetters = deadLetters;
    }

    void take(List<ConsumerRecord<byte[], byte[]>> records) {
        List<ConsumerRecord<byte[], byte[]>> wanted =
                records.stream().filter(RunEventsIntake::isWanted).toList();
        if (wanted.isEmpty()) {
            return;
        }
        String topic = wanted.getFirst().topic();
        Map<Integer, Long> ends = wanted.stream()
                .collect(Collectors.toMap(ConsumerRecord::partition, record -> record.offset() + 1, Math::max));
        transactions.executeWithoutResult(status -> {
            Map<Integer, Long> next = positions.lock(CONSUMER, topic, ends.keySet());
            learn(wanted.stream()
                    .filter(record -> record.offset() >= next.getOrDefault(record.partition(), 0L))
                    .toList());
            ends.replaceAll((partition, end) -> Math.max(end, next.getOrDefault(partition, 0L)));
            positions.move(CONSUMER, topic, ends);
        });
    }

    private static boolean isWanted(ConsumerRecord<byte[], byte[]> record) {
        Header type = record.headers().lastHeader("ce_type");
        return type != null
                && type.value() != null
                && WANTED.contains(new String(type.value(), StandardCharsets.UTF_8));
    }

    private void learn(List<ConsumerRecord<byte[], byte[]>> records) {
        List<Took> took = new ArrayList<>();
        Map<RunId, Instant> ended = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            try {
                learn((RunEvent) KafkaMessages.read(record).message(), took, ended);
            } catch (UnreadableMessage unreadable) {
                log.warn(
                        "Expected an event of a run at {}-{}, but {}",
                        record.partition(),
                        record.offset(),
                        unreadable.getMessage());
                keep(KafkaMessages.deadLetter(keyedByText(record), CONSUMER, String.valueOf(unreadable.getMessage())));
            }
        }
        durations.add(took);
        runs.finished(ended);
    }

    /** Before the position moves on: what is not kept would be gone. */
    private void keep(ProducerRecord<String, byte[]> deadLetter) {
        try {
            deadLetters.send(deadLetter).get();
        } catch (ExecutionException refused) {
            throw new IllegalStateException(
                    "Expected to keep a dead letter, but it was not taken.", refused.getCause());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Expected to keep a dead letter, but was interrupted.", stopping);
        }
    }

    /** Only what ended by itself says how long a test takes; a test of a trial alone has no next time. */
    private static void learn(RunEvent event, List<Took> took, Map<RunId, Instant> ended) {
        switch (event) {
            case TestFinished test
            when (test.outcome() == Outcome.PASSED || test.outcome() == Outcome.FAILED)
                    && !test.testId().value().equals(test.runId().value()) ->
                took.add(new Took(test.testId(), Math.max(0, test.durationMillis())));
            case RunFinished run -> ended.put(run.runId(), run.finishedAt());
            case RunFailed run -> ended.put(run.runId(), run.finishedAt());
            default -> {
                // Nothing that a launch wants to know.
            }
        }
    }

    private static ConsumerRecord<String, byte[]> keyedByText(ConsumerRecord<byte[], byte[]> record) {
        ConsumerRecord<String, byte[]> keyed = new ConsumerRecord<>(
                record.topic(),
                record.partition(),
                record.offset(),
                record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8),
                record.value());
        record.headers().forEach(keyed.headers()::add);
        return keyed;
    }
}
