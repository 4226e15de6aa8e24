package io.vigie.report.audit.checkpoints;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.MessageCatalog;
import io.vigie.contracts.audit.AuditMessage;
import io.vigie.contracts.audit.AuditMessage.Checkpoint;
import io.vigie.contracts.audit.AuditMessage.DecisionsCheckpoint;
import io.vigie.contracts.audit.AuditMessage.DecisionsHead;
import io.vigie.contracts.audit.AuditMessage.DeletionReason;
import io.vigie.contracts.audit.AuditMessage.Head;
import io.vigie.contracts.audit.AuditMessage.KeyIntroduced;
import io.vigie.contracts.audit.AuditMessage.Tombstone;
import io.vigie.report.projection.Removal;
import io.vigie.report.projection.Removals;
import io.vigie.report.projection.RunIds;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** The rows of the ledger. Storing a record again changes nothing. Safe for any thread and any number of instances. */
@Repository
public class LedgerRows {

    /** How {@code ledger_head} begins to say what was removed of a run. */
    private static final String REMOVED = "removed ";

    private static final Logger log = LoggerFactory.getLogger(LedgerRows.class);

    private final JdbcTemplate jdbc;
    private final Removals removals;
    private final TransactionTemplate writing;
    private final TransactionTemplate reading;

    LedgerRows(JdbcTemplate jdbc, Removals removals, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.removals = removals;
        this.writing = new TransactionTemplate(transactions);
        this.reading = new TransactionTemplate(transactions);
        this.reading.setReadOnly(true);
        this.reading.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    }

    /**
     * A record with the line it was recorded as.
     *
     * @param line {@code CloudEventJson.asRecorded}
     */
    public record Recorded(Envelope<? extends AuditMessage> envelope, String line) {}

    /** Where to read on. */
    public OptionalLong nextOffset(String topic) {
        return jdbc
                .queryForList("SELECT next_offset FROM public.ledger_position WHERE topic = ?", Long.class, topic)
                .stream()
                .mapToLong(Long::longValue)
                .findFirst();
    }

    /** Stores records in the order of the ledger, with the position behind them; all or nothing. */
    public void store(String topic, List<Recorded> records, long nextOffset) {
        writing.executeWithoutResult(transaction -> {
            records.forEach(this::store);
            jdbc.update("""
                    INSERT INTO public.ledger_position (topic, next_offset) VALUES (?, ?)
                        ON CONFLICT (topic) DO UPDATE SET next_offset = excluded.next_offset""", topic, nextOffset);
        });
    }

    private void store(Recorded record) {
        AuditMessage message = record.envelope().message();
        boolean isCheckpoint = message instanceof Checkpoint;
        int stored = jdbc.update(
                "INSERT INTO public.ledger_record (number, type, at, part, parts, line) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                message.number(),
                MessageCatalog.wireNameOf(message),
                Timestamp.from(record.envelope().time()),
                isCheckpoint ? ((Checkpoint) message).part() : null,
                isCheckpoint ? ((Checkpoint) message).parts() : null,
                record.line());
        if (stored == 0) {
            warnOfAnother(message.number(), record.line());
            return;
        }
        switch (message) {
            case Checkpoint checkpoint -> storeHeads(checkpoint);
            case Tombstone tombstone -> RunIds.parse(tombstone.runId().value()).ifPresent(run -> store(run, tombstone));
            case DecisionsCheckpoint checkpoint -> checkpoint.heads().forEach(head -> store(checkpoint.number(), head));
            case KeyIntroduced none -> {}
        }
    }

    private void store(UUID run, Tombstone tombstone) {
        storeHead(run, tombstone.number(), tombstone.sequence(), REMOVED + tombstone.removed());
        removals.remember(new Removal(
                tombstone.number(),
                run,
                tombstone.projectId().value(),
                Set.copyOf(tombstone.removed()),
                tombstone.reason() == DeletionReason.RETENTION_POLICY,
                tombstone.deletedBy(),
                tombstone.deletedAt(),
                tombstone.policyOf() == null ? null : tombstone.policyOf().value(),
                tombstone.policyVersion()));
    }

    /** One row whenever a project's decisions had gone on. */
    private void store(long number, DecisionsHead head) {
        jdbc.update(
                """
                INSERT INTO public.ledger_decisions (project_id, number, sequence, state)
                SELECT ?, ?, ?, ?
                 WHERE NOT EXISTS (SELECT FROM public.ledger_decisions WHERE project_id = ? AND sequence >= ? AND state = ?)
                    ON CONFLICT DO NOTHING""",
                head.projectId().value(),
                number,
                head.sequence(),
                head.state().toString(),
                head.projectId().value(),
                head.sequence(),
                head.state().toString());
    }

    /** How many of a project's decisions are signed; 0 when none is. */
    public long decisionsSignedUpTo(String project) {
        Long signed = jdbc.queryForObject(
                "SELECT coalesce(max(sequence), 0) FROM public.ledger_decisions WHERE project_id = ?",
                Long.class,
                project);
        return signed == null ? 0 : signed;
    }

    /** What vouches for the first of a project's decisions: every key, and every record that signs no more than those. In the order of the ledger. */
    public List<String> vouchingForDecisions(String project, long upTo) {
        return read(() -> lines("""
                SELECT line FROM public.ledger_record WHERE number IN (
                       SELECT number FROM public.ledger_record WHERE type = ?
                 UNION SELECT number FROM public.ledger_decisions WHERE project_id = ? AND sequence <= ?)
                 ORDER BY number""", wireName(KeyIntroduced.class), project, upTo));
    }

    private void warnOfAnother(long number, String line) {
        List<String> before =
                jdbc.queryForList("SELECT line FROM public.ledger_record WHERE number = ?", String.class, number);
        if (!before.contains(line)) {
            log.error(
                    "Expected one record {} in the ledger, but the topic holds another one than what is stored.",
                    number);
        }
    }

    private void storeHeads(Checkpoint checkpoint) {
        for (Head head : checkpoint.heads()) {
            RunIds.parse(head.runId().value())
                    .ifPresent(run -> storeHead(
                            run,
                            checkpoint.number(),
                            head.sequence(),
                            head.state().toString()));
        }
    }

    private void storeHead(UUID run, long number, long sequence, String state) {
        jdbc.update("""
                INSERT INTO public.ledger_head (run_id, number, sequence, state)
                SELECT ?, ?, ?, ?
                 WHERE NOT EXISTS (SELECT FROM public.ledger_head WHERE run_id = ? AND sequence >= ? AND state = ?)
                    ON CONFLICT DO NOTHING""", run, number, sequence, state, run, sequence, state);
    }

    /** How many events of a run are signed; 0 when none is. */
    long signedUpTo(UUID run) {
        Long signed = jdbc.queryForObject(
                "SELECT coalesce(max(sequence), 0) FROM public.ledger_head WHERE run_id = ? AND state NOT LIKE ?",
                Long.class,
                run,
                REMOVED + "%");
        return signed == null ? 0 : signed;
    }

    /**
     * What vouches for a run: every key, every record that speaks of it, and the last whole round, in which it is when it goes on. From one
     * snapshot, in the order of the ledger.
     */
    List<String> vouchingFor(UUID run) {
        return read(() -> lines("""
                SELECT line FROM public.ledger_record WHERE number IN (
                       SELECT number FROM public.ledger_record WHERE type = ?
                 UNION SELECT number FROM public.ledger_head WHERE run_id = ?
                 UNION SELECT generate_series(last.number - last.parts + 1, last.number)
                         FROM (SELECT number, parts FROM public.ledger_record WHERE part = parts ORDER BY number DESC LIMIT 1) last)
                 ORDER BY number""", wireName(KeyIntroduced.class), run));
    }

    /** The same, of what vouches for no more than the run's first events. */
    List<String> vouchingFor(UUID run, long upTo) {
        return read(() -> lines("""
                SELECT line FROM public.ledger_record WHERE number IN (
                       SELECT number FROM public.ledger_record WHERE type = ?
                 UNION SELECT number FROM public.ledger_head WHERE run_id = ? AND sequence <= ?)
                 ORDER BY number""", wireName(KeyIntroduced.class), run, upTo));
    }

    /** A record with its number. */
    record Numbered(long number, String line) {}

    /** The records after a number, in their order. */
    List<Numbered> after(long number, int limit) {
        return new ArrayList<>(jdbc.query(
                "SELECT number, line FROM public.ledger_record WHERE number > ? ORDER BY number LIMIT ?",
                (row, at) -> new Numbered(row.getLong(1), row.getString(2)),
                number,
                limit));
    }

    private List<String> lines(String query, Object... arguments) {
        return jdbc.queryForList(query, String.class, arguments);
    }

    private List<String> read(Supplier<List<String>> query) {
        List<String> found = reading.execute(transaction -> query.get());
        return found == null ? List.of() : found;
    }

    private static String wireName(Class<? extends AuditMessage> type) {
        return MessageCatalog.entryOf(type).wireName();
    }
}
