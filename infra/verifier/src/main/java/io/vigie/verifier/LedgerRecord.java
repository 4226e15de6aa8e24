package io.vigie.verifier;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A line of the signer's ledger: what the installation's key says of histories. */
sealed interface LedgerRecord {

    Frame frame();

    /**
     * What every record has.
     *
     * @param number its place in the ledger, from 1
     * @param previous the hash of the record before it
     * @param hash of what it signs, and so what the next record names as the one before
     * @param at when it says that it was written
     */
    record Frame(
            long number,
            String previous,
            String hash,
            String keyId,
            String signature,
            String id,
            String at,
            long line) {}

    record Key(Frame frame, String publicKey, String fingerprint) implements LedgerRecord {}

    record Checkpoint(Frame frame, long part, long parts, List<Head> heads) implements LedgerRecord {

        @Nullable
        Head of(String run) {
            for (Head head : heads) {
                if (head.run().equals(run)) {
                    return head;
                }
            }
            return null;
        }
    }

    record Head(String run, long sequence, String hash, String state) {

        boolean isFinished() {
            return state.equals("finished");
        }

        boolean isRefused() {
            return state.equals("refused");
        }
    }

    record Tombstone(
            Frame frame,
            String run,
            long sequence,
            String hash,
            long checkpoint,
            String reason,
            @Nullable String deletedBy)
            implements LedgerRecord {}

    /**
     * @param signed the record's signed form
     * @param run whose heads are of interest, or nothing when any may be
     * @throws Json.Malformed when it has not the members that its type must have
     */
    static LedgerRecord read(CloudEvent event, byte[] signed, long line, @Nullable String run) throws Json.Malformed {
        Map<String, @Nullable Object> data = event.data();
        String hash = Hashes.hex(Hashes.sha256().digest(signed));
        if (event.isOf("key-introduced.v1")) {
            return new Key(
                    frame(event, data, hash, line, "introducedAt"),
                    CloudEvent.textOf(data, "publicKey"),
                    CloudEvent.textOf(data, "fingerprint"));
        }
        if (event.isOf("checkpoint.v1")) {
            return new Checkpoint(
                    frame(event, data, hash, line, "signedAt"),
                    CloudEvent.numberOf(data, "part"),
                    CloudEvent.numberOf(data, "parts"),
                    heads(data, run));
        }
        if (event.isOf("tombstone.v1")) {
            return new Tombstone(
                    frame(event, data, hash, line, "deletedAt"),
                    CloudEvent.textOf(data, "runId"),
                    CloudEvent.numberOf(data, "sequence"),
                    CloudEvent.textOf(data, "hash"),
                    CloudEvent.numberOf(data, "checkpoint"),
                    CloudEvent.textOf(data, "reason"),
                    data.get("deletedBy") instanceof String who ? who : null);
        }
        throw new Json.Malformed("its type \"%s\" is not known to this verifier".formatted(event.type()));
    }

    private static Frame frame(CloudEvent event, Map<String, @Nullable Object> data, String hash, long line, String at)
            throws Json.Malformed {
        return new Frame(
                CloudEvent.numberOf(data, "number"),
                CloudEvent.textOf(data, "previous"),
                hash,
                CloudEvent.textOf(data, "keyId"),
                CloudEvent.textOf(data, "signature"),
                CloudEvent.textOf(event.members(), "id"),
                CloudEvent.textOf(data, at),
                line);
    }

    private static List<Head> heads(Map<String, @Nullable Object> data, @Nullable String run) throws Json.Malformed {
        List<Head> heads = new ArrayList<>();
        for (Object element : CloudEvent.listOf(data, "heads")) {
            Map<String, @Nullable Object> head = CloudEvent.asObject(element, "heads");
            String of = CloudEvent.textOf(head, "runId");
            if (run != null && !run.equals(of)) {
                continue;
            }
            heads.add(new Head(
                    of,
                    CloudEvent.numberOf(head, "sequence"),
                    CloudEvent.textOf(head, "hash"),
                    CloudEvent.textOf(head, "state")));
        }
        return heads;
    }
}
