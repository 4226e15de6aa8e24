package io.vigie.execution.working;

import io.vigie.action.Action;
import io.vigie.action.ActionBrokenException;
import io.vigie.action.ActionContext;
import io.vigie.action.ActionResult;
import io.vigie.action.Parameters;
import io.vigie.contracts.Outcome;
import io.vigie.execution.working.TimedCall.Late;
import io.vigie.execution.working.TimedCall.Returned;
import io.vigie.execution.working.TimedCall.Threw;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One call of a plug-in, and what its end means for the step. */
final class ActionCall {

    private static final Logger log = LoggerFactory.getLogger(ActionCall.class);

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
        TimedCall call = new TimedCall("the action \"" + action.describe().type() + "\"", stop, leftBehind);
        return switch (call.<@Nullable ActionResult>run(() -> action.run(context, parameters), limit)) {
            case Returned(var result) -> verdict(result);
            case Threw(Interrupted handedBack) -> throw new InterruptedException();
            case Threw(Throwable thrown) -> verdict(thrown);
            case Late() -> new StepVerdict(Outcome.TIMED_OUT, late, Map.of());
        };
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
}
