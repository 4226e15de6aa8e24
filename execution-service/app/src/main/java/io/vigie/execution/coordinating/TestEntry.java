package io.vigie.execution.coordinating;

import io.vigie.contracts.Outcome;
import io.vigie.contracts.RunOptions;
import io.vigie.contracts.campaign.CampaignEvent.PlannedTest;
import org.jspecify.annotations.Nullable;

/**
 * A test that has no verdict yet; with its verdict the entry goes.
 *
 * @param plan what the launch says of it
 * @param attempt the current one, from 1
 * @param retriesLeft how often it may still be tried again when it does not pass
 * @param lost how many attempts went down with their worker
 * @param started whether the current attempt is known to have started
 * @param actions the number of the last finished action of the current attempt
 * @param cases how many cases the current attempt has reported
 * @param artifacts the number of the last artifact of the current attempt
 */
public record TestEntry(
        PlannedTest plan,
        int attempt,
        int retriesLeft,
        int lost,
        boolean started,
        int actions,
        int cases,
        int artifacts) {

    static TestEntry planned(PlannedTest plan) {
        int retries = Math.clamp(plan.retries(), 0, RunOptions.MAX_RETRIES);
        return new TestEntry(plan, 1, retries, 0, false, 0, 0, 0);
    }

    /** Its place in the order in which tests are handed out. */
    int turn() {
        return plan.turn();
    }

    TestEntry begun() {
        return new TestEntry(plan, attempt, retriesLeft, lost, true, actions, cases, artifacts);
    }

    TestEntry afterAction(int number) {
        return new TestEntry(plan, attempt, retriesLeft, lost, started, number, cases, artifacts);
    }

    TestEntry afterCases(int number) {
        return new TestEntry(plan, attempt, retriesLeft, lost, started, actions, number, artifacts);
    }

    TestEntry afterArtifact(int number) {
        return new TestEntry(plan, attempt, retriesLeft, lost, started, actions, cases, number);
    }

    /** The same slice tries it once more. */
    TestEntry retried() {
        return new TestEntry(plan, attempt + 1, retriesLeft - 1, lost, false, 0, 0, 0);
    }

    /** Another slice takes it up. */
    TestEntry again(boolean attemptLost) {
        return new TestEntry(plan, attempt + 1, retriesLeft, lost + (attemptLost ? 1 : 0), false, 0, 0, 0);
    }

    /** Whether an attempt that ended so is followed by another one in the same slice. */
    boolean isTriedAgain(Outcome outcome, @Nullable Stop stop) {
        return stop == null && retriesLeft > 0 && outcome.isWorthRetrying();
    }
}
