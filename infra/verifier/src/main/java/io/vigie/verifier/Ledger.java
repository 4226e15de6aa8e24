package io.vigie.verifier;

import io.vigie.verifier.LedgerRecord.Checkpoint;
import io.vigie.verifier.LedgerRecord.DecisionsCheckpoint;
import io.vigie.verifier.LedgerRecord.Frame;
import io.vigie.verifier.LedgerRecord.Head;
import io.vigie.verifier.LedgerRecord.Key;
import io.vigie.verifier.LedgerRecord.Signing;
import io.vigie.verifier.LedgerRecord.Tombstone;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The records of the signer's ledger that an input holds, in any order, all of them or some. Two of neighbouring numbers are chained; each is
 * signed by the key that is in force at its number. Not thread-safe.
 */
final class Ledger {

    private static final class Entry {
        private final LedgerRecord record;
        /** What is left to be checked; nothing when the signature was found to be right. */
        private byte @Nullable [] unchecked;

        Entry(LedgerRecord record, byte[] unchecked) {
            this.record = record;
            this.unchecked = unchecked;
        }
    }

    private final SortedMap<Long, Entry> entries = new TreeMap<>();
    private final Map<String, PublicKey> keys = new HashMap<>();
    private @Nullable Fault fault;

    /** @param run whose heads are of interest, or nothing when it is not known yet */
    void add(CloudEvent event, long line, @Nullable String run) throws Json.Malformed {
        byte[] signed = event.signedForm();
        LedgerRecord record = LedgerRecord.read(event, signed, line, run);
        Frame frame = record.frame();
        Entry entry = new Entry(record, signed);
        Entry before = entries.putIfAbsent(frame.number(), entry);
        if (before != null) {
            Frame first = before.record.frame();
            if (!first.hash().equals(frame.hash()) || !first.signature().equals(frame.signature())) {
                put(wrong(frame, "one record with this number", "another one stands in line " + first.line()));
            }
            return;
        }
        if (record instanceof Key key) {
            learn(key);
        }
        PublicKey signer = keys.get(frame.keyId());
        if (signer != null && Keys.verifies(signer, signed, frame.signature())) {
            entry.unchecked = null;
        }
    }

    /** A line that should have been a record, and is nothing that can be read. */
    void addUnreadable(long line, String fact) {
        put(new Fault(null, null, null, line, "a record of the ledger", fact));
    }

    private void learn(Key key) {
        byte[] encoded = Keys.strictBase64(key.publicKey());
        if (encoded == null || !Hashes.hex(Hashes.sha256().digest(encoded)).equals(key.fingerprint())) {
            put(wrong(key.frame(), "a public key with the fingerprint " + key.fingerprint(), "it has another"));
            return;
        }
        try {
            keys.put(key.fingerprint(), Keys.publicKey(encoded));
        } catch (GeneralSecurityException noKey) {
            put(wrong(key.frame(), "an Ed25519 public key", "it is none"));
        }
    }

    private void put(Fault found) {
        if (fault == null) {
            fault = found;
        }
    }

    private static Fault wrong(Frame frame, String expected, String found) {
        return Fault.ofRecord(frame.number(), frame.id(), frame.line(), expected, found);
    }

    boolean isEmpty() {
        return entries.isEmpty() && fault == null;
    }

    /** @param pinned the fingerprint that the first key must have, or nothing when nobody knows it */
    @Nullable
    Fault check(@Nullable String pinned) {
        if (fault != null || entries.isEmpty()) {
            return fault;
        }
        Key anchor = anchor();
        if (anchor == null) {
            return Fault.ofRecord(
                    1,
                    null,
                    0,
                    "the record that introduces the first key, from which all others follow",
                    "it is not in the input");
        }
        if (pinned != null && !pinned.equals(anchor.fingerprint())) {
            return wrong(
                    anchor.frame(), "the key " + pinned + ", which you trust", "it introduces " + anchor.fingerprint());
        }
        if (!anchor.frame().keyId().equals(anchor.fingerprint())
                || !anchor.frame().previous().equals(Hashes.GENESIS)) {
            return wrong(anchor.frame(), "a first key that signs itself and follows nothing", "it does not");
        }
        String inForce = anchor.fingerprint();
        Frame before = null;
        for (Entry entry : entries.values()) {
            Frame frame = entry.record.frame();
            Fault wrong = checkOne(entry, before, inForce);
            if (wrong != null) {
                return wrong;
            }
            if (entry.record instanceof Key key) {
                inForce = key.fingerprint();
            }
            before = frame;
        }
        return null;
    }

    private @Nullable Fault checkOne(Entry entry, @Nullable Frame before, String inForce) {
        Frame frame = entry.record.frame();
        if (frame.number() < 1) {
            return wrong(frame, "a number from 1 on", "it has " + frame.number());
        }
        if (before != null
                && before.number() + 1 == frame.number()
                && !frame.previous().equals(before.hash())) {
            return wrong(
                    frame,
                    "to follow record %d with the hash %s".formatted(before.number(), before.hash()),
                    "it follows " + frame.previous());
        }
        if (!frame.keyId().equals(inForce)) {
            return wrong(frame, "a signature by the key in force, " + inForce, "it is signed by " + frame.keyId());
        }
        PublicKey key = keys.get(inForce);
        byte[] unchecked = entry.unchecked;
        if (unchecked != null && (key == null || !Keys.verifies(key, unchecked, frame.signature()))) {
            return wrong(frame, "a signature of its content by the key " + inForce, "the signature does not fit");
        }
        entry.unchecked = null;
        return null;
    }

    /** The first key of the ledger. */
    @Nullable
    Key anchor() {
        Entry first = entries.get(1L);
        return first != null && first.record instanceof Key key ? key : null;
    }

    /** The checkpoints that name the run, in the order of the ledger. */
    List<Checkpoint> checkpointsOf(String run) {
        List<Checkpoint> found = new ArrayList<>();
        for (Entry entry : entries.values()) {
            if (entry.record instanceof Checkpoint checkpoint && checkpoint.of(run) != null) {
                found.add(checkpoint);
            }
        }
        return found;
    }

    @Nullable
    Checkpoint checkpoint(long number) {
        Entry entry = entries.get(number);
        return entry != null && entry.record instanceof Checkpoint checkpoint ? checkpoint : null;
    }

    /** A later round, whole in this input, in which the run is not: by then it had ended. */
    @Nullable
    Checkpoint roundWithout(String run, long after) {
        Checkpoint found = null;
        for (Entry entry : entries.tailMap(after + 1).values()) {
            if (entry.record instanceof Checkpoint last
                    && last.part() == last.parts()
                    && isWholeWithout(last, run, after)) {
                found = last;
                break;
            }
        }
        return found;
    }

    private boolean isWholeWithout(Checkpoint last, String run, long after) {
        long number = last.frame().number();
        for (long part = number - last.parts() + 1; part <= number; part++) {
            Checkpoint one = checkpoint(part);
            if (part <= after || one == null || one.of(run) != null) {
                return false;
            }
        }
        return true;
    }

    /** The records that name the project's decisions, in the order of the ledger. */
    List<DecisionsCheckpoint> decisionsOf(String project) {
        List<DecisionsCheckpoint> found = new ArrayList<>();
        for (Entry entry : entries.values()) {
            if (entry.record instanceof DecisionsCheckpoint checkpoint && checkpoint.of(project) != null) {
                found.add(checkpoint);
            }
        }
        return found;
    }

    /** The tombstone of a run, or of the only run that has one here. */
    @Nullable
    Tombstone tombstone(@Nullable String run) {
        for (Entry entry : entries.values()) {
            if (entry.record instanceof Tombstone tombstone
                    && tombstone.isOfTheRun()
                    && (run == null || run.equals(tombstone.run()))) {
                return tombstone;
            }
        }
        return null;
    }

    /** The tombstones of what a run left, in the order of the ledger. */
    List<Tombstone> partsGone(String run) {
        List<Tombstone> found = new ArrayList<>();
        for (Entry entry : entries.values()) {
            if (entry.record instanceof Tombstone tombstone && !tombstone.isOfTheRun() && run.equals(tombstone.run())) {
                found.add(tombstone);
            }
        }
        return found;
    }

    /** What the history of a run or of a project was, by a record that signs it. */
    static Head headOf(Signing checkpoint, String run) {
        Head head = checkpoint.of(run);
        if (head == null) {
            throw new IllegalArgumentException("Expected a checkpoint that names \"%s\".".formatted(run));
        }
        return head;
    }

    long first() {
        return entries.isEmpty() ? 0 : entries.firstKey();
    }

    long last() {
        return entries.isEmpty() ? 0 : entries.lastKey();
    }

    int size() {
        return entries.size();
    }
}
