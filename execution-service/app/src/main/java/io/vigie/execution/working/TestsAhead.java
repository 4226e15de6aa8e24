package io.vigie.execution.working;

import io.vigie.contracts.TestId;
import io.vigie.contracts.task.TaskMessage.SliceTest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a slice has not finished, in its order. The slot's thread takes from it while another adds to it: whether what is added was in time is
 * decided here, once, so that the slice's return names all that its worker knows of and nothing else. Safe for use by many threads.
 */
final class TestsAhead {

    private final Deque<SliceTest> tests;
    private TestId last;
    private boolean closed;

    /** @param tests at least one */
    TestsAhead(List<SliceTest> tests) {
        this.tests = new ArrayDeque<>(tests);
        this.last = tests.getLast().testId();
    }

    /** The test that is to be run or runs. Null when there is none: then there will never be. */
    synchronized @Nullable SliceTest first() {
        closed |= tests.isEmpty();
        return tests.peekFirst();
    }

    synchronized void firstIsDone() {
        tests.removeFirst();
    }

    /** @param after the last test until now. Returns whether the tests were added: else they came before, or come too late. */
    synchronized boolean add(TestId after, List<SliceTest> more) {
        if (closed || more.isEmpty() || !after.equals(last)) {
            return false;
        }
        tests.addAll(more);
        last = more.getLast().testId();
        return true;
    }

    /** Nothing is added from now on. @return what is not finished, the running test included */
    synchronized List<SliceTest> close() {
        closed = true;
        return List.copyOf(tests);
    }
}
