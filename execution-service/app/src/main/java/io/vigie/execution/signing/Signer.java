package io.vigie.execution.signing;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.audit.AuditMessage;
import io.vigie.contracts.audit.AuditMessage.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs the ends of all histories, for as long as it is this process's turn. It keeps nothing: what a term of it needs stands in the ledger, whose
 * last round tells how far every history that goes on was signed, and where to read on. Used by one thread.
 */
public final class Signer {

    private static final Logger log = LoggerFactory.getLogger(Signer.class);

    private final CheckpointPolicy policy;
    private final Path keyFile;
    private final SigningState state;
    private final Clock clock;

    public Signer(SigningSettings settings, Path keyFile, SigningState state, Clock clock) {
        this.policy = settings.policy();
        this.keyFile = keyFile;
        this.state = state;
        this.clock = clock;
    }

    /**
     * Signs until it is no longer this process's turn, or until something fails: then nothing is lost and nothing doubled, and the next term goes
     * on.
     */
    public void serve(Ledger ledger, RunLinks links, BooleanSupplier stopping) {
        Ledger.Tail tail = ledger.tail();
        FileTime keysOf = lastChange();
        SigningKeys keys = SigningKeys.read(keyFile);
        Records records = Records.after(tail.last(), keys, clock.instant());
        records.introduceAllOf(keys, clock.instant());
        append(ledger, records);
        RunHeads heads = new RunHeads();
        links.seek(tail.round().isEmpty() ? List.of() : tail.round().getLast().positions());
        tail.round().stream().map(Checkpoint::heads).flatMap(List::stream).forEach(heads::recall);
        state.refuses(heads.refused());
        log.info("This process signs histories from record {} on, with the key {}.", records.number(), records.key());
        long lastRound = System.nanoTime() - policy.interval().toNanos();
        while (!stopping.getAsBoolean() && ledger.isOurs()) {
            links.poll(link -> heads.take(link).ifPresent(refusal -> refuse(heads, refusal)));
            FileTime change = lastChange();
            if (!change.equals(keysOf)) {
                records.introduceAllOf(SigningKeys.read(keyFile), clock.instant());
                append(ledger, records);
                keysOf = change;
            }
            if (policy.isDue(heads, Duration.ofNanos(System.nanoTime() - lastRound))) {
                records.checkpoint(heads.round(), links.positions(), clock.instant());
                append(ledger, records);
                heads.signed();
                lastRound = System.nanoTime();
            }
        }
    }

    private void refuse(RunHeads heads, String refusal) {
        log.error("A history is signed no further. {}", refusal);
        state.refuses(heads.refused());
    }

    private void append(Ledger ledger, Records records) {
        List<Envelope<AuditMessage>> written = records.take();
        if (!written.isEmpty()) {
            ledger.append(written);
        }
        state.signed(records.number(), records.key(), (int) written.stream()
                .filter(record -> record.message() instanceof Checkpoint)
                .count());
    }

    private FileTime lastChange() {
        try {
            return Files.getLastModifiedTime(keyFile);
        } catch (IOException unreadable) {
            throw new IllegalStateException(
                    "Expected signing keys in \"%s\", but it cannot be read.".formatted(keyFile.getFileName()));
        }
    }
}
