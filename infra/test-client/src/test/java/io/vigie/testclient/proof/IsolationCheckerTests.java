package io.vigie.testclient.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.Outcome;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunId;
import io.vigie.contracts.TestId;
import io.vigie.contracts.WorkerId;
import io.vigie.contracts.attempt.AttemptEvent;
import io.vigie.contracts.attempt.AttemptEvent.SliceReturned;
import io.vigie.contracts.attempt.AttemptEvent.SlotLease;
import io.vigie.contracts.run.RunEvent.SliceEnd;
import io.vigie.contracts.run.RunEvent.SliceEnded;
import io.vigie.contracts.run.RunEvent.TestFinished;
import io.vigie.contracts.run.RunEvent.TestStarted;
import io.vigie.testclient.proof.Finding.Rule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IsolationCheckerTests {

    private static final Instant START = Instant.parse("2026-11-21T08:00:00Z");
    private static final TestId TEST = TestId.of("0b7c9a52-8d5e-4a35-8f3c-000000000001");
    private static final SlotLease SLOT = Histories.slot("a", 20_000);

    private final IsolationChecker checker = new IsolationChecker();

    @Test
    void allowsASlotToBeUsedAgain() {
        take("run-1", "worker-1", SLOT, 0, 10);
        take("run-2", "worker-1", SLOT, 10, 20);

        assertThat(checker.findings()).isEmpty();
        assertThat(checker.slices()).isEqualTo(2);
    }

    @Test
    void seesASharedDirectory() {
        take("run-1", "worker-1", SLOT, 0, 10);
        take("run-2", "worker-2", with("/work/a", 30_000, "_b", "/media/b"), 5, 15);

        assertThat(checker.findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.rule()).isEqualTo(Rule.ISOLATION))
                .satisfies(finding -> assertThat(finding.what()).contains("the directory /work/a"));
    }

    @Test
    void seesPortsThatOverlap() {
        take("run-1", "worker-1", SLOT, 0, 10);
        take("run-2", "worker-2", with("/work/b", 20_009, "_b", "/media/b"), 5, 15);

        assertThat(checker.findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.what()).contains("port 20009"));
    }

    @Test
    void seesASharedDatabaseSuffixAndMediaDirectory() {
        take("run-1", "worker-1", SLOT, 0, 10);
        take("run-2", "worker-2", with("/work/b", 30_000, "_a", "/media/b"), 5, 15);
        take("run-3", "worker-3", with("/work/c", 40_000, "_c", "/media/a"), 5, 15);

        assertThat(checker.findings())
                .extracting(Finding::what)
                .satisfiesExactlyInAnyOrder(
                        what -> assertThat(what).contains("the database suffix _a"),
                        what -> assertThat(what).contains("the media directory /media/a"));
    }

    @Test
    void sharesNothingThatNeitherHas() {
        take("run-1", "worker-1", new SlotLease("host", 1, "/work/a", 0, 0, "", ""), 0, 10);
        take("run-2", "worker-2", new SlotLease("host", 1, "/work/b", 0, 0, "", ""), 5, 15);
        take("run-3", "worker-3", with("/work/c", 0, "_c", "/media/c"), 5, 15);

        assertThat(checker.findings()).isEmpty();
    }

    @Test
    void allowsTheSameNamesOnAnotherHost() {
        take("run-1", "worker-1", SLOT, 0, 10);
        take("run-2", "worker-2", new SlotLease("elsewhere", 1, "/work/a", 20_000, 10, "_a", "/media/a"), 0, 10);

        assertThat(checker.findings()).isEmpty();
    }

    @Test
    void seesTwoSlicesOfOneRunInOneSlot() {
        hear("run-1", accepted("run-1", 1, "worker-1", SLOT, START), START);
        hear("run-1", accepted("run-1", 2, "worker-1", SLOT, START), START);

        assertThat(checker.findings()).hasSize(1);
    }

    @Test
    void findsItInHistoriesToo() {
        Histories one = Histories.withSlices("green");
        Histories other = Histories.withSlices("retried");
        List<Envelope<?>> both = new ArrayList<>(one.chained());
        both.addAll(other.chained());

        assertThat(HistoryChecker.check(both, true)).extracting(Finding::rule).containsOnly(Rule.ISOLATION);
    }

    @Test
    void countsALostSliceAsAliveOnlyAsLongAsItWasSeen() {
        Histories lost = Histories.withSlices("worker-lost");
        TestStarted second = lost.last(TestStarted.class);
        lost.changing(
                event -> event instanceof io.vigie.contracts.run.RunEvent.SliceStarted started && started.slice() == 2,
                event -> Histories.sliceStarted(second, 2, Histories.slot("1", 20_010)));

        assertThat(HistoryChecker.check(lost.chained(), true)).isEmpty();
    }

    @Test
    void seesASlotThatIsGivenTwiceWithinARun() {
        Histories history = Histories.withSlices("green");
        TestStarted first = history.first(TestStarted.class);
        SliceEnded end = history.first(SliceEnded.class);
        history.after(TestFinished.class::isInstance, Histories.sliceStarted(first, 2, Histories.slot("1", 20_010)))
                .after(
                        SliceEnded.class::isInstance,
                        Histories.sliceEnded(end, 2, end.workerId(), SliceEnd.COMPLETED, end.endedAt()));

        assertThat(HistoryChecker.check(history.chained(), true))
                .extracting(Finding::rule)
                .containsOnly(Rule.ISOLATION);
    }

    private void take(String run, String worker, SlotLease slot, int from, int to) {
        Instant begin = START.plusSeconds(from);
        Instant end = START.plusSeconds(to);
        RunId id = RunId.of(run);
        WorkerId who = WorkerId.of(worker);
        hear(run, accepted(run, 1, worker, slot, begin), begin);
        hear(run, new AttemptEvent.TestStarted(ProjectId.COMMON, id, who, 1, TEST, 1, begin), begin);
        hear(
                run,
                new AttemptEvent.ActionFinished(
                        ProjectId.COMMON, id, who, 1, TEST, 1, 1, 1, "pause", Outcome.PASSED, 1, null),
                end);
        hear(run, new SliceReturned(ProjectId.COMMON, id, who, 1, SliceReturned.Reason.COMPLETED, List.of()), end);
    }

    private static AttemptEvent accepted(String run, long slice, String worker, SlotLease slot, Instant at) {
        return new AttemptEvent.SliceAccepted(ProjectId.COMMON, RunId.of(run), WorkerId.of(worker), slice, slot, at);
    }

    private static SlotLease with(String directory, int firstPort, String suffix, String media) {
        return new SlotLease("host", 1, directory, firstPort, 10, suffix, media);
    }

    private void hear(String run, AttemptEvent event, Instant at) {
        checker.accept(Envelope.of(run + at, "/vigie/worker", at, run, event));
    }
}
