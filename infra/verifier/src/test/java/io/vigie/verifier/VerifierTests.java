package io.vigie.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.audit.AuditMessage.Head;
import io.vigie.contracts.audit.AuditMessage.HeadState;
import io.vigie.contracts.run.RunEvent;
import io.vigie.verifier.Verdict.Outcome;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Histories as Vigie writes them, what somebody may do to them, and what is found. */
class VerifierTests {

    private final Signed signed = new Signed();
    private final List<Envelope<RunEvent>> history = Signed.history(Signed.RUN, 14, true);
    private final List<String> events = Signed.lines(history);
    private final String key = signed.introduceFirst();
    private final String interval =
            signed.checkpoint(Signed.head(history, 9, HeadState.RUNNING), other(3, HeadState.RUNNING));
    private final String end =
            signed.checkpoint(Signed.head(history, 14, HeadState.FINISHED), other(5, HeadState.RUNNING));
    private final String later = signed.checkpoint(other(6, HeadState.FINISHED));

    private static Head other(int events, HeadState state) {
        return Signed.head(Signed.history(Signed.OTHER, 6, true), events, state);
    }

    private Verdict verify(List<String> lines) {
        return verify(lines, signed.anchor());
    }

    private static Verdict verify(List<String> lines, @Nullable String trusted) {
        return verify(String.join("\n", lines).getBytes(StandardCharsets.UTF_8), trusted);
    }

    private static Verdict verify(byte[] input, @Nullable String trusted) {
        try {
            Verifier verifier = Verifier.ofHistory(trusted, null);
            verifier.read(new ByteArrayInputStream(input));
            return verifier.verdict();
        } catch (IOException | Unusable failed) {
            throw new AssertionError(failed);
        }
    }

    private static List<String> with(List<String> events, String... ledger) {
        List<String> lines = new ArrayList<>(events);
        lines.addAll(Arrays.asList(ledger));
        return lines;
    }

    private static void assertWrong(Verdict verdict, long event, String... words) {
        assertThat(verdict.outcome()).isEqualTo(Outcome.WRONG);
        assertThat(verdict.fault().event()).isEqualTo(event);
        assertThat(words).allSatisfy(word -> assertThat(verdict.sentence()).contains(word));
    }

    private static void assertWrongRecord(Verdict verdict, long record, String... words) {
        assertThat(verdict.outcome()).isEqualTo(Outcome.WRONG);
        assertThat(verdict.fault().record()).isEqualTo(record);
        assertThat(verdict.sentence()).contains(words);
    }

    @Test
    void verifiesAHistoryAsItWasWritten() {
        Verdict verdict = verify(with(events, key, interval, end));

        assertThat(verdict.outcome()).isEqualTo(Outcome.VERIFIED);
        assertThat(verdict.events()).isEqualTo(14);
        assertThat(verdict.signedUpTo()).isEqualTo(14);
        assertThat(verdict.complete()).isTrue();
        assertThat(verdict.checkpoint()).isEqualTo(3);
        assertThat(verdict.sentence()).contains("14 events", "Checkpoint 3", "the end of the run", signed.anchor());
        assertThat(verdict.notes()).singleElement().asString().contains("which you named");
    }

    @Test
    void takesTheLinesOfTheLedgerInAnyPlaceAndOrder() {
        List<String> lines = new ArrayList<>(List.of(later, end));
        lines.addAll(events.subList(0, 7));
        lines.add(key);
        lines.addAll(events.subList(7, 14));
        lines.add(interval);
        lines.add(interval);

        assertThat(verify(lines).complete()).isTrue();
    }

    @Test
    void readsWhatIsCompressed() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(String.join("\n", with(events, key, end)).getBytes(StandardCharsets.UTF_8));
        }

        assertThat(verify(packed.toByteArray(), null).outcome()).isEqualTo(Outcome.VERIFIED);
    }

    @Test
    void saysUpToWhereARunThatGoesOnIsSigned() {
        Verdict verdict = verify(with(events.subList(0, 12), key, interval));

        assertThat(verdict.outcome()).isEqualTo(Outcome.VERIFIED);
        assertThat(verdict.signedUpTo()).isEqualTo(9);
        assertThat(verdict.complete()).isFalse();
        assertThat(verdict.notes()).anySatisfy(note -> assertThat(note).contains("10 to 12", "not signed"));
    }

    @Test
    void saysThatAKeyWhichNobodyKnowsProvesNothing() {
        Verdict verdict = verify(with(events, key, end), null);

        assertThat(verdict.pinned()).isFalse();
        assertThat(verdict.notes()).singleElement().asString().contains("proves nothing", "--key");
    }

    /** Any byte of any event, made any other: nothing of an event is left unguarded. */
    @Test
    void findsAnyByteThatWasChanged() {
        Small small = Small.ofThreeEvents();
        Random random = new Random(42);
        int number = 1;
        for (int at = 0; at < small.bytesOfEvents(); at++) {
            byte[] changed = small.changed(at, random);

            Verdict verdict = verify(changed, small.anchor());

            assertThat(verdict.outcome()).as("byte %d of event %d", at, number).isEqualTo(Outcome.WRONG);
            // When a line feed is lost, the event after it is gone too.
            assertThat(verdict.fault().event())
                    .as("byte %d of event %d: %s", at, number, verdict.sentence())
                    .isEqualTo(number);
            number += small.isLineFeed(at) ? 1 : 0;
        }
        assertThat(number).isEqualTo(3);
    }

    @Test
    void findsAnyByteOfTheLedgerThatWasChanged() {
        Small small = Small.ofThreeEvents();
        Random random = new Random(43);
        for (int at = small.bytesOfEvents() + 1; at < small.bytes().length; at++) {
            byte[] changed = small.changed(at, random);

            assertThat(verify(changed, small.anchor()).outcome())
                    .as("byte %d of %d", at, changed.length)
                    .isEqualTo(Outcome.WRONG);
        }
    }

    /** A history and its ledger as one file. */
    private record Small(String anchor, byte[] bytes, int bytesOfEvents) {

        static Small ofThreeEvents() {
            Signed signed = new Signed();
            List<Envelope<RunEvent>> history = Signed.history(Signed.RUN, 3, true);
            List<String> events = Signed.lines(history);
            List<String> all = with(
                    events, signed.introduceFirst(), signed.checkpoint(Signed.head(history, 3, HeadState.FINISHED)));
            return new Small(signed.anchor(), utf8(all), utf8(events).length);
        }

        private static byte[] utf8(List<String> lines) {
            return String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
        }

        byte[] changed(int at, Random random) {
            byte[] changed = bytes.clone();
            changed[at] ^= (byte) (1 + random.nextInt(255));
            return changed;
        }

        boolean isLineFeed(int at) {
            return bytes[at] == '\n';
        }
    }

    @Test
    void namesTheEventWhoseContentWasChanged() {
        List<String> changed = with(events, key, interval, end);
        changed.set(4, changed.get(4).replace("\"durationMillis\":500", "\"durationMillis\":501"));

        assertWrong(verify(changed), 5, "id \"" + Signed.RUN + "/5\"", "line 5", "content with the hash");
    }

    @Test
    void namesAnEventThatCameFromAnotherHistory() {
        List<String> changed = with(events, key, interval, end);
        changed.set(
                4,
                Signed.lines(Signed.history(Signed.RUN, 5, false, event -> event.by("somebody else")))
                        .get(4)
                        .replaceFirst(
                                "\"previoushash\":\"[^\"]*\"",
                                "\"previoushash\":\"" + history.get(3).link().hash() + "\""));

        // Its hash does not fit the hash before it that it now names; had it been made anew, the next event would not
        // follow.
        assertWrong(verify(changed), 5);
    }

    @Test
    void findsAnAttributeThatWasAddedOrRemoved() {
        List<String> added = with(events, key, interval, end);
        added.set(2, added.get(2).replaceFirst("\\{", "{\"remark\":\"x\","));
        List<String> removed = with(events, key, interval, end);
        removed.set(2, removed.get(2).replace("\"correlationid\":\"launch-1\",", ""));

        assertWrong(verify(added), 3);
        assertWrong(verify(removed), 3);
    }

    @Test
    void namesTheEventThatWasRemoved() {
        List<String> lines = with(events, key, interval, end);
        lines.remove(6);

        assertWrong(verify(lines), 7, "expected event 7", "event 8 stands in its place");
    }

    @Test
    void namesTheFirstOfTwoThatWereSwapped() {
        List<String> lines = with(events, key, interval, end);
        Collections.swap(lines, 3, 4);

        assertWrong(verify(lines), 4, "event 5 stands in its place");
    }

    @Test
    void findsAnEventThatWasRepeatedOrPutIn() {
        List<String> repeated = with(events, key, interval, end);
        repeated.add(5, repeated.get(4));
        List<String> after = with(events, key, interval, end);
        after.add(14, Signed.lines(Signed.history(Signed.RUN, 15, true)).get(14));

        assertWrong(verify(repeated), 6);
        assertWrong(verify(after), 15, "nothing after event 14");
    }

    @Test
    void findsATailThatWasCutByTheLastCheckpoint() {
        assertWrong(
                verify(with(events.subList(0, 11), key, interval, end)), 12, "signs 14 events", "ends with event 11");
    }

    @Test
    void findsATailThatWasCutFromARunThatGoesOnByTheIntervalsCheckpoint() {
        assertWrong(verify(with(events.subList(0, 8), key, interval)), 9, "checkpoint 2", "signs 9 events");
    }

    /** With the last checkpoint of the run gone too, any later checkpoint tells that the run is no longer among those that run. */
    @Test
    void findsATailThatWasCutWithItsCheckpointsByALaterOne() {
        Verdict without = verify(with(events.subList(0, 10), key, interval));
        Verdict withLater = verify(with(events.subList(0, 10), key, interval, later));

        assertThat(without.outcome()).isEqualTo(Outcome.VERIFIED);
        assertThat(without.notes()).anySatisfy(note -> assertThat(note).contains("only a later checkpoint can tell"));
        assertWrong(withLater, 11, "checkpoint 4", "no longer counts it among those that run");
    }

    @Test
    void findsThatTheCheckpointOfTheEndIsGone() {
        assertWrong(verify(with(events, key, interval)), 10, "the end of the run", "signs up to event 9");
    }

    @Test
    void takesNoHistoryThatNobodySigned() {
        assertThat(verify(events).outcome()).isEqualTo(Outcome.WRONG);
        assertThat(verify(with(events, key, later)).sentence()).contains("a checkpoint that signs the run");
        assertThat(verify(List.of(key, interval)).sentence()).contains("the input holds none");
    }

    @Test
    void findsAHistoryThatWasRewrittenWithAllItsHashes() {
        List<String> forged = Signed.lines(Signed.history(
                Signed.RUN, 14, true, event -> event.id().endsWith("/11") ? event.by("somebody else") : event));

        assertWrong(
                verify(with(forged, key, interval, end)),
                14,
                "one of the events 10 to 14 was replaced",
                "checkpoint 3");
        assertWrong(verify(with(forged, key, end)), 14, "one of the events 1 to 14");
    }

    @Test
    void findsAForgedKey() {
        Signed forger = new Signed();
        List<Envelope<RunEvent>> forged = Signed.history(Signed.RUN, 14, true, event -> event.by("somebody else"));
        List<String> lines = with(
                Signed.lines(forged),
                forger.introduceFirst(),
                forger.checkpoint(Signed.head(forged, 14, HeadState.FINISHED)));

        assertWrongRecord(verify(lines), 1, "the key " + signed.anchor() + ", which you trust");
        // Whoever knows no fingerprint cannot find it, and is told so.
        assertThat(verify(lines, null).outcome()).isEqualTo(Outcome.VERIFIED);
        assertThat(verify(lines, null).notes())
                .anySatisfy(note -> assertThat(note).contains("proves nothing"));
    }

    @Test
    void findsAKeyThatNobodyIntroduced() {
        KeyPair stranger = Signed.newKey();
        List<String> lines =
                with(events, key, signed.checkpoint(stranger, 1, 1, Signed.head(history, 14, HeadState.FINISHED)));

        assertWrongRecord(verify(lines), 5, "the key in force, " + signed.anchor(), Signed.fingerprint(stranger));
    }

    @Test
    void findsASignatureOfSomethingElse() {
        String signature = interval.replaceFirst(".*\"signature\":\"([^\"]*)\".*", "$1");
        String exchanged = end.replaceFirst("\"signature\":\"[^\"]*\"", "\"signature\":\"" + signature + "\"");

        assertWrongRecord(verify(with(events, key, exchanged)), 3, "the signature does not fit");
    }

    @Test
    void findsARecordOfTheLedgerThatWasReplaced() {
        Signed again = new Signed();
        List<String> own = List.of(
                again.introduceFirst(),
                again.checkpoint(Signed.head(history, 9, HeadState.RUNNING)),
                again.checkpoint());
        String fork = own.get(1).replace("\"part\":1", "\"part\":2");

        assertWrongRecord(verify(with(events, own.get(0), own.get(1), fork), null), 2, "one record with this number");
    }

    @Test
    void goesOnWithAKeyThatTheOneBeforeIntroduced() {
        KeyPair second = Signed.newKey();
        String introduced = signed.introduce(second);
        String bySecond = signed.checkpoint(Signed.head(history, 14, HeadState.FINISHED));

        assertThat(verify(with(events, key, interval, introduced, bySecond)).key())
                .isEqualTo(Signed.fingerprint(second));
        assertThat(verify(with(events, key, end)).outcome()).isEqualTo(Outcome.VERIFIED);
        assertWrongRecord(verify(with(events, key, bySecond)), 6, "the key in force");
    }

    @Test
    void takesNoSignatureByAKeyThatWasReplaced() {
        KeyPair first = Signed.newKey();
        String anchor = Signed.fingerprint(first);
        Signed ledger = new Signed();
        List<String> lines = with(
                events,
                ledger.introduce(first),
                ledger.introduce(Signed.newKey()),
                ledger.checkpoint(first, 1, 1, Signed.head(history, 14, HeadState.FINISHED)));

        assertWrongRecord(verify(lines, anchor), 3, "the key in force");
    }

    @Test
    void findsARecordThatIsNotChainedToTheOneBefore() {
        KeyPair one = Signed.newKey();
        Signed told = new Signed();
        Signed retold = new Signed();
        String first = told.introduce(one);
        String second = told.checkpoint(Signed.head(history, 9, HeadState.RUNNING));
        retold.introduce(one);
        retold.checkpoint(other(1, HeadState.RUNNING));
        String third = retold.checkpoint(Signed.head(history, 14, HeadState.FINISHED));

        assertWrongRecord(
                verify(with(events, first, second, third), Signed.fingerprint(one)),
                3,
                "to follow record 2 with the hash");
    }

    @Test
    void tellsThatTheSignerRefusedAHistory() {
        List<String> lines = with(events, key, signed.checkpoint(Signed.head(history, 9, HeadState.REFUSED)));

        assertWrong(verify(lines), 10, "the signer refused it");
    }

    @Test
    void judgesADeletedHistoryByItsTombstone() {
        Head head = Signed.head(history, 14, HeadState.FINISHED);
        String tombstone = signed.tombstone(head, 3, null);

        Verdict verdict = verify(List.of(key, end, tombstone));

        assertThat(verdict.outcome()).isEqualTo(Outcome.DELETED);
        assertThat(verdict.sentence()).contains("deleted by retention", "covered by checkpoint 3", "14 events");
        assertThat(verify(List.of(key, tombstone)).notes())
                .anySatisfy(note -> assertThat(note).contains("Checkpoint 3", "not in the input"));
        assertThat(verify(with(events, key, end, tombstone)).notes())
                .anySatisfy(note -> assertThat(note).contains("has deleted this history"));
    }

    @Test
    void findsATombstoneThatSaysOtherwiseThanItsCheckpoint() {
        String tombstone = signed.tombstone(Signed.head(history, 12, HeadState.FINISHED), 3, "admin@example.com");

        assertWrongRecord(verify(List.of(key, end, tombstone)), 5, "the 14 events", "12 were deleted");
        assertWrong(verify(with(events, key, end, tombstone)), 13);
    }

    @Test
    void verifiesALedgerByItself() throws Exception {
        Verifier whole = Verifier.ofLedger(signed.anchor());
        whole.read(new ByteArrayInputStream(
                String.join("\n", key, interval, end, later).getBytes(StandardCharsets.UTF_8)));
        Verifier gap = Verifier.ofLedger(signed.anchor());
        gap.read(new ByteArrayInputStream(String.join("\n", key, later).getBytes(StandardCharsets.UTF_8)));

        assertThat(whole.verdict().sentence()).contains("4 records", "numbers 1 to 4");
        assertThat(gap.verdict().notes()).anySatisfy(note -> assertThat(note).contains("not in the input"));
    }

    @Test
    void tellsTheVerdictAsJson() throws Exception {
        List<String> lines = with(events, key, interval, end);
        lines.remove(6);

        var json = Json.object(verify(lines).json().getBytes(StandardCharsets.UTF_8));

        assertThat(json).containsEntry("verdict", "wrong").containsEntry("pinned", true);
        assertThat(CloudEvent.objectOf(json, "fault")).containsEntry("event", new Json.Digits("7"));
    }

    @Test
    void judgesNothingThatIsNoHistory() {
        for (String nothing : List.of("", "<html></html>", "{\"message\":\"no\"}", "[]")) {
            assertThatThrownBy(() -> {
                        Verifier verifier = Verifier.ofHistory(null, null);
                        verifier.read(new ByteArrayInputStream(nothing.getBytes(StandardCharsets.UTF_8)));
                        verifier.verdict();
                    })
                    .isInstanceOf(Unusable.class)
                    .hasMessageContaining("Expected lines that are events");
        }
    }
}
