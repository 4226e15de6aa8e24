package io.vigie.execution.working;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.contracts.TestId;
import io.vigie.contracts.task.TaskMessage.SliceTest;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestsAheadTests {

    private final TestsAhead ahead = new TestsAhead(List.of(test("t-1"), test("t-2")));

    private static SliceTest test(String id) {
        return WorkerBench.plain(id);
    }

    @Test
    void takesWhatFollowsItsLastTestOnce() {
        assertThat(ahead.add(TestId.of("t-2"), List.of(test("t-3")))).isTrue();
        assertThat(ahead.add(TestId.of("t-2"), List.of(test("t-3")))).isFalse();
        assertThat(ahead.add(TestId.of("t-3"), List.of(test("t-4")))).isTrue();

        assertThat(ahead.close()).containsExactly(test("t-1"), test("t-2"), test("t-3"), test("t-4"));
    }

    @Test
    void takesNothingThatFollowsWhatItDoesNotKnow() {
        assertThat(ahead.add(TestId.of("t-3"), List.of(test("t-4")))).isFalse();
    }

    @Test
    void takesMoreWhileTheLastTestRunsAndNothingOnceItIsThrough() {
        ahead.firstIsDone();
        assertThat(ahead.first()).isEqualTo(test("t-2"));
        assertThat(ahead.add(TestId.of("t-2"), List.of(test("t-3")))).isTrue();
        ahead.firstIsDone();
        ahead.firstIsDone();

        assertThat(ahead.first()).isNull();
        assertThat(ahead.add(TestId.of("t-3"), List.of(test("t-4")))).isFalse();
        assertThat(ahead.close()).isEmpty();
    }

    @Test
    void takesNothingOnceWhatIsLeftHasBeenNamed() {
        assertThat(ahead.close()).containsExactly(test("t-1"), test("t-2"));
        assertThat(ahead.add(TestId.of("t-2"), List.of(test("t-3")))).isFalse();
    }
}
