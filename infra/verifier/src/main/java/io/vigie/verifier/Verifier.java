package io.vigie.verifier;

import io.vigie.verifier.LedgerRecord.Checkpoint;
import io.vigie.verifier.LedgerRecord.DecisionsCheckpoint;
import io.vigie.verifier.LedgerRecord.Head;
import io.vigie.verifier.LedgerRecord.Key;
import io.vigie.verifier.LedgerRecord.Signing;
import io.vigie.verifier.LedgerRecord.Tombstone;
import io.vigie.verifier.Verdict.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the history of one run, or the decisions of one project: first {@link #read} what there is, from one input or several, then ask for the {@link #verdict}. Events come in
 * their order; records of the signer's ledger before, after or between them. It holds one line and 32 bytes for each event. Not thread-safe.
 */
public final class Verifier {

    private final @Nullable String pinned;
    private final @Nullable String expectedRun;
    private final boolean ledgerAlone;
    private final Chain chain = new Chain();
    private final Ledger ledger = new Ledger();
    private boolean recognized;
    private long line;

    private Verifier(@Nullable String pinned, @Nullable String expectedRun, boolean ledgerAlone) {
        this.pinned = pinned;
        this.expectedRun = expectedRun;
        this.ledgerAlone = ledgerAlone;
    }

    /**
     * A verifier of a history.
     *
     * @param trusted the fingerprint of the ledger's first key, or a file that holds it or that key as PEM; nothing when nobody knows it
     * @param run whose history it has to be, or nothing when any will do
     * @throws Unusable when the trusted one is neither
     */
    public static Verifier ofHistory(@Nullable String trusted, @Nullable String run) throws Unusable {
        return new Verifier(fingerprint(trusted), run, false);
    }

    /** A verifier of the signer's ledger without any history. */
    public static Verifier ofLedger(@Nullable String trusted) throws Unusable {
        return new Verifier(fingerprint(trusted), null, true);
    }

    private static @Nullable String fingerprint(@Nullable String trusted) throws Unusable {
        return trusted == null ? null : Keys.fingerprint(trusted);
    }

    /**
     * Reads lines, compressed by gzip or not.
     *
     * @throws Unusable when they are none
     * @throws IOException when they cannot be read
     */
    public void read(InputStream input) throws IOException, Unusable {
        Lines lines = Lines.of(input);
        for (byte[] next = lines.next(); next != null; next = lines.next()) {
            line++;
            if (next.length > 0) {
                add(next);
            }
        }
    }

    private void add(byte[] bytes) {
        CloudEvent event;
        try {
            event = CloudEvent.read(bytes);
        } catch (Json.Malformed malformed) {
            addUnreadable(String.valueOf(malformed.getMessage()));
            return;
        }
        recognized |= event.looksLikeOne();
        try {
            if (event.isOfTheLedger()) {
                ledger.add(event, line, chain.run());
            } else {
                chain.add(event, line);
            }
        } catch (Json.Malformed malformed) {
            if (event.isOfTheLedger()) {
                ledger.addUnreadable(line, String.valueOf(malformed.getMessage()));
            } else {
                chain.addUnreadable(line, String.valueOf(malformed.getMessage()));
            }
        }
    }

    private void addUnreadable(String fact) {
        if (chain.isEnded() || !ledger.isEmpty()) {
            ledger.addUnreadable(line, fact);
        } else {
            chain.addUnreadable(line, fact);
        }
    }

    /** @throws Unusable when what was read holds no event at all */
    public Verdict verdict() throws Unusable {
        if (!recognized) {
            throw new Unusable("Expected lines that are events in the JSON form of CloudEvents, but found %s."
                    .formatted(line == 0 ? "nothing" : "none"));
        }
        Fault wrong = firstWrong();
        if (wrong != null) {
            return verdict(Outcome.WRONG, "Not verified. " + wrong.sentence(), List.of(), wrong);
        }
        if (ledgerAlone) {
            return ofTheLedgerAlone();
        }
        String project = chain.isOfDecisions() ? chain.subject() : null;
        if (project != null) {
            return ofDecisions(project);
        }
        String run = chain.run();
        Tombstone tombstone = ledger.tombstone(run == null ? expectedRun : run);
        if (run != null) {
            return ofAHistory(run, tombstone);
        }
        if (tombstone == null) {
            throw new IllegalStateException("Expected events or a tombstone, but found neither.");
        }
        return ofADeletedRun(tombstone);
    }

    private @Nullable Fault ofAnotherRun() {
        String run = chain.run();
        if (chain.isOfDecisions() && (ledgerAlone || expectedRun != null)) {
            return new Fault(
                    null,
                    null,
                    null,
                    0,
                    ledgerAlone ? "records of the ledger alone" : "events of run " + expectedRun,
                    "the input holds decisions of project " + chain.subject());
        }
        if (chain.isOfDecisions()) {
            return null;
        }
        if (run == null && !ledgerAlone && ledger.tombstone(expectedRun) == null) {
            return new Fault(
                    null,
                    null,
                    null,
                    0,
                    "events" + (expectedRun == null ? "" : " of run " + expectedRun),
                    "the input holds none");
        }
        if (run != null && ledgerAlone) {
            return new Fault(
                    null, null, null, 0, "records of the ledger alone", "the input holds events of run " + run);
        }
        return run != null && expectedRun != null && !expectedRun.equals(run)
                ? new Fault(null, null, null, 0, "events of run " + expectedRun, "they are of run " + run)
                : null;
    }

    private @Nullable Fault firstWrong() {
        Fault ofTheLedger = ledger.check(pinned);
        List<Fault> faults = new ArrayList<>();
        Fault ofTheChain = chain.fault();
        if (ofTheChain != null) {
            faults.add(ofTheChain);
        }
        String subject = chain.subject();
        if (ofTheLedger == null && subject != null) {
            faults.addAll(againstTheLedger(subject, ofTheChain == null));
        }
        Fault first = faults.stream()
                .filter(fault -> fault.event() != null)
                .min(Comparator.comparing(Verifier::eventOf))
                .orElse(null);
        if (first != null) {
            return first;
        }
        if (ofTheLedger != null) {
            return ofTheLedger;
        }
        return faults.isEmpty() ? ofAnotherRun() : faults.getFirst();
    }

    private static long eventOf(Fault fault) {
        Long event = fault.event();
        return event == null ? Long.MAX_VALUE : event;
    }

    private List<? extends Signing> signing(String subject) {
        return chain.isOfDecisions() ? ledger.decisionsOf(subject) : ledger.checkpointsOf(subject);
    }

    /** What checkpoints say of the run, held against its events. @param whole whether all events are chained */
    private List<Fault> againstTheLedger(String run, boolean whole) {
        List<Fault> faults = new ArrayList<>();
        List<? extends Signing> checkpoints = signing(run);
        long good = 0;
        for (Signing checkpoint : checkpoints) {
            Head head = Ledger.headOf(checkpoint, run);
            Fault fault = against(checkpoint, head, good, whole);
            if (fault != null) {
                faults.add(fault);
                return faults;
            }
            good = Math.min(head.sequence(), chain.chained());
        }
        Tombstone tombstone = chain.isOfDecisions() ? null : ledger.tombstone(run);
        if (tombstone != null && whole && tombstone.sequence() != chain.chained()) {
            faults.add(Fault.ofEvent(
                    Math.min(tombstone.sequence(), chain.chained()) + 1,
                    null,
                    0,
                    "the %d events that record %d says were deleted"
                            .formatted(tombstone.sequence(), tombstone.frame().number()),
                    "there are %d".formatted(chain.chained())));
        }
        if (whole && faults.isEmpty()) {
            Fault end = atTheEnd(run, checkpoints);
            if (end != null) {
                faults.add(end);
            }
        }
        return faults;
    }

    private @Nullable Fault against(Signing checkpoint, Head head, long good, boolean whole) {
        long number = checkpoint.frame().number();
        long signed = head.sequence();
        if (signed > chain.chained()) {
            return whole
                    ? Fault.ofEvent(
                            chain.chained() + 1,
                            null,
                            0,
                            "event %d, since checkpoint %d of %s signs %d events of this %s"
                                    .formatted(
                                            chain.chained() + 1,
                                            number,
                                            checkpoint.frame().at(),
                                            signed,
                                            chain.subjectKind()),
                            "the history ends with event %d".formatted(chain.chained()))
                    : null;
        }
        if (signed > 0 && !head.hash().equals(chain.hashOf(signed))) {
            return Fault.ofEvent(
                    signed,
                    null,
                    0,
                    "the hash %s, which checkpoint %d of %s signs"
                            .formatted(head.hash(), number, checkpoint.frame().at()),
                    "it is %s: %s was replaced and the hashes after it made anew"
                            .formatted(
                                    chain.hashOf(signed),
                                    signed == good + 1
                                            ? "this event"
                                            : "one of the events %d to %d".formatted(good + 1, signed)));
        }
        if (head.isRefused()) {
            return Fault.ofEvent(
                    signed + 1,
                    null,
                    0,
                    "to be chained to event %d".formatted(signed),
                    "the signer refused it in checkpoint %d of %s"
                            .formatted(number, checkpoint.frame().at()));
        }
        if (head.isFinished() && chain.chained() > signed) {
            return Fault.ofEvent(
                    signed + 1,
                    null,
                    0,
                    "nothing after event %d, with which checkpoint %d signs the end of the run"
                            .formatted(signed, number),
                    "another event follows");
        }
        return null;
    }

    /** Whether what is there may be all there is. */
    private @Nullable Fault atTheEnd(String run, List<? extends Signing> checkpoints) {
        if (checkpoints.isEmpty()) {
            return new Fault(
                    null,
                    null,
                    null,
                    0,
                    "a checkpoint that signs the " + chain.subjectKind(),
                    "the input holds none: the %d events are chained, but anybody could have chained them"
                            .formatted(chain.chained()));
        }
        Signing last = checkpoints.getLast();
        Head head = Ledger.headOf(last, run);
        if (head.isFinished() || chain.isOfDecisions()) {
            return null;
        }
        if (chain.isEnded()) {
            return Fault.ofEvent(
                    head.sequence() + 1,
                    null,
                    0,
                    "a checkpoint that signs the end of the run",
                    "the last one here, %d, signs up to event %d (if the run ended just now, download it again)"
                            .formatted(last.frame().number(), head.sequence()));
        }
        Checkpoint without = ledger.roundWithout(run, last.frame().number());
        if (without != null) {
            return Fault.ofEvent(
                    chain.chained() + 1,
                    null,
                    0,
                    "the end of the run, since checkpoint %d of %s no longer counts it among those that run"
                            .formatted(without.frame().number(), without.frame().at()),
                    "the history breaks off after event %d".formatted(chain.chained()));
        }
        return null;
    }

    private Verdict ofAHistory(String run, @Nullable Tombstone tombstone) {
        Checkpoint last = ledger.checkpointsOf(run).getLast();
        Head head = Ledger.headOf(last, run);
        List<String> notes = new ArrayList<>();
        if (!head.isFinished()) {
            notes.add("The run had not ended: whether more events followed, only a later checkpoint can tell.");
        }
        if (head.sequence() < chain.chained()) {
            notes.add("The events %d to %d are chained, and not signed yet."
                    .formatted(head.sequence() + 1, chain.chained()));
        }
        for (Tombstone part : ledger.partsGone(run)) {
            notes.add(
                    "Its %s: %s. Record %d of the ledger says so. What they were is told by their digests in these events."
                            .formatted(
                                    String.join(" and ", part.removed()),
                                    reasonOf(part),
                                    part.frame().number()));
        }
        if (tombstone != null) {
            notes.add("Since then the installation has deleted this history: %s.".formatted(reasonOf(tombstone)));
        }
        addAnchorNote(notes);
        return verdict(
                Outcome.VERIFIED,
                "Verified: run %s has %d events, from %s to %s, the last with the hash %s. Checkpoint %d of %s signs %s, by the key %s."
                        .formatted(
                                run,
                                chain.chained(),
                                chain.firstTime(),
                                chain.lastTime(),
                                chain.lastHash(),
                                last.frame().number(),
                                last.frame().at(),
                                head.isFinished()
                                        ? "all of them and the end of the run"
                                        : "those up to number " + head.sequence(),
                                last.frame().keyId()),
                notes,
                null);
    }

    private Verdict ofADeletedRun(Tombstone tombstone) {
        Checkpoint covering = ledger.checkpoint(tombstone.checkpoint());
        Head head = covering == null ? null : covering.of(tombstone.run());
        if (head != null
                && (head.sequence() != tombstone.sequence() || !head.hash().equals(tombstone.hash()))) {
            Fault wrong = Fault.ofRecord(
                    tombstone.frame().number(),
                    tombstone.frame().id(),
                    tombstone.frame().line(),
                    "the %d events with the last hash %s that checkpoint %d signs"
                            .formatted(head.sequence(), head.hash(), tombstone.checkpoint()),
                    "it says that %d were deleted, with the last hash %s"
                            .formatted(tombstone.sequence(), tombstone.hash()));
            return verdict(Outcome.WRONG, "Not verified. " + wrong.sentence(), List.of(), wrong);
        }
        List<String> notes = new ArrayList<>();
        if (head == null) {
            notes.add("Checkpoint %d, which signs the end of that history, is not in the input."
                    .formatted(tombstone.checkpoint()));
        }
        addAnchorNote(notes);
        return new Verdict(
                Outcome.DELETED,
                "Deleted: run %s had %d events, the last with the hash %s; %s. It was covered by checkpoint %d. Record %d of the ledger says so, signed by the key %s."
                        .formatted(
                                tombstone.run(),
                                tombstone.sequence(),
                                tombstone.hash(),
                                reasonOf(tombstone),
                                tombstone.checkpoint(),
                                tombstone.frame().number(),
                                tombstone.frame().keyId()),
                notes,
                tombstone.run(),
                null,
                0,
                tombstone.hash(),
                tombstone.sequence(),
                true,
                tombstone.checkpoint(),
                tombstone.frame().keyId(),
                fingerprint(),
                pinned != null,
                null);
    }

    private Verdict ofDecisions(String project) {
        DecisionsCheckpoint last = ledger.decisionsOf(project).getLast();
        Head head = Ledger.headOf(last, project);
        List<String> notes = new ArrayList<>();
        notes.add("Whether more was decided, only a later checkpoint can tell.");
        if (head.sequence() < chain.chained()) {
            notes.add("The decisions %d to %d are chained, and not signed yet."
                    .formatted(head.sequence() + 1, chain.chained()));
        }
        addAnchorNote(notes);
        return verdict(
                Outcome.VERIFIED,
                "Verified: project %s has %d decisions, from %s to %s, the last with the hash %s. Checkpoint %d of %s signs those up to number %d, by the key %s."
                        .formatted(
                                project,
                                chain.chained(),
                                chain.firstTime(),
                                chain.lastTime(),
                                chain.lastHash(),
                                last.frame().number(),
                                last.frame().at(),
                                head.sequence(),
                                last.frame().keyId()),
                notes,
                null);
    }

    private static String reasonOf(Tombstone tombstone) {
        String by = tombstone.deletedBy();
        return (tombstone.reason().equals("retention-policy")
                        ? "deleted by retention, under %s, on ".formatted(policyOf(tombstone))
                        : "deleted by " + (by == null ? "somebody" : by) + " on ")
                + tombstone.frame().at();
    }

    private static String policyOf(Tombstone tombstone) {
        String campaign = tombstone.policyOf();
        return (tombstone.policyVersion() == null
                        ? "the policy"
                        : "version %d of the policy".formatted(tombstone.policyVersion()))
                + (campaign == null ? " of all campaigns" : " of campaign " + campaign);
    }

    private Verdict ofTheLedgerAlone() {
        List<String> notes = new ArrayList<>();
        if (ledger.last() - ledger.first() + 1 != ledger.size()) {
            notes.add("Some records between them are not in the input, so nothing says that they were chained.");
        }
        addAnchorNote(notes);
        return verdict(
                Outcome.VERIFIED,
                "Verified: %d records of the ledger, numbers %d to %d, each signed by the key in force. There is no history among them."
                        .formatted(ledger.size(), ledger.first(), ledger.last()),
                notes,
                null);
    }

    private void addAnchorNote(List<String> notes) {
        notes.add(
                pinned == null
                        ? "All of it rests on the key %s; it proves nothing to somebody who does not know this fingerprint from elsewhere (--key)."
                                .formatted(fingerprint())
                        : "All of it rests on the key %s, which you named.".formatted(pinned));
    }

    private @Nullable String fingerprint() {
        Key anchor = ledger.anchor();
        return anchor == null ? null : anchor.fingerprint();
    }

    private Verdict verdict(Outcome outcome, String sentence, List<String> notes, @Nullable Fault fault) {
        String subject = chain.subject();
        List<? extends Signing> checkpoints =
                subject == null || outcome == Outcome.WRONG ? List.of() : signing(subject);
        Signing last = checkpoints.isEmpty() ? null : checkpoints.getLast();
        Head head = last == null || subject == null ? null : last.of(subject);
        return new Verdict(
                outcome,
                sentence,
                notes,
                chain.run(),
                chain.isOfDecisions() ? subject : null,
                chain.events(),
                chain.chained() == 0 ? null : chain.lastHash(),
                head == null ? 0 : head.sequence(),
                head != null && head.isFinished(),
                last == null ? null : last.frame().number(),
                last == null ? null : last.frame().keyId(),
                fingerprint(),
                pinned != null,
                fault);
    }
}
