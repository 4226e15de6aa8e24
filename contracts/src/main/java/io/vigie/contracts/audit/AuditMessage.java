package io.vigie.contracts.audit;

import io.vigie.contracts.CampaignId;
import io.vigie.contracts.Kept;
import io.vigie.contracts.Message;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunId;
import io.vigie.contracts.run.RunEvent.Counts;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The signer's ledger, on {@code vigie.checkpoints.v1}: one chain for the whole installation, written by one signer at a time, never forked.
 * What is signed and hashed is the whole event in its {@code SignedForm}.
 */
public sealed interface AuditMessage extends Message {

    /** 1, 2, 3... without a gap over the whole ledger. */
    long number();

    /** The hash of the record before, 64 zeros for the first; lower-case hexadecimal. */
    String previous();

    /** The fingerprint of the key that signs this record. */
    String keyId();

    /** Ed25519 over the {@code SignedForm}, in base64. */
    String signature();

    /**
     * From here on records are signed by this key. It is signed by the key before it; the first record of a ledger signs itself, and its
     * fingerprint is what an auditor has to know.
     *
     * @param publicKey the new key, X.509 SubjectPublicKeyInfo in base64
     * @param fingerprint SHA-256 over the decoded {@code publicKey}, lower-case hexadecimal
     */
    record KeyIntroduced(
            ProjectId projectId,
            long number,
            String previous,
            String publicKey,
            String fingerprint,
            Instant introducedAt,
            String keyId,
            String signature)
            implements AuditMessage {}

    /**
     * How far the histories of runs have come. Every checkpoint of a round lists other runs; a round lists every run that has not ended,
     * and every run that ended since the round before. A run that an earlier round listed as running and that a later one does not list has
     * ended between them.
     *
     * @param part the number of this checkpoint in its round, from 1
     * @param parts how many checkpoints the round has
     * @param positions how far {@code vigie.run-events.v1} was read for it
     */
    record Checkpoint(
            ProjectId projectId,
            long number,
            String previous,
            int part,
            int parts,
            List<Head> heads,
            List<ReadUpTo> positions,
            Instant signedAt,
            String keyId,
            String signature)
            implements AuditMessage {}

    /**
     * The end of a run's history.
     *
     * @param sequence the number of its last event
     * @param hash the hash of its last event
     */
    record Head(RunId runId, long sequence, String hash, HeadState state) {}

    enum HeadState {
        /** More events may follow. */
        RUNNING,
        /** It is the end of the run; nothing follows. */
        FINISHED,
        /** What followed was not chained to it, and is signed by nobody. */
        REFUSED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param offset of the next record that was not read */
    record ReadUpTo(int partition, long offset) {}

    /**
     * How far the decisions of people have come, project by project. It tells of every project that has any.
     *
     * @param positions where {@code vigie.campaign-events.v1} has to be read on: everything before is signed
     */
    record DecisionsCheckpoint(
            ProjectId projectId,
            long number,
            String previous,
            List<DecisionsHead> heads,
            List<ReadUpTo> positions,
            Instant signedAt,
            String keyId,
            String signature)
            implements AuditMessage {}

    /**
     * The end of a project's decisions so far.
     *
     * @param sequence the number of the last one
     * @param hash the hash of the last one
     * @param state running, or refused: decisions never end
     */
    record DecisionsHead(ProjectId projectId, long sequence, String hash, HeadState state) {}

    /**
     * A run, or what it left, was removed; this proves that it was, and what the run's history was.
     *
     * @param sequence how many events its history had
     * @param hash the hash of the last of them
     * @param counts how many of its tests ended how, absent when the signer does not know
     * @param checkpoint the number of the checkpoint that signs its end
     * @param deletedBy who asked for it, absent when a policy did
     * @param removed what went: with the run everything goes
     * @param policyOf the campaign whose own policy it was; absent when it was the one of all others, or a person
     * @param policyVersion of that policy; absent when it was a person
     * @param decision the number of the decision in its project's chain; absent when it was made before decisions were chained
     */
    record Tombstone(
            ProjectId projectId,
            long number,
            String previous,
            RunId runId,
            long sequence,
            String hash,
            @Nullable Counts counts,
            long checkpoint,
            DeletionReason reason,
            @Nullable String deletedBy,
            Instant deletedAt,
            List<Kept> removed,
            @Nullable CampaignId policyOf,
            @Nullable Long policyVersion,
            @Nullable Long decision,
            String keyId,
            String signature)
            implements AuditMessage {}

    enum DeletionReason {
        /** It was older than its project keeps runs. */
        RETENTION_POLICY,
        /** Somebody deleted it. */
        PERSON;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
