package io.vigie.execution.signing;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.RunId;
import io.vigie.contracts.audit.AuditMessage;
import io.vigie.contracts.audit.AuditMessage.Checkpoint;
import io.vigie.contracts.audit.AuditMessage.DecisionsCheckpoint;
import io.vigie.execution.signing.Ledger.SignedEnd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs the ends of all histories and of people's decisions, and writes tombstones of what is to be removed, for as long as it is this process's turn. It keeps nothing: what a term of it needs stands in the ledger, whose
 * last round tells how far every history that goes on was signed, and where to read on. Used by one thread.
 */
public final class Signer {

    private static final Logger log = LoggerFactory.getLogger(Signer.class);

    private static final int TOMBSTONES_AT_ONCE = 20;

    /** How far back a successor may have to look for what was signed last of either kind, in records. */
    private static final long FAR_BACK = 1_000;

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
    public void serve(Ledger ledger, RunLinks links, DecisionLinks decisions, BooleanSupplier stopping) {
        new Term(ledger, links, decisions).serve(stopping);
    }

    /** What one term knows. */
    private final class Term {

        private final Ledger ledger;
        private final RunLinks links;
        private final DecisionLinks decisionLinks;
        private final RunHeads runs = new RunHeads();
        private final DecisionHeads decisions = new DecisionHeads();
        private final Set<RunId> unsigned = new HashSet<>();
        private final Records records;
        private FileTime keysOf = lastChange();
        private long lastRound = System.nanoTime() - policy.interval().toNanos();
        private long lastDecisions = lastRound;
        private long roundNumber;
        private long decisionsNumber;

        Term(Ledger ledger, RunLinks links, DecisionLinks decisionLinks) {
            this.ledger = ledger;
            this.links = links;
            this.decisionLinks = decisionLinks;
            Ledger.Tail tail = ledger.tail();
            SigningKeys keys = SigningKeys.read(keyFile);
            this.records = Records.after(tail.last(), keys, clock.instant());
            records.introduceAllOf(keys, clock.instant());
            append();
            links.seek(
                    tail.round().isEmpty() ? List.of() : tail.round().getLast().positions());
            tail.round().stream().map(Checkpoint::heads).flatMap(List::stream).forEach(runs::recall);
            DecisionsCheckpoint signed = tail.decisions();
            decisionLinks.seek(signed == null ? List.of() : signed.positions());
            if (signed != null) {
                signed.heads().forEach(decisions::recall);
            }
            roundNumber = records.number();
            decisionsNumber = records.number();
            tellRefused();
            log.info(
                    "This process signs histories from record {} on, with the key {}.",
                    records.number(),
                    records.key());
        }

        void serve(BooleanSupplier stopping) {
            while (!stopping.getAsBoolean() && ledger.isOurs()) {
                links.poll(link -> runs.take(link).ifPresent(this::refuse));
                decisionLinks.poll(link -> decisions.take(link).ifPresent(this::refuse));
                introduceNewKeys();
                signRuns();
                signDecisions();
            }
        }

        private void introduceNewKeys() {
            FileTime change = lastChange();
            if (!change.equals(keysOf)) {
                records.introduceAllOf(SigningKeys.read(keyFile), clock.instant());
                append();
                keysOf = change;
            }
        }

        private void signRuns() {
            if (policy.isDue(runs, since(lastRound)) || isFarBack(roundNumber)) {
                records.checkpoint(runs.round(), links.positions(), clock.instant());
                append();
                runs.signed();
                unsigned.clear();
                lastRound = System.nanoTime();
                roundNumber = records.number();
            }
        }

        /** Tombstones go with the mark of how far decisions were read, all or nothing: none is written twice, and none is forgotten. */
        private void signDecisions() {
            List<Removal> settled = bury();
            if (!settled.isEmpty()
                    || (decisions.hasMoved() && since(lastDecisions).compareTo(policy.interval()) >= 0)
                    || isFarBack(decisionsNumber)) {
                settled.forEach(decisions::done);
                records.decisions(decisions.heads(), decisions.positions(decisionLinks.positions()), clock.instant());
                append();
                decisions.signed();
                state.buried(settled.size(), decisions.removals().size());
                lastDecisions = System.nanoTime();
                decisionsNumber = records.number();
            }
        }

        /** A few at a time, since each is looked up and checkpoints must not wait. */
        private List<Removal> bury() {
            List<Removal> settled = new ArrayList<>();
            for (DecisionLink decision : decisions.removals()) {
                Removal removal = decision.removal();
                if (removal == null || unsigned.contains(removal.run())) {
                    continue;
                }
                Optional<SignedEnd> end = runs.isOpen(removal.run()) ? Optional.empty() : ledger.endOf(removal.run());
                if (end.isEmpty()) {
                    // Looked for again once more is signed.
                    unsigned.add(removal.run());
                    continue;
                }
                records.tombstone(decision, removal, end.get(), clock.instant());
                settled.add(removal);
                if (settled.size() == TOMBSTONES_AT_ONCE) {
                    break;
                }
            }
            return settled;
        }

        private boolean isFarBack(long number) {
            return records.number() - number >= FAR_BACK;
        }

        private void refuse(String refusal) {
            log.error("A history is signed no further. {}", refusal);
            tellRefused();
        }

        private void tellRefused() {
            state.refuses(runs.refused() + decisions.refused());
        }

        private void append() {
            List<Envelope<AuditMessage>> written = records.take();
            if (!written.isEmpty()) {
                ledger.append(written);
            }
            state.signed(records.number(), records.key(), (int) written.stream()
                    .filter(record -> record.message() instanceof Checkpoint)
                    .count());
        }
    }

    private static Duration since(long nanoTime) {
        return Duration.ofNanos(System.nanoTime() - nanoTime);
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
