package io.vigie.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DemandsTests {

    @Test
    void holdsWhatIsWithinItsBounds() {
        Demands demands =
                new Demands().atMost("ratio", 1.5, 1.5).below("gap", 0.49, 0.5).atLeast("share", 85, 85);

        assertThat(demands.areHeld()).isTrue();
        assertThat(demands.lines())
                .containsExactly(
                        "HELD     ratio: 1.50, at most 1.50",
                        "HELD     gap: 0.49, below 0.50",
                        "HELD     share: 85.00, at least 85.00");
    }

    @Test
    void missesOneThatIsBeyondAndSaysWhichOne() {
        Demands demands =
                new Demands().atMost("ratio", 1.51, 1.5).below("gap", 0.5, 0.5).atLeast("share", 90, 85);

        assertThat(demands.areHeld()).isFalse();
        assertThat(demands.lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("MISSED   ratio"),
                        line -> assertThat(line).startsWith("MISSED   gap"),
                        line -> assertThat(line).startsWith("HELD     share"));
    }

    @Test
    void missesWhatCouldNotBeMeasured() {
        double nothing = new Latencies().p50();

        assertThat(new Demands().below("gap", nothing, 20).areHeld()).isFalse();
        assertThat(new Demands().atMost("gap", nothing, 20).areHeld()).isFalse();
        assertThat(new Demands().atLeast("gap", nothing, 20).areHeld()).isFalse();
    }
}
