package io.vigie.report.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.Outcome;
import io.vigie.contracts.Phase;
import io.vigie.contracts.campaign.CampaignEvent;
import io.vigie.contracts.run.RunEvent;
import io.vigie.contracts.run.RunEvent.Counts;
import io.vigie.report.AnyRun;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportStateTests {

    private static ReportState folded(List<Envelope<?>> envelopes) {
        ReportState state = ReportState.unknown(AnyRun.PROJECT);
        for (Envelope<?> envelope : envelopes) {
            Envelope.Link link = envelope.link();
            state = switch (envelope.message()) {
                case RunEvent event -> state.after(event, link == null ? 0 : link.sequence());
                case CampaignEvent event -> state.after(event);
                default -> state;
            };
        }
        return state;
    }

    private static List<Envelope<?>> both(List<Envelope<?>> first, List<Envelope<?>> second) {
        List<Envelope<?>> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    @Test
    void isPendingOnceLaunched() {
        AnyRun run = AnyRun.withTests(2).launched();

        ReportState state = folded(run.launch);

        assertThat(state.phase()).isEqualTo(Phase.PENDING);
        assertThat(state.launch()).isNotNull().extracting(LaunchFacts::name).isEqualTo("Octobre 2025");
        assertThat(state.progress()).isZero();
    }

    @Test
    void countsEachVerdictOnceAndEndsAtAHundred() {
        AnyRun run = AnyRun.withTests(3).launched().started();
        run.ran(1, Outcome.PASSED).ran(2, Outcome.FAILED);
        ReportState between = folded(run.history);
        run.skipped(3).finished();

        ReportState ended = folded(run.history);

        assertThat(between.progress()).isEqualTo(66);
        assertThat(between.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(between.phase()).isEqualTo(Phase.RUNNING);
        assertThat(ended.progress()).isEqualTo(100);
        assertThat(ended.phase()).isEqualTo(Phase.FINISHED);
        assertThat(ended.counts()).isEqualTo(new Counts(1, 1, 0, 1, 0, 0, 0));
        assertThat(ended.sequence()).isEqualTo(run.history.size());
    }

    @Test
    void isTheSameWhenTheLaunchIsReadLast() {
        AnyRun run = AnyRun.withTests(2).passed();

        assertThat(folded(both(run.history, run.launch))).isEqualTo(folded(both(run.launch, run.history)));
        assertThat(folded(run.history)).isEqualTo(folded(both(run.launch, run.history)));
    }

    @Test
    void knowsWhyASystemErrorEndedIt() {
        AnyRun run =
                AnyRun.withTests(4).launched().started().ran(1, Outcome.PASSED).failed("Le plan est incomplet.");

        ReportState state = folded(run.history);

        assertThat(state.outcome()).isEqualTo(Outcome.BROKEN);
        assertThat(state.progress()).isEqualTo(25);
        assertThat(state.ending())
                .isNotNull()
                .extracting(ReportState.Ending::error)
                .isEqualTo("Le plan est incomplet.");
    }
}
