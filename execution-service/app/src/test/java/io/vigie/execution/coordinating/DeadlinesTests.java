package io.vigie.execution.coordinating;

import static io.vigie.execution.coordinating.RunFixture.AT;
import static io.vigie.execution.coordinating.RunFixture.RUN;
import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.contracts.RunId;
import org.junit.jupiter.api.Test;

class DeadlinesTests {

    private static final RunId OTHER = RunId.of("another-run");

    private final Deadlines deadlines = new Deadlines();

    @Test
    void areDueInTheirOrderFromTheirInstantOn() {
        deadlines.put(RUN, AT.plusSeconds(2));
        deadlines.put(OTHER, AT.plusSeconds(1));

        assertThat(deadlines.due(AT)).isEmpty();
        assertThat(deadlines.due(AT.plusSeconds(1))).containsExactly(OTHER);
        assertThat(deadlines.due(AT.plusSeconds(2))).containsExactly(OTHER, RUN);
    }

    @Test
    void stayDueUntilTheyAreMovedOrTakenAway() {
        deadlines.put(RUN, AT);
        deadlines.put(OTHER, AT);
        assertThat(deadlines.due(AT)).hasSize(2);

        deadlines.put(RUN, AT.plusSeconds(10));
        deadlines.put(OTHER, null);
        assertThat(deadlines.due(AT.plusSeconds(9))).isEmpty();
        assertThat(deadlines.due(AT.plusSeconds(10))).containsExactly(RUN);
    }

    @Test
    void ofTheSameInstantDoNotHideEachOther() {
        deadlines.put(RUN, AT);
        deadlines.put(OTHER, AT);
        deadlines.put(RUN, AT);

        assertThat(deadlines.due(AT)).containsExactlyInAnyOrder(RUN, OTHER);
    }
}
