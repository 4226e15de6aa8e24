package io.vigie.verifier;

import io.vigie.contracts.CampaignId;
import io.vigie.contracts.Envelope;
import io.vigie.contracts.Envelope.Link;
import io.vigie.contracts.Kept;
import io.vigie.contracts.Outcome;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunId;
import io.vigie.contracts.TestId;
import io.vigie.contracts.WorkerId;
import io.vigie.contracts.audit.AuditMessage;
import io.vigie.contracts.audit.AuditMessage.Head;
import io.vigie.contracts.audit.AuditMessage.HeadState;
import io.vigie.contracts.campaign.CampaignEvent;
import io.vigie.contracts.run.RunEvent;
import io.vigie.contracts.wire.CloudEventJson;
import io.vigie.contracts.wire.HashChain;
import io.vigie.contracts.wire.SignedForm;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Histories and a ledger as Vigie writes them, by Vigie's own code. */
final class Signed {

    static final RunId RUN = RunId.of("019b2c7e-0d00-7000-8000-000000000001");
    static final RunId OTHER = RunId.of("019b2c7e-0d00-7000-8000-000000000002");

    private static final ProjectId PROJECT = ProjectId.COMMON;
    private static final Instant AT = Instant.parse("2026-11-21T07:25:41.120Z");

    private final KeyPair anchor = newKey();
    private KeyPair key = anchor;
    private long number;
    private String previous = Link.GENESIS;

    static KeyPair newKey() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException unreachable) {
            throw new IllegalStateException(unreachable);
        }
    }

    static String fingerprint(KeyPair key) {
        return HexFormat.of().formatHex(Hashes.sha256().digest(key.getPublic().getEncoded()));
    }

    String anchor() {
        return fingerprint(anchor);
    }

    /** The links of a history of so many events; the last ends the run when it has to. */
    static List<Envelope<RunEvent>> history(RunId run, int events, boolean ended) {
        return history(run, events, ended, UnaryOperator.identity());
    }

    /** @param change what somebody makes of each event before its hashes are made */
    static List<Envelope<RunEvent>> history(
            RunId run, int events, boolean ended, UnaryOperator<Envelope<RunEvent>> change) {
        List<Envelope<RunEvent>> history = new ArrayList<>();
        String last = Link.GENESIS;
        for (int number = 1; number <= events; number++) {
            Envelope<RunEvent> event =
                    HashChain.link(change.apply(event(run, number, ended && number == events)), number, last);
            history.add(event);
            last = event.link().hash();
        }
        return history;
    }

    private static Envelope<RunEvent> event(RunId run, int number, boolean last) {
        RunEvent event = last
                ? new RunEvent.RunFinished(PROJECT, run, Outcome.PASSED, RunEvent.Counts.NONE, AT, 1_234_567)
                : new RunEvent.ActionFinished(
                        PROJECT,
                        run,
                        TestId.of("test-" + number),
                        1,
                        1,
                        1,
                        "http",
                        Outcome.FAILED,
                        number * 100L,
                        "Démarrage \u0001 \"漢\" 🙂 \ufffd");
        return Envelope.of(run + "/" + number, "/vigie/coordinator", AT.plusMillis(number), run.value(), event)
                .correlatedWith("launch-1")
                .by(WorkerId.of("worker-1").value());
    }

    static List<String> lines(List<? extends Envelope<?>> history) {
        return history.stream().map(CloudEventJson::write).toList();
    }

    static Head head(List<Envelope<RunEvent>> history, int events, HeadState state) {
        Link link = history.get(events - 1).link();
        return new Head(history.getFirst().message().runId(), link.sequence(), link.hash(), state);
    }

    /** The next record of the ledger: the first key, or one that replaces the one before. */
    String introduce(KeyPair next) {
        KeyPair signer = number == 0 ? next : key;
        String line = write(
                signer,
                signature -> new AuditMessage.KeyIntroduced(
                        PROJECT,
                        number,
                        previous,
                        Base64.getEncoder().encodeToString(next.getPublic().getEncoded()),
                        fingerprint(next),
                        AT,
                        fingerprint(signer),
                        signature));
        key = next;
        return line;
    }

    String introduceFirst() {
        return introduce(anchor);
    }

    String checkpoint(Head... heads) {
        return checkpoint(key, 1, 1, heads);
    }

    String checkpoint(KeyPair signer, int part, int parts, Head... heads) {
        return write(
                signer,
                signature -> new AuditMessage.Checkpoint(
                        PROJECT,
                        number,
                        previous,
                        part,
                        parts,
                        List.of(heads),
                        List.of(new AuditMessage.ReadUpTo(0, 99)),
                        AT,
                        fingerprint(signer),
                        signature));
    }

    /** So many decisions of the common project, about different things. */
    static List<Envelope<CampaignEvent>> decisions(int count) {
        List<Envelope<CampaignEvent>> decisions = new ArrayList<>();
        String last = Link.GENESIS;
        for (int number = 1; number <= count; number++) {
            String subject = "campaign-" + number % 3;
            Envelope<CampaignEvent> decision = HashChain.link(
                    Envelope.<CampaignEvent>of(
                                    "decision-" + number,
                                    "/vigie/campaign-service",
                                    AT.plusMillis(number),
                                    subject,
                                    new CampaignEvent.CampaignChanged(
                                            PROJECT, CampaignId.of(subject), "Nom " + number, "", List.of()))
                            .by("admin"),
                    number,
                    last);
            decisions.add(decision);
            last = decision.link().hash();
        }
        return decisions;
    }

    String decisionsCheckpoint(List<Envelope<CampaignEvent>> decisions, int upTo) {
        Link link = decisions.get(upTo - 1).link();
        return write(
                key,
                signature -> new AuditMessage.DecisionsCheckpoint(
                        PROJECT,
                        number,
                        previous,
                        List.of(new AuditMessage.DecisionsHead(
                                PROJECT, link.sequence(), link.hash(), HeadState.RUNNING)),
                        List.of(new AuditMessage.ReadUpTo(0, 99)),
                        AT,
                        fingerprint(key),
                        signature));
    }

    String tombstone(Head head, long checkpoint, @Nullable String deletedBy) {
        return tombstone(head, checkpoint, deletedBy, Kept.RUN);
    }

    String tombstone(Head head, long checkpoint, @Nullable String deletedBy, Kept... removed) {
        return write(
                key,
                signature -> new AuditMessage.Tombstone(
                        PROJECT,
                        number,
                        previous,
                        head.runId(),
                        head.sequence(),
                        head.hash(),
                        RunEvent.Counts.NONE,
                        checkpoint,
                        deletedBy == null
                                ? AuditMessage.DeletionReason.RETENTION_POLICY
                                : AuditMessage.DeletionReason.PERSON,
                        deletedBy,
                        AT,
                        List.of(removed),
                        null,
                        deletedBy == null ? 3L : null,
                        7L,
                        fingerprint(key),
                        signature));
    }

    private interface Record {
        AuditMessage with(String signature);
    }

    private String write(KeyPair signer, Record record) {
        number++;
        Envelope<AuditMessage> unsigned = envelope(record.with(""));
        String line = CloudEventJson.write(envelope(record.with(sign(signer, SignedForm.of(unsigned)))));
        previous = SignedForm.hash(unsigned);
        return line;
    }

    private Envelope<AuditMessage> envelope(AuditMessage message) {
        return Envelope.of("ledger/" + number, "/vigie/signer", AT, "ledger", message);
    }

    private static String sign(KeyPair signer, byte[] bytes) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(signer.getPrivate());
            signature.update(bytes);
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException unreachable) {
            throw new IllegalStateException(unreachable);
        }
    }
}
