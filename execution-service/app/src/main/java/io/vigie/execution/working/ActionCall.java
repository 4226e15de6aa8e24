package io.vigie.execution.working;

import io.vigie.action.Action;
import io.vigie.action.ActionBrokenException;
import io.vigie.action.ActionContext;
import io.vigie.action.ActionResult;
import io.vigie.action.Parameters;
import io.vigie.contracts.Outcome;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call of a plug-in, on a virtual thread of its own, so that a plug-in that does not end cannot hold the slot: when its time
 * is over it is interrupted, and when it does not listen it is left behind.
 */
final class ActionCall {

    private static final Logger log = LoggerFactory.getLogger(ActionCall.class);

    /** How long an interrupted action may take to give up. */
    private static final Duration FAREWELL = Duration.ofSeconds(1);

    private final Action action;
    private final SecretMask mask;
    private final Runnable leftBehind;

    /** @param leftBehind told when the action does not listen */
    ActionCall(Action action, SecretMask mask, Runnable leftBehind) {
        this.action = action;
        this.mask = mask;
        this.leftBehind = leftBehind;
    }

    /**
     * @param limit how long the call may take
     * @param late the message when it takes longer
     * @throws InterruptedException when the worker stops meanwhile; the action has been interrupted too
     */
    StepVerdict run(ActionContext context, Parameters parameters, Duration limit, String late, StopSignal stop)
            throws InterruptedException {
        FutureTask<ActionResult> call = new FutureTask<>(() -> action.run(context, parameters));
        Thread thread = Thread.ofVirtual().name("vigie-action").start(call);
        try {
            return switch (stop.during(() -> end(call, limit))) {
                case Returned(var result) -> verdict(result);
                case Threw(Throwable thrown) -> verdict(thrown);
                case Late() -> new StepVerdict(Outcome.TIMED_OUT, late, Map.of());
            };
        } finally {
            if (!call.isDone()) {
                interrupt(call, thread);
            }
        }
    }

    private static End end(FutureTask<ActionResult> call, Duration limit) throws InterruptedException {
        try {
            return new Returned(call.get(limit.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException late) {
            return new Late();
        } catch (ExecutionException thrown) {
            return new Threw(thrown.getCause() == null ? thrown : thrown.getCause());
        }
    }

    private void interrupt(FutureTask<ActionResult> call, Thread thread) {
        call.cancel(true);
        try {
            if (!thread.join(FAREWELL)) {
                leftBehind.run();
                log.warn(
                        "Expected the action \"{}\" to give up when interrupted, but it goes on; its thread is left behind.",
                        action.describe().type());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private StepVerdict verdict(@Nullable ActionResult result) {
        return switch (result) {
            case null -> StepVerdict.broken("Expected the action to give a verdict, but it gave none.");
            case ActionResult.Passed passed -> new StepVerdict(Outcome.PASSED, null, passed.outputs());
            case ActionResult.Failed failed -> new StepVerdict(Outcome.FAILED, failed.reason(), failed.outputs());
            case ActionResult.Broken broken -> new StepVerdict(Outcome.BROKEN, broken.reason(), broken.outputs());
        };
    }

    private StepVerdict verdict(Throwable thrown) {
        if (thrown instanceof ActionBrokenException broken && broken.getMessage() != null) {
            return StepVerdict.broken(broken.getMessage());
        }
        if (thrown instanceof InterruptedException) {
            return StepVerdict.broken("Expected the action to give a verdict, but it gave up by itself.");
        }
        log.warn(
                "Expected the action \"{}\" to give a verdict, but it threw:\n{}",
                action.describe().type(),
                mask.hide(trace(thrown)));
        return StepVerdict.broken(
                "Expected the action to give a verdict, but it failed in a way it does not explain; the worker's own log says more.");
    }

    private static String trace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    /** How a call ended. */
    private sealed interface End {}

    private record Returned(@Nullable ActionResult result) implements End {}

    private record Threw(Throwable thrown) implements End {}

    private record Late() implements End {}
}
