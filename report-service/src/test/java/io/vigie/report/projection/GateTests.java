package io.vigie.report.projection;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.report.AnyRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GateTests {

    private final AnyRun run = AnyRun.withTests(2).passed();
    private final List<Fact> history = Facts.of(run, run.history);

    private RunHead head(long sequence) {
        return new RunHead(run.uuid(), AnyRun.PROJECT, sequence, 0, false);
    }

    @Test
    void admitsAWholeHistoryOnce() {
        Gate.Passage first = Gate.pass(history, Map.of());
        Gate.Passage again =
                Gate.pass(history, Map.of(run.uuid(), first.changed().getFirst()));

        assertThat(first.admitted()).isEqualTo(history);
        assertThat(first.changed()).containsExactly(head(history.size()));
        assertThat(again.admitted()).isEmpty();
        assertThat(again.repeated()).isEqualTo(history.size());
        assertThat(again.missing()).isEmpty();
    }

    @Test
    void dropsARepeatWithinTheBatch() {
        List<Fact> twice = new ArrayList<>(history);
        twice.addAll(history);

        assertThat(Gate.pass(twice, Map.of()).admitted()).isEqualTo(history);
    }

    @Test
    void countsTheEventsThatAreAbsentAndGoesOn() {
        Gate.Passage passage = Gate.pass(history.subList(4, history.size()), Map.of(run.uuid(), head(2)));

        assertThat(passage.admitted()).hasSize(history.size() - 4);
        assertThat(passage.missing()).containsExactly(Map.entry(run.uuid(), 2L));
        assertThat(passage.changed())
                .containsExactly(new RunHead(run.uuid(), AnyRun.PROJECT, history.size(), 2, false));
    }

    @Test
    void admitsNothingOfARunThatIsDeleted() {
        RunHead deleted = head(3).asDeleted();

        assertThat(Gate.pass(history, Map.of(run.uuid(), deleted)).admitted()).isEmpty();
        assertThat(Gate.pass(Facts.of(run, run.launch), Map.of(run.uuid(), deleted))
                        .admitted())
                .isEmpty();
        assertThat(Gate.pass(Facts.of(run, run.logs), Map.of(run.uuid(), deleted))
                        .admitted())
                .isEmpty();
    }

    @Test
    void deletesARunOnceWhateverElseTheBatchSaysOfIt() {
        run.reportDeleted();
        List<Fact> launch = Facts.of(run, run.launch);

        Gate.Passage passage = Gate.pass(launch, Map.of(run.uuid(), head(0)));
        Gate.Passage again =
                Gate.pass(launch, Map.of(run.uuid(), passage.changed().getFirst()));

        assertThat(passage.deleted()).containsExactly(run.uuid());
        assertThat(passage.admitted()).isEmpty();
        assertThat(passage.changed()).containsExactly(head(0).asDeleted());
        assertThat(again.deleted()).isEmpty();
    }
}
