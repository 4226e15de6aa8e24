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

    /** A record that says how far histories have come. */
    sealed interface Signing extends LedgerRecord {

        List<Head> heads();

        /** @param subject a run, or a project where decisions are signed */
        default @Nullable Head of(String subject) {
            for (Head head : heads()) {
                if (head.subject().equals(subject)) {
                    return head;
                }
            }
            return null;
        }
    }

    /** Of runs. */
    record Checkpoint(Frame frame, long part, long parts, List<Head> heads) implements Signing {}

    /** Of people's decisions. */
    record DecisionsCheckpoint(Frame frame, List<Head> heads) implements Signing {}

    record Head(String subject, long sequence, String hash, String state) {

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
            @Nullable String deletedBy,
            List<String> removed,
            @Nullable String policyOf,
            @Nullable Long policyVersion)
            implements LedgerRecord {

        /** Whether the run itself went, and not only something that it left. */
        boolean isOfTheRun() {
            return removed.contains("run");
        }
    }

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
                    heads(data, "runId", run));
        }
        if (event.isOf("tombstone.v1")) {
            return new Tombstone(
                    frame(event, data, hash, line, "deletedAt"),
                    CloudEvent.textOf(data, "runId"),
                    CloudEvent.numberOf(data, "sequence"),
                    CloudEvent.textOf(data, "hash"),
                    CloudEvent.numberOf(data, "checkpoint"),
                    CloudEvent.textOf(data, "reason"),
                    data.get("deletedBy") instanceof String who ? who : null,
                    texts(data, "removed"),
                    data.get("policyOf") instanceof String of ? of : null,
                    data.get("policyVersion") == null ? null : CloudEvent.numberOf(data, "policyVersion"));
        }
        if (event.isOf("decisions-checkpoint.v1")) {
            return new DecisionsCheckpoint(frame(event, data, hash, line, "signedAt"), heads(data, "projectId", null));
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

    private static List<String> texts(Map<String, @Nullable Object> data, String name) throws Json.Malformed {
        List<String> texts = new ArrayList<>();
        for (Object element : CloudEvent.listOf(data, name)) {
            if (!(element instanceof String text)) {
                throw new Json.Malformed("its \"%s\" holds something else than texts".formatted(name));
            }
            texts.add(text);
        }
        return texts;
    }

    private static List<Head> heads(Map<String, @Nullable Object> data, String subject, @Nullable String run)
            throws Json.Malformed {
        List<Head> heads = new ArrayList<>();
        for (Object element : CloudEvent.listOf(data, "heads")) {
            Map<String, @Nullable Object> head = CloudEvent.asObject(element, "heads");
            String of = CloudEvent.textOf(head, subject);
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
