package io.vigie.campaign.launching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigie.campaign.launching.RecordedDurations.Smoothed;
import org.junit.jupiter.api.Test;

class SmoothedTests {

    /** Many times in one statement must come to the same as each in a statement of its own. */
    @Test
    void foldsABatchAsIfEachTimeHadComeAlone() {
        long[] times = {100, 300, 20, 20, 5_000};
        double oneByOne = 250;
        for (long time : times) {
            oneByOne = oneByOne * (1 - RecordedDurations.NEWEST) + time * RecordedDurations.NEWEST;
        }

        Smoothed batch = Smoothed.first(times[0]);
        for (int i = 1; i < times.length; i++) {
            batch = batch.then(times[i]);
        }

        assertThat(250 * batch.kept() + batch.added()).isCloseTo(oneByOne, within(1e-6));
    }

    @Test
    void startsWithTheFirstTimeItself() {
        assertThat(Smoothed.first(400).alone()).isEqualTo(400);
        assertThat(Smoothed.first(400).then(500).alone()).isCloseTo(430, within(1e-9));
    }
}
