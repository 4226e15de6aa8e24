package io.vigie.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.vigie.contracts.Outcome;
import org.junit.jupiter.api.Test;

/** What an entry is to those who stand before it. */
class StepTests {

    private final Entry verdict =
            Streams.run(Scripts.testFinished(Scripts.anyRun(), 1, Outcome.PASSED, 3, 3), 7, 106, 0);

    @Test
    void isMadeOnceForAllWhoStandAtTheSamePlace() {
        verdict.steps().remember();
        Step step = verdict.stepFrom(StreamPosition.at("epoch-1", 6, 105, 500));

        assertThat(step.frames())
                .extracting(Frame::name, Frame::id)
                .containsExactly(
                        tuple("test_completed", "epoch-1:7.1:105-500"), tuple("campain_progress", "epoch-1:7:106-500"));
        assertThat(step.after()).isEqualTo(StreamPosition.at("epoch-1", 7, 106, 500));
        assertThat(verdict.stepFrom(StreamPosition.at("epoch-1", 6, 105, 500))).isSameAs(step);
    }

    @Test
    void isAnotherForWhoeverStandsElsewhere() {
        verdict.steps().remember();
        verdict.stepFrom(StreamPosition.at("epoch-1", 6, 105, 500));

        Step withFewerLines = verdict.stepFrom(StreamPosition.at("epoch-1", 6, 105, 498));
        Step between =
                verdict.stepFrom(StreamPosition.parse("epoch-1:7.1:105-500").orElseThrow());

        assertThat(withFewerLines.frames())
                .extracting(Frame::id)
                .containsExactly("epoch-1:7.1:105-498", "epoch-1:7:106-498");
        assertThat(between.frames()).extracting(Frame::id).containsExactly("epoch-1:7:106-500");
    }
}
