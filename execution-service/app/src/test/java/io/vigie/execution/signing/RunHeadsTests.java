package io.vigie.execution.signing;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.contracts.Envelope.Link;
import io.vigie.contracts.RunId;
import io.vigie.contracts.audit.AuditMessage.Head;
import io.vigie.contracts.audit.AuditMessage.HeadState;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RunHeadsTests {

    private static final RunId RUN = RunId.of("run-1");
    private static final RunId OTHER = RunId.of("run-2");
    private static final CheckpointPolicy POLICY =
            new CheckpointPolicy(Duration.ofSeconds(10), 100, Duration.ofSeconds(1), 50);

    private final RunHeads heads = new RunHeads();

    private static RunLink link(RunId run, long sequence) {
        return new RunLink(run, sequence, sequence == 1 ? Link.GENESIS : hash(sequence - 1), hash(sequence), false);
    }

    private static RunLink last(RunId run, long sequence) {
        return new RunLink(run, sequence, hash(sequence - 1), hash(sequence), true);
    }

    private static String hash(long sequence) {
        return "%064d".formatted(sequence);
    }

    @Test
    void signsEveryRunThatGoesOnAndEachOneThatEndedOnce() {
        heads.take(link(RUN, 1));
        heads.take(link(OTHER, 1));
        heads.take(last(RUN, 2));

        assertThat(heads.round())
                .containsExactly(
                        new Head(RUN, 2, hash(2), HeadState.FINISHED), new Head(OTHER, 1, hash(1), HeadState.RUNNING));

        heads.signed();

        assertThat(heads.hasMoved()).isFalse();
        assertThat(heads.round()).containsExactly(new Head(OTHER, 1, hash(1), HeadState.RUNNING));
    }

    @Test
    void goesOnAfterWhatAnEarlierTermSigned() {
        heads.recall(new Head(RUN, 7, hash(7), HeadState.RUNNING));
        heads.recall(new Head(OTHER, 3, hash(3), HeadState.FINISHED));

        assertThat(heads.take(link(RUN, 8))).isEmpty();
        assertThat(heads.round()).containsExactly(new Head(RUN, 8, hash(8), HeadState.RUNNING));
    }

    @Test
    void refusesAGapAnotherPredecessorARepetitionAndWhatCannotBeRead() {
        RunLink stranger = new RunLink(RUN, 3, hash(9), hash(3), false);
        for (RunLink wrong : new RunLink[] {link(RUN, 4), stranger, link(RUN, 2), RunLink.unreadable(RUN)}) {
            RunHeads some = new RunHeads();
            some.take(link(RUN, 1));
            some.take(link(RUN, 2));

            assertThat(some.take(wrong)).isPresent().get().asString().contains("Expected the event after 2");
            assertThat(some.take(link(RUN, 3))).as("what follows later").isEmpty();
            assertThat(some.round()).containsExactly(new Head(RUN, 2, hash(2), HeadState.REFUSED));

            some.signed();

            assertThat(some.round()).as("it stays visible").hasSize(1);
            assertThat(some.refused()).isEqualTo(1);
        }
    }

    @Test
    void refusesARunWhoseBeginningIsNotThere() {
        assertThat(heads.take(link(RUN, 5))).isPresent();
        assertThat(heads.round()).containsExactly(new Head(RUN, 0, Link.GENESIS, HeadState.REFUSED));
    }

    @Test
    void isDueAtTheEndOfARunAfterManyEventsAndAtIntervals() {
        assertThat(POLICY.isDue(heads, Duration.ofHours(1))).as("nothing moved").isFalse();

        heads.take(link(RUN, 1));

        assertThat(POLICY.isDue(heads, Duration.ofSeconds(9))).isFalse();
        assertThat(POLICY.isDue(heads, Duration.ofSeconds(10))).isTrue();

        for (int sequence = 2; sequence <= 100; sequence++) {
            heads.take(link(RUN, sequence));
        }

        assertThat(POLICY.isDue(heads, Duration.ofMillis(900))).isFalse();
        assertThat(POLICY.isDue(heads, Duration.ofSeconds(1))).isTrue();

        heads.signed();
        heads.take(last(RUN, 101));

        assertThat(POLICY.isDue(heads, Duration.ofSeconds(1))).isTrue();
    }
}
