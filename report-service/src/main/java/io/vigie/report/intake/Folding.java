package io.vigie.report.intake;

import io.vigie.contracts.wire.UnreadableMessage;
import io.vigie.report.projection.Batch;
import io.vigie.report.projection.Decision;
import io.vigie.report.projection.Fact;
import io.vigie.report.projection.Position;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;

/**
 * Reads records and folds them as one batch. A record that cannot be read, or whose content the database refuses, is put aside and the rest goes on.
 * Any other failure, such as a database that is away, is thrown: nothing was folded, and the same records may come again.
 */
final class Folding {

    private final Consumer<Batch> projection;
    private final BiConsumer<ConsumerRecord<String, byte[]>, String> putAside;

    /** @param putAside gets a record with the cause; called again for the same record when the batch comes again */
    Folding(Consumer<Batch> projection, BiConsumer<ConsumerRecord<String, byte[]>, String> putAside) {
        this.projection = projection;
        this.putAside = putAside;
    }

    void fold(List<ConsumerRecord<String, byte[]>> records) {
        Batch batch = read(records);
        try {
            projection.accept(batch);
        } catch (RuntimeException failed) {
            if (!isOfTheData(failed)) {
                throw failed;
            }
            oneByOne(records);
        }
    }

    private Batch read(List<ConsumerRecord<String, byte[]>> records) {
        List<Fact> facts = new ArrayList<>(records.size());
        List<Decision> decisions = new ArrayList<>();
        List<Position> positions = new ArrayList<>(records.size());
        for (ConsumerRecord<String, byte[]> record : records) {
            positions.add(FactReader.position(record));
            try {
                Optional<Fact> fact = FactReader.read(record);
                fact.ifPresent(facts::add);
                DecisionReader.read(record).ifPresent(decisions::add);
            } catch (UnreadableMessage unreadable) {
                putAside.accept(record, String.valueOf(unreadable.getMessage()));
            }
        }
        return Batch.of(facts, decisions, positions);
    }

    /** Finds the records that the database refuses; the others are folded as they would have been. */
    private void oneByOne(List<ConsumerRecord<String, byte[]>> records) {
        for (ConsumerRecord<String, byte[]> record : records) {
            Batch one = read(List.of(record));
            try {
                projection.accept(one);
            } catch (RuntimeException failed) {
                if (!isOfTheData(failed)) {
                    throw failed;
                }
                putAside.accept(record, "Expected to store what it says, but the database refuses a value of it.");
                projection.accept(new Batch(List.of(), List.of(), one.upTo()));
            }
        }
    }

    /** Whether the database refuses the values themselves (SQL states 22 and 23): to come again would change nothing. */
    private static boolean isOfTheData(@Nullable Throwable failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof DataIntegrityViolationException) {
                return true;
            }
            if (cause instanceof SQLException refused) {
                String state = refused.getSQLState();
                return state != null && (state.startsWith("22") || state.startsWith("23"));
            }
        }
        return false;
    }
}
