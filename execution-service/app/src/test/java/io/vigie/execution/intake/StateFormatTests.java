package io.vigie.execution.intake;

import static io.vigie.execution.coordinating.RunFixture.AT;
import static io.vigie.execution.coordinating.RunFixture.WORKER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigie.contracts.CampaignId;
import io.vigie.contracts.EnvironmentId;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunId;
import io.vigie.contracts.RunOptions;
import io.vigie.contracts.TestId;
import io.vigie.contracts.campaign.CampaignEvent.PlannedTest;
import io.vigie.contracts.run.RunEvent.Counts;
import io.vigie.contracts.run.RunEvent.SkipReason;
import io.vigie.execution.coordinating.EnvironmentPermits;
import io.vigie.execution.coordinating.Pace;
import io.vigie.execution.coordinating.RunFacts;
import io.vigie.execution.coordinating.RunState;
import io.vigie.execution.coordinating.SliceEntry;
import io.vigie.execution.coordinating.SliceEntry.Phase;
import io.vigie.execution.coordinating.SliceEntry.SlicedTest;
import io.vigie.execution.coordinating.Stop;
import io.vigie.execution.coordinating.TestEntry;
import io.vigie.execution.publishing.HistoryEnd;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StateFormatTests {

    private static final RunId RUN = RunId.of("019b2c7e-0d00-7000-8000-0000000000c1");
    private static final RunFacts FACTS = new RunFacts(
            ProjectId.COMMON,
            RUN,
            CampaignId.of("campaign"),
            EnvironmentId.of("environment"),
            3,
            4,
            new RunOptions(true, 5, 2, 30_000L, 3_600_000L, 6, true),
            1_000,
            4,
            "admin@example.com",
            "click-1",
            AT);
    private static final HistoryEnd END = new HistoryEnd(42, "0a".repeat(32));

    @Test
    void bringsBackARunWhosePlanIsOnItsWay() {
        BitSet received = new BitSet();
        received.set(1);
        received.set(3);

        holds(new RunState.Planning(FACTS, received, 500, -7, null));
        holds(new RunState.Planning(FACTS, received, 500, 9, new Stop(SkipReason.CANCELLED, AT, false)));
    }

    @Test
    void bringsBackARunThatRuns() {
        Counts counts = new Counts(1, 2, 3, 4, 5, 6, 7, 8);

        holds(new RunState.Running(FACTS, counts, 12, 1, 2, 3, 17, new Pace(9, 1_234), null));
        for (SkipReason why : SkipReason.values()) {
            holds(new RunState.Running(FACTS, counts, 12, 1, 2, 3, 17, new Pace(9, 1_234), new Stop(why, AT, true)));
        }
    }

    @Test
    void bringsBackTheMarkerOfARunThatEnded() {
        RunRecord run = new RunRecord(new RunState.Ended(AT), END);

        assertThat(StateFormat.readRun(StateFormat.write(run), null)).isEqualTo(run);
    }

    @Test
    void keepsTheHeaderOfARunSmallWhateverItsLaunchSaid() {
        RunState running = new RunState.Running(FACTS, Counts.NONE, 1, 0, 0, 0, 1, new Pace(0, 0), null);

        assertThat(StateFormat.write(new RunRecord(running, END))).hasSizeLessThan(150);
    }

    @Test
    void bringsBackATest() {
        holds(new TestEntry(
                new PlannedTest(7, 9, TestId.of("test"), 3, "Connexion réussie", 2, 5_000L, true, "database", 120L),
                4,
                1,
                2,
                true,
                5,
                6,
                7));
        holds(new TestEntry(PlannedTest.plain(1, TestId.of("test"), 1, ""), 1, 0, 0, false, 0, 0, 0));
    }

    @Test
    void bringsBackASliceByTheTurnsOfItsTestsWithoutThoseThatHaveTheirVerdict() {
        for (Phase phase : Phase.values()) {
            SliceEntry slice = new SliceEntry(
                    8,
                    phase,
                    phase == Phase.HELD ? WORKER : null,
                    true,
                    List.of(test(3), test(4), test(5), test(9), test(11), test(12)));

            assertThat(StateFormat.readSlice(StateFormat.write(slice), StateFormatTests::entry))
                    .isEqualTo(slice);
            assertThat(StateFormat.readSlice(StateFormat.write(slice), turn -> turn < 9 ? null : entry(turn))
                            .tests())
                    .containsExactly(test(9), test(11), test(12));
        }
    }

    @Test
    void bringsBackASliceThatWasExtendedAndOneOfTheTimeBeforeThat() {
        SliceEntry extended = new SliceEntry(8, Phase.HELD, WORKER, false, List.of(test(3), test(4), test(5)), 4);
        byte[] stored = StateFormat.write(extended);

        assertThat(StateFormat.readSlice(stored, StateFormatTests::entry)).isEqualTo(extended);
        assertThat(StateFormat.readSlice(stored, turn -> turn < 5 ? null : entry(turn))
                        .dispatchedTo())
                .isEqualTo(4);
        byte[] shorter = Arrays.copyOf(stored, stored.length - Integer.BYTES);
        assertThat(StateFormat.readSlice(shorter, turn -> null).dispatchedTo()).isEqualTo(5);
    }

    @Test
    void keepsASliceSmallWhateverItsNumberOfTests() {
        List<SlicedTest> tests = java.util.stream.IntStream.rangeClosed(1, 1_000)
                .mapToObj(StateFormatTests::test)
                .toList();

        assertThat(StateFormat.write(new SliceEntry(1, Phase.HELD, WORKER, false, tests)))
                .hasSizeLessThan(60);
    }

    @Test
    void bringsBackThePermitsOfAnEnvironmentInTheirOrder() {
        Map<RunId, List<Long>> held = new LinkedHashMap<>();
        held.put(RUN, List.of(1L, 4L));
        held.put(RunId.of("another"), List.of(2L));
        EnvironmentPermits permits = new EnvironmentPermits(
                3,
                RUN,
                held,
                List.of(
                        new EnvironmentPermits.Waiting(RunId.of("another"), 3),
                        new EnvironmentPermits.Waiting(RUN, 5)));

        assertThat(StateFormat.readPermits(StateFormat.write(permits))).isEqualTo(permits);
    }

    @Test
    void refusesAVersionThatItDoesNotKnow() {
        byte[] stored = StateFormat.write(FACTS);
        stored[0] = 99;

        assertThatThrownBy(() -> StateFormat.readTest(stored))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("found 99");
    }

    private static void holds(RunState state) {
        RunRecord run = new RunRecord(state, END);
        assertThat(StateFormat.readRun(StateFormat.write(run), StateFormat.write(FACTS)))
                .isEqualTo(run);
    }

    private static void holds(TestEntry test) {
        assertThat(StateFormat.readTest(StateFormat.write(test))).isEqualTo(test);
    }

    private static SlicedTest test(int turn) {
        return new SlicedTest(turn, TestId.of("test-" + turn));
    }

    private static TestEntry entry(int turn) {
        return new TestEntry(PlannedTest.plain(turn, TestId.of("test-" + turn), 1, "Test"), 1, 0, 0, false, 0, 0, 0);
    }
}
