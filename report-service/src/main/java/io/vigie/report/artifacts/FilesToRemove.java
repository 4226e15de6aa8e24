package io.vigie.report.artifacts;

import io.vigie.storage.FileStorage;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Removes the files of runs whose reports are removed. That they have to be is written in the transaction that removes the rows, so that no crash
 * leaves files behind; they are removed soon after, and once more after {@value #AGAIN_AFTER}, since a worker that was taken for lost may have
 * written in between. At least once; safe for any number of instances, each run is visited by one of them at a time.
 */
@Component
class FilesToRemove {

    private static final Logger log = LoggerFactory.getLogger(FilesToRemove.class);

    /** Longer than a worker that was cut off goes on. */
    private static final String AGAIN_AFTER = "1 hour";

    private static final String WHEN_IT_FAILED = "1 minute";

    /** Workers keep all files of a run under one prefix. */
    private static final String PREFIX = "runs/%s/";

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transactions;
    private final FileStorage storage;

    FilesToRemove(JdbcTemplate jdbc, PlatformTransactionManager transactions, FileStorage storage) {
        this.jdbc = jdbc;
        this.transactions = new TransactionTemplate(transactions);
        this.storage = storage;
    }

    /** Remembers runs in the caller's transaction. */
    void remember(Collection<UUID> runs) {
        jdbc.batchUpdate(
                "INSERT INTO public.files_to_remove (run_id) VALUES (?) ON CONFLICT DO NOTHING",
                runs.stream().sorted().map(run -> new Object[] {run}).toList());
    }

    /** Visits every run that is due and that no other instance visits now. */
    @Scheduled(fixedDelayString = "${vigie.files-removal-every:2s}")
    void visitAllDue() {
        while (Boolean.TRUE.equals(transactions.execute(transaction -> visitOneDue()))) {
            // The next one.
        }
    }

    private boolean visitOneDue() {
        List<Due> due = jdbc.query("""
                SELECT run_id, visited FROM public.files_to_remove WHERE due_at <= now()
                 ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED""", (row, at) -> new Due(row.getObject(1, UUID.class), row.getBoolean(2)));
        due.forEach(this::visit);
        return !due.isEmpty();
    }

    private record Due(UUID run, boolean visited) {}

    private void visit(Due due) {
        try {
            storage.deleteAll(PREFIX.formatted(due.run()));
        } catch (IOException | RuntimeException away) {
            log.warn("Expected to remove the files of run \"{}\", but could not; it is tried again.", due.run(), away);
            postpone(due, due.visited(), WHEN_IT_FAILED);
            return;
        }
        if (due.visited()) {
            jdbc.update("DELETE FROM public.files_to_remove WHERE run_id = ?", due.run());
        } else {
            postpone(due, true, AGAIN_AFTER);
        }
    }

    private void postpone(Due due, boolean visited, String interval) {
        jdbc.update(
                "UPDATE public.files_to_remove SET visited = ?, due_at = now() + ?::interval WHERE run_id = ?",
                visited,
                interval,
                due.run());
    }
}
