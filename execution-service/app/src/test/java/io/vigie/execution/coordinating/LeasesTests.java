package io.vigie.execution.coordinating;

import static io.vigie.execution.coordinating.RunFixture.AT;
import static io.vigie.execution.coordinating.RunFixture.OTHER_WORKER;
import static io.vigie.execution.coordinating.RunFixture.RUN;
import static io.vigie.execution.coordinating.RunFixture.WORKER;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LeasesTests {

    private static final Leases.Key SLICE = new Leases.Key(RUN, 1);

    private final Leases leases = new Leases(Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(5));

    @Test
    void declaresAHolderSilentWhenItsLeaseEnds() {
        leases.put(SLICE, WORKER, false, AT);

        assertThat(leases.due(after(9_999), AT, null)).isEmpty();
        assertThat(leases.due(after(10_000), AT, null)).containsExactly(new Leases.Due.Silent(SLICE));
    }

    @Test
    void renewsTheLeaseAtASignOfLifeOfItsHolderAlone() {
        leases.put(SLICE, WORKER, false, AT);
        leases.heard(SLICE, WORKER, after(5_000));
        leases.heard(SLICE, OTHER_WORKER, after(9_000));

        assertThat(leases.due(after(14_999), AT, null)).isEmpty();
        assertThat(leases.due(after(15_000), AT, null)).hasSize(1);
    }

    @Test
    void givesEverybodyAWholeLeaseAfterWeCouldNotListen() {
        leases.put(SLICE, WORKER, false, AT);

        assertThat(leases.due(after(60_000), after(55_000), null)).isEmpty();
        assertThat(leases.due(after(65_000), after(55_000), null)).hasSize(1);
    }

    @Test
    void waitsForASliceThatNobodyTookAsLongAsTheQueueHoldsSomething() {
        leases.put(SLICE, null, true, AT);

        assertThat(leases.due(after(3_600_000), AT, null)).isEmpty();
        assertThat(leases.due(after(61_000), AT, after(1_000))).isEmpty();
        assertThat(leases.due(after(59_000), AT, after(58_000))).isEmpty();
        assertThat(leases.due(after(61_000), AT, after(58_000))).containsExactly(new Leases.Due.Unclaimed(SLICE, 0));
    }

    @Test
    void tellsOnceThatASliceWaitsForAFreeWorker() {
        leases.put(SLICE, null, false, AT);

        assertThat(leases.due(after(4_999), AT, null)).isEmpty();
        assertThat(leases.due(after(5_000), AT, null)).containsExactly(new Leases.Due.Waiting(SLICE));
        leases.put(SLICE, null, true, after(5_000));
        assertThat(leases.due(after(20_000), AT, null)).isEmpty();
        assertThat(leases.due(after(60_000), AT, after(59_000))).containsExactly(new Leases.Due.Unclaimed(SLICE, 0));
    }

    @Test
    void countsFromTheLastTimeThatASliceWasSent() {
        leases.put(SLICE, null, true, AT);
        leases.sentAgain(SLICE, after(60_000));

        assertThat(leases.due(after(61_000), AT, after(60_500))).isEmpty();
        assertThat(leases.due(after(120_000), AT, after(119_000))).containsExactly(new Leases.Due.Unclaimed(SLICE, 1));
    }

    @Test
    void forgetsASliceThatIsOver() {
        leases.put(SLICE, WORKER, false, AT);
        leases.remove(SLICE);

        assertThat(leases.due(after(60_000), AT, null)).isEmpty();
        assertThat(leases.size()).isZero();
    }

    private static Instant after(long millis) {
        return AT.plusMillis(millis);
    }
}
