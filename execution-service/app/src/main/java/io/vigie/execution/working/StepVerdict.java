package io.vigie.execution.working;

import io.vigie.contracts.Outcome;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How one action of a test ended.
 *
 * @param message why it did not pass, not yet masked; absent when it did
 * @param outputs what the action found out
 */
record StepVerdict(Outcome outcome, @Nullable String message, Map<String, @Nullable Object> outputs) {

    static StepVerdict broken(String message) {
        return new StepVerdict(Outcome.BROKEN, message, Map.of());
    }

    boolean hasPassed() {
        return outcome == Outcome.PASSED;
    }
}
