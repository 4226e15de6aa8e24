package io.vigie.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.audit.AuditMessage.HeadState;
import io.vigie.contracts.campaign.CampaignEvent;
import io.vigie.verifier.Verdict.Outcome;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class DecisionsTests {

    private final Signed signed = new Signed();
    private final List<Envelope<CampaignEvent>> decisions = Signed.decisions(12);
    private final List<String> lines = Signed.lines(decisions);
    private final String key = signed.introduceFirst();
    private final String first = signed.decisionsCheckpoint(decisions, 5);
    private final String last = signed.decisionsCheckpoint(decisions, 10);

    @Test
    void verifiesDecisionsAsTheyWereWritten() throws Exception {
        Verdict verdict = verify(with(lines, key, first, last));

        assertThat(verdict.outcome()).isEqualTo(Outcome.VERIFIED);
        assertThat(verdict.sentence())
                .startsWith("Verified: project Common has 12 decisions")
                .contains("Checkpoint 3 of", "signs those up to number 10");
        assertThat(verdict.notes())
                .anySatisfy(note -> assertThat(note).contains("11 to 12 are chained, and not signed"));
        assertThat(verdict.project()).isEqualTo("Common");
        assertThat(verdict.run()).isNull();
    }

    @Test
    void findsAnyByteThatWasChanged() throws Exception {
        byte[] line = lines.get(6).getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < line.length; at++) {
            byte[] changed = line.clone();
            changed[at] ^= 1;
            List<String> tampered = with(lines, key, first, last);
            tampered.set(6, new String(changed, StandardCharsets.ISO_8859_1));

            Verdict verdict =
                    verify(String.join("\n", tampered).replace("\n\n", "\n").getBytes(StandardCharsets.ISO_8859_1));

            assertThat(verdict.outcome()).as("byte %d", at).isEqualTo(Outcome.WRONG);
            assertThat(verdict.fault().event()).as("byte %d", at).isBetween(7L, 8L);
        }
    }

    @Test
    void namesTheFirstThatWasRemovedOrSwapped() throws Exception {
        List<String> removed = with(lines, key, first, last);
        removed.remove(3);
        List<String> swapped = with(lines, key, first, last);
        Collections.swap(swapped, 8, 9);

        assertThat(verify(removed).fault().event()).isEqualTo(4);
        assertThat(verify(swapped).fault().event()).isEqualTo(9);
    }

    @Test
    void findsATailThatWasCut() throws Exception {
        Verdict verdict = verify(with(lines.subList(0, 7), key, first, last));

        assertThat(verdict.outcome()).isEqualTo(Outcome.WRONG);
        assertThat(verdict.fault().event()).isEqualTo(8);
        assertThat(verdict.sentence()).contains("checkpoint 3", "signs 10 events of this project", "ends with event 7");
    }

    @Test
    void findsDecisionsThatWereMadeAnewWithAllTheirHashes() throws Exception {
        List<Envelope<CampaignEvent>> others = new ArrayList<>(Signed.decisions(4));
        String forged = others.getLast().link().hash();
        List<String> rewritten = new ArrayList<>(Signed.lines(others));
        Envelope<CampaignEvent> fifth =
                io.vigie.contracts.wire.HashChain.link(decisions.get(4).by("somebody else"), 5, forged);
        rewritten.add(io.vigie.contracts.wire.CloudEventJson.write(fifth));

        Verdict verdict = verify(with(rewritten, key, first));

        assertThat(verdict.outcome()).isEqualTo(Outcome.WRONG);
        assertThat(verdict.fault().event()).isEqualTo(5);
        assertThat(verdict.sentence()).contains("made anew");
    }

    @Test
    void takesNoDecisionsThatNobodySigned() throws Exception {
        assertThat(verify(with(lines, key)).sentence()).contains("a checkpoint that signs the project");
    }

    @Test
    void saysWhatOfAVerifiedRunWasRemoved() throws Exception {
        var history = Signed.history(Signed.RUN, 3, true);
        var head = Signed.head(history, 3, HeadState.FINISHED);
        String end = signed.checkpoint(head);
        String logs = signed.tombstone(head, 4, null, io.vigie.contracts.Kept.LOGS);

        Verdict verdict = verify(with(Signed.lines(history), key, end, logs));

        assertThat(verdict.outcome()).isEqualTo(Outcome.VERIFIED);
        assertThat(verdict.notes())
                .anySatisfy(note -> assertThat(note)
                        .startsWith("Its logs: deleted by retention, under version 3 of the policy of all campaigns")
                        .contains("Record 5 of the ledger"));
    }

    private static List<String> with(List<String> events, String... ledger) {
        List<String> lines = new ArrayList<>(events);
        lines.addAll(Arrays.asList(ledger));
        return lines;
    }

    private Verdict verify(List<String> input) throws Exception {
        return verify(String.join("\n", input).getBytes(StandardCharsets.UTF_8));
    }

    private Verdict verify(byte[] input) throws Exception {
        Verifier verifier = Verifier.ofHistory(signed.anchor(), null);
        verifier.read(new ByteArrayInputStream(input));
        return verifier.verdict();
    }
}
