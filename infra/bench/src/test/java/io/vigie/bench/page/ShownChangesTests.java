package io.vigie.bench.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShownChangesTests {

    private final ShownChanges changes = new ShownChanges();

    @Test
    void timesAChangeFromItsWritingAndFromItsReadingToItsRow() {
        changes.changed(7, ShownChanges.running(1), 1_000, 4_000);
        changes.shown(7, ShownChanges.waiting(1), 500);
        changes.shown(7, ShownChanges.running(1), 9_000);

        ShownChanges.Outcome outcome = changes.outcome();

        assertThat(outcome.fromWriting().p50()).isEqualTo(8.0);
        assertThat(outcome.fromReading().p50()).isEqualTo(5.0);
        assertThat(outcome.missing()).isZero();
    }

    @Test
    void takesALaterStageForWhatItOvertook() {
        changes.changed(7, ShownChanges.running(1), 1_000, -1);
        changes.changed(7, ShownChanges.waiting(2), 2_000, -1);
        changes.shown(7, ShownChanges.waiting(2), 12_000);

        ShownChanges.Outcome outcome = changes.outcome();

        assertThat(outcome.fromWriting().millis(1)).isEqualTo(11.0);
        assertThat(outcome.fromReading().count()).isZero();
        assertThat(outcome.missing()).isZero();
    }

    @Test
    void countsWhatNoRowEverShowed() {
        changes.changed(7, ShownChanges.running(2), 1_000, 2_000);
        changes.changed(8, ShownChanges.running(1), 1_000, 2_000);
        changes.shown(7, ShownChanges.running(1), 9_000);

        assertThat(changes.outcome().missing()).isEqualTo(2);
        assertThat(changes.outcome().fromWriting().count()).isZero();
    }
}
