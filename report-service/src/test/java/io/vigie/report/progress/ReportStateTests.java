package io.vigie.report.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.Outcome;
import io.vigie.contracts.Phase;
import io.vigie.contracts.StopReason;
import io.vigie.contracts.campaign.CampaignEvent;
import io.vigie.contracts.run.RunEvent;
import io.vigie.contracts.run.RunEvent.Counts;
import io.vigie.contracts.run.RunEvent.SkipReason;
import io.vigie.contracts.words.SeedWords;
import io.vigie.report.AnyRun;
import io.vigie.report.ScriptedRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        assertThat(ended.counts()).isEqualTo(new Counts(1, 1, 0, 1, 0, 0, 0, 0));
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

    @Test
    void isBeingEndedFromTheWishOnAndSaysWhoHadIt() {
        AnyRun run =
                AnyRun.withTests(3).launched().started().ran(1, Outcome.PASSED).cancelRequested("claire");

        ReportState wished = folded(both(run.history, run.launch));
        run.cancelling(StopReason.CANCELLED, "claire").testStarted(2, 1).testFinished(2, 1, Outcome.CANCELLED);
        run.skipped(3, SkipReason.CANCELLED, "Test ignoré : campagne annulée").finished(Outcome.CANCELLED);
        ReportState ended = folded(both(run.history, run.launch));

        assertThat(wished.shownPhase()).isEqualTo(Phase.CANCELLING);
        assertThat(wished.stop())
                .isEqualTo(new ReportState.Stop(StopReason.CANCELLED, "claire", AnyRun.AT.plusMillis(300)));
        assertThat(ended.shownPhase()).isEqualTo(Phase.FINISHED);
        assertThat(ended.outcome()).isEqualTo(Outcome.CANCELLED);
        assertThat(ended.stop())
                .isEqualTo(new ReportState.Stop(StopReason.CANCELLED, "claire", AnyRun.AT.plusMillis(310)));
        assertThat(SeedWords.reportStatus(ended.phase(), ended.outcome())).isEqualTo("failed");
        assertThat(SeedWords.reportResult(ended.phase(), ended.outcome())).isEqualTo("failure");
        assertThat(folded(both(run.launch, run.history))).isEqualTo(ended);
    }

    @Test
    void neverCountsAQuarantinedTestAgainstTheRun() {
        AnyRun run = AnyRun.withTests(2);
        run.quarantined.add(2);
        run.launched().started().ran(1, Outcome.PASSED).ran(2, Outcome.FAILED);
        ReportState between = folded(run.history);
        ReportState ended = folded(run.finished().history);

        assertThat(between.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(ended.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(ended.counts()).isEqualTo(new Counts(1, 1, 0, 0, 0, 0, 0, 1));
    }

    @Test
    void knowsTheTestOfARunThatHasJustOneFromEitherSide() {
        AnyRun run = AnyRun.withTests(1).passed();
        AnyRun larger = AnyRun.withTests(251).launched().started();

        assertThat(folded(run.launch).onlyTest()).isEqualTo(run.test(1));
        assertThat(folded(run.history).onlyTest()).isEqualTo(run.test(1));
        assertThat(folded(larger.launch).onlyTest()).isNull();
        assertThat(folded(larger.history).onlyTest()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "green,PASSED,2,0",
        "stop-on-failure,FAILED,1,1",
        "retried,PASSED,2,0",
        "cancelled,CANCELLED,1,0",
        "suite,FAILED,0,1",
        "worker-lost,PASSED,2,0"
    })
    void foldsEveryScriptedRun(String name, Outcome outcome, int passed, int failed) {
        ReportState state = folded(ScriptedRun.named(name));

        assertThat(state.phase()).isEqualTo(Phase.FINISHED);
        assertThat(state.outcome()).isEqualTo(outcome);
        assertThat(state.counts().passed()).isEqualTo(passed);
        assertThat(state.counts().failed()).isEqualTo(failed);
        assertThat(state.progress()).isEqualTo(100);
        assertThat(state.counts().total())
                .isEqualTo(Objects.requireNonNull(state.launch()).testCount());
    }
}
