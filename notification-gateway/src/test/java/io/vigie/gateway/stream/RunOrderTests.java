package io.vigie.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.contracts.Outcome;
import io.vigie.contracts.RunId;
import io.vigie.gateway.stream.RunOrder.Side;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunOrderTests {

    private static final RunId RUN = Scripts.anyRun();

    private final RunOrder order = new RunOrder();

    @Test
    void holdsLinesUntilTheirTestHasStarted() {
        order.offer(Streams.log(Scripts.log(RUN, 1, 1, 1), 0, 1_000));
        assertThat(passed(1_010)).isEmpty();

        order.offer(Streams.run(Scripts.testStarted(RUN, 1), 1, 0, 1_030));
        assertThat(passed(1_030)).containsExactly("RUN 0", "LOG 0");
    }

    @Test
    void letsLinesGoWhenTheirTestDoesNotStart() {
        order.offer(Streams.log(Scripts.log(RUN, 1, 1, 1), 0, 1_000));

        assertThat(passed(1_999)).isEmpty();
        assertThat(passed(2_000)).containsExactly("LOG 0");
    }

    @Test
    void holdsAnEndUntilItsLinesAreIn() {
        order.offer(Streams.run(Scripts.testStarted(RUN, 1), 1, 0, 1_000));
        order.offer(Streams.run(Scripts.testFinished(RUN, 1, Outcome.PASSED, 3, 1), 2, 1, 1_100));
        order.offer(Streams.log(Scripts.log(RUN, 1, 1, 2), 0, 1_050));
        assertThat(passed(1_100)).containsExactly("RUN 0", "LOG 0");

        order.offer(Streams.log(Scripts.log(RUN, 1, 3, 1), 1, 1_120));
        assertThat(passed(1_120)).containsExactly("LOG 1", "RUN 1");
    }

    @Test
    void holdsTheEndOfAnAttemptThatIsFollowedByAnotherUntilItsLinesAreIn() {
        order.offer(Streams.run(Scripts.testStarted(RUN, 1), 1, 0, 1_000));
        order.offer(Streams.run(Scripts.attemptFinished(RUN, 1, 2), 2, 1, 1_100));
        assertThat(passed(1_100)).containsExactly("RUN 0");

        order.offer(Streams.log(Scripts.log(RUN, 1, 1, 2), 0, 1_120));
        assertThat(passed(1_120)).containsExactly("LOG 0", "RUN 1");
    }

    @Test
    void letsAnEndGoWhenItsLinesDoNotCome() {
        order.offer(Streams.run(Scripts.testFinished(RUN, 1, Outcome.PASSED, 3, 1), 1, 0, 1_000));

        assertThat(passed(1_499)).isEmpty();
        assertThat(passed(1_500)).containsExactly("RUN 0");
    }

    @Test
    void breaksTheTieWhenTheLinesWaitedForStandBehindOthersThatWait() {
        order.offer(Streams.run(Scripts.testStarted(RUN, 1), 1, 0, 1_000));
        order.offer(Streams.run(Scripts.testFinished(RUN, 1, Outcome.PASSED, 1, 2), 2, 1, 1_000));
        order.offer(Streams.run(Scripts.testStarted(RUN, 2), 3, 2, 1_000));
        order.offer(Streams.log(Scripts.log(RUN, 2, 1, 1), 0, 1_001));
        order.offer(Streams.log(Scripts.log(RUN, 1, 1, 1), 1, 1_001));

        assertThat(passed(1_001)).containsExactly("RUN 0", "LOG 0", "LOG 1", "RUN 1", "RUN 2");
    }

    @Test
    void weavesThePastByTimestampsWithoutWaiting() {
        order.offer(Streams.run(Scripts.testStarted(RUN, 1), 1, 0, 1_000));
        order.offer(Streams.log(Scripts.log(RUN, 1, 1, 1), 0, 990));
        order.offer(Streams.log(Scripts.log(RUN, 1, 2, 1), 1, 5_000));
        order.offer(Streams.run(Scripts.testStarted(RUN, 2), 2, 1, 3_000));

        assertThat(passed(Side.CLOSED, Side.CLOSED)).containsExactly("RUN 0", "LOG 0", "RUN 1", "LOG 1");
    }

    @Test
    void waitsInThePastForTheTopicThatIsBehind() {
        order.offer(Streams.run(Scripts.testStarted(RUN, 1), 1, 0, 1_000));
        order.offer(Streams.run(Scripts.testFinished(RUN, 1, Outcome.PASSED, 1, 1), 2, 1, 2_000));
        assertThat(passed(Side.CLOSED, Side.behind(1_500))).containsExactly("RUN 0");

        order.offer(Streams.log(Scripts.log(RUN, 1, 1, 1), 0, 1_600));
        assertThat(passed(Side.CLOSED, Side.behind(1_600))).containsExactly("LOG 0");
        assertThat(passed(Side.CLOSED, Side.CLOSED)).containsExactly("RUN 1");
    }

    @Test
    void tellsOnlyTheLinesOfTheWorkerWhoseStartCounts() {
        order.offer(Streams.log(Scripts.log(RUN, 1, 1, 1), "worker-2", 0, 990));
        order.offer(Streams.run(Scripts.testStarted(RUN, 1), 1, 0, 1_000));
        order.offer(Streams.log(Scripts.log(RUN, 1, 1, 1), "worker-1", 1, 1_001));
        order.offer(Streams.log(Scripts.log(RUN, 1, 2, 2), "worker-2", 2, 1_002));
        order.offer(Streams.run(Scripts.testFinished(RUN, 1, Outcome.PASSED, 2, 1), 2, 1, 1_003));
        assertThat(passed(1_003)).containsExactly("RUN 0", "LOG 0 silent", "LOG 1", "LOG 2 silent");

        order.offer(Streams.log(Scripts.log(RUN, 1, 2, 1), "worker-1", 3, 1_004));
        assertThat(passed(1_004)).containsExactly("LOG 3", "RUN 1");
    }

    @Test
    void tellsNothingOfAnotherWorkersLinesAfterTheAttemptsEnd() {
        order.offer(Streams.run(Scripts.testStarted(RUN, 1), 1, 0, 1_000));
        order.offer(Streams.run(Scripts.testFinished(RUN, 1, Outcome.PASSED, 0, 1), 2, 1, 1_001));
        assertThat(passed(1_001)).containsExactly("RUN 0", "RUN 1");

        order.offer(Streams.log(Scripts.log(RUN, 1, 1, 1), "worker-2", 0, 1_002));
        assertThat(passed(1_002)).containsExactly("LOG 0 silent");
    }

    private List<String> passed(long now) {
        return passed(Side.caughtUp(now), Side.caughtUp(now));
    }

    private List<String> passed(Side runs, Side logs) {
        List<String> passed = new ArrayList<>();
        for (Entry next = order.next(runs, logs); next != null; next = order.next(runs, logs)) {
            String told = next.kind() == Entry.Kind.TEST_LOG && next.events().isEmpty() ? " silent" : "";
            passed.add(next.source() + " " + next.offset() + told);
        }
        return passed;
    }
}
