package io.vigie.execution.signing;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.Envelope.Link;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.audit.AuditMessage;
import io.vigie.contracts.audit.AuditMessage.Checkpoint;
import io.vigie.contracts.audit.AuditMessage.DecisionsCheckpoint;
import io.vigie.contracts.audit.AuditMessage.DecisionsHead;
import io.vigie.contracts.audit.AuditMessage.Head;
import io.vigie.contracts.audit.AuditMessage.KeyIntroduced;
import io.vigie.contracts.audit.AuditMessage.ReadUpTo;
import io.vigie.contracts.audit.AuditMessage.Tombstone;
import io.vigie.contracts.wire.SignedForm;
import io.vigie.execution.signing.Ledger.SignedEnd;
import io.vigie.execution.signing.SigningKeys.SigningKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes the next records of the ledger, each numbered, chained to the one before and signed. What it wrote is in the chain only when it is
 * appended: after a failure it is made anew from the ledger's tail. Not thread-safe.
 */
final class Records {

    static final String SOURCE = "/vigie/signer";

    /** The subject of every record, and its key: there is one ledger. */
    static final String LEDGER = "ledger";

    private final List<Envelope<AuditMessage>> written = new ArrayList<>();
    private long number;
    private String previous;
    private SigningKey key;

    private Records(long number, String previous, SigningKey key) {
        this.number = number;
        this.previous = previous;
        this.key = key;
    }

    /** Goes on after the ledger's last record, or begins a ledger with the oldest key. */
    static Records after(@Nullable Envelope<AuditMessage> last, SigningKeys keys, Instant now) {
        if (last == null) {
            Records first = new Records(0, Link.GENESIS, keys.oldest());
            first.introduce(keys.oldest(), now);
            return first;
        }
        return new Records(
                last.message().number(), SignedForm.hash(last), keys.withFingerprint(keyInForce(last.message())));
    }

    private static String keyInForce(AuditMessage last) {
        return last instanceof KeyIntroduced introduced ? introduced.fingerprint() : last.keyId();
    }

    /** Introduces what the file has after the key in force, and signs with the newest from then on. */
    void introduceAllOf(SigningKeys keys, Instant now) {
        SigningKey inForce = keys.withFingerprint(key.fingerprint());
        keys.after(inForce).forEach(next -> introduce(next, now));
    }

    private void introduce(SigningKey next, Instant now) {
        Instant at = now.truncatedTo(ChronoUnit.MILLIS);
        write(
                at,
                signature -> new KeyIntroduced(
                        ProjectId.COMMON,
                        number,
                        previous,
                        next.publicKey(),
                        next.fingerprint(),
                        at,
                        key.fingerprint(),
                        signature));
        key = next;
    }

    /** One round: as many checkpoints as its heads need. */
    void checkpoint(List<Head> heads, List<ReadUpTo> positions, Instant now) {
        Instant at = now.truncatedTo(ChronoUnit.MILLIS);
        int size = SigningSettings.HEADS_PER_CHECKPOINT;
        int parts = Math.max(1, (heads.size() + size - 1) / size);
        for (int part = 1; part <= parts; part++) {
            int ofRound = part;
            List<Head> some = List.copyOf(heads.subList((part - 1) * size, Math.min(part * size, heads.size())));
            write(
                    at,
                    signature -> new Checkpoint(
                            ProjectId.COMMON,
                            number,
                            previous,
                            ofRound,
                            parts,
                            some,
                            positions,
                            at,
                            key.fingerprint(),
                            signature));
        }
    }

    /** How far the decisions of all projects have come. */
    void decisions(List<DecisionsHead> heads, List<ReadUpTo> positions, Instant now) {
        Instant at = now.truncatedTo(ChronoUnit.MILLIS);
        write(
                at,
                signature -> new DecisionsCheckpoint(
                        ProjectId.COMMON, number, previous, heads, positions, at, key.fingerprint(), signature));
    }

    /** That a run, or what it left, goes, and what its history was. */
    void tombstone(DecisionLink decision, Removal removal, SignedEnd end, Instant now) {
        Instant at = now.truncatedTo(ChronoUnit.MILLIS);
        Long place = decision.isChained() ? Long.valueOf(decision.sequence()) : null;
        write(
                at,
                signature -> new Tombstone(
                        decision.project(),
                        number,
                        previous,
                        removal.run(),
                        end.head().sequence(),
                        end.head().hash(),
                        null,
                        end.checkpoint(),
                        removal.reason(),
                        removal.by(),
                        at,
                        removal.removed(),
                        removal.policyOf(),
                        removal.policyVersion(),
                        place,
                        key.fingerprint(),
                        signature));
    }

    private void write(Instant at, Function<String, AuditMessage> record) {
        number++;
        Envelope<AuditMessage> unsigned = envelope(at, record.apply(""));
        Envelope<AuditMessage> signed = envelope(at, record.apply(key.sign(SignedForm.of(unsigned))));
        previous = SignedForm.hash(signed);
        written.add(signed);
    }

    private Envelope<AuditMessage> envelope(Instant at, AuditMessage message) {
        return Envelope.of(LEDGER + "/" + number, SOURCE, at, LEDGER, message);
    }

    /** What was written since the last call. */
    List<Envelope<AuditMessage>> take() {
        List<Envelope<AuditMessage>> taken = List.copyOf(written);
        written.clear();
        return taken;
    }

    /** The number of the last record. */
    long number() {
        return number;
    }

    /** The fingerprint of the key in force. */
    String key() {
        return key.fingerprint();
    }
}
