package io.vigie.execution.coordinating;

import io.vigie.contracts.TestId;
import io.vigie.contracts.WorkerId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tests that were handed out together and are not returned. Written when dispatched and when accepted, never per report.
 *
 * @param worker who accepted it first; nobody else's reports count
 */
public record SliceEntry(long number, @Nullable WorkerId worker, List<SlicedTest> tests) {

    /** @param position in the run's plan; @param attempt the one that was handed out */
    public record SlicedTest(int position, TestId testId, long version, int attempt) {}

    SliceEntry acceptedBy(WorkerId worker) {
        return new SliceEntry(number, worker, tests);
    }

    @Nullable
    SlicedTest find(TestId testId) {
        for (SlicedTest test : tests) {
            if (test.testId().equals(testId)) {
                return test;
            }
        }
        return null;
    }
}
