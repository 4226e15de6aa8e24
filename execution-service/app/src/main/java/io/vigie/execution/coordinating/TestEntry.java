package io.vigie.execution.coordinating;

import io.vigie.contracts.TestId;

/**
 * A test that has no verdict yet; with its verdict the entry goes.
 *
 * @param attempt the current one, from 1
 * @param lost how many attempts went down with their worker
 * @param started whether the current attempt is known to have started
 * @param actions the number of the last finished action of the current attempt
 */
public record TestEntry(TestId testId, long version, String name, int attempt, int lost, boolean started, int actions) {

    static TestEntry planned(TestId testId, long version, String name) {
        return new TestEntry(testId, version, name, 1, 0, false, 0);
    }

    TestEntry begun() {
        return new TestEntry(testId, version, name, attempt, lost, true, actions);
    }

    TestEntry after(int action) {
        return new TestEntry(testId, version, name, attempt, lost, started, action);
    }

    TestEntry again(boolean attemptLost) {
        return new TestEntry(testId, version, name, attempt + 1, lost + (attemptLost ? 1 : 0), false, 0);
    }
}
