package io.vigie.actions;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.action.Action;
import io.vigie.action.ActionBrokenException;
import io.vigie.action.ActionContext;
import io.vigie.action.ActionResult;
import io.vigie.action.Parameters;
import io.vigie.action.StepValidation;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs actions as a host does. */
public final class RunningAction {

    private RunningAction() {}

    /** Validates and runs a step; what the action throws for the tester becomes a broken result. */
    public static ActionResult run(Action action, ActionContext context, Map<String, ?> value)
            throws InterruptedException {
        assertThat(StepValidation.validate(action.describe(), value, "value")).isEmpty();
        try {
            return action.run(context, Parameters.of(action.describe(), value));
        } catch (ActionBrokenException broken) {
            return ActionResult.broken(broken.getMessage());
        }
    }

    /** The time between the interruption of a running step and its end by {@link InterruptedException}. */
    public static Duration interrupt(
            Action action, ActionContext context, Map<String, ?> value, CompletableFuture<?> isUnderWay)
            throws Exception {
        CompletableFuture<Long> end = new CompletableFuture<>();
        Thread running = Thread.ofVirtual().start(() -> {
            try {
                end.completeExceptionally(new AssertionError("ended by itself: " + run(action, context, value)));
            } catch (InterruptedException asked) {
                end.complete(System.nanoTime());
            } catch (Throwable other) {
                end.completeExceptionally(other);
            }
        });
        isUnderWay.get(10, TimeUnit.SECONDS);
        long start = System.nanoTime();
        running.interrupt();
        return Duration.ofNanos(end.get(10, TimeUnit.SECONDS) - start);
    }
}
