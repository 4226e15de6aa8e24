package io.vigie.action;

/**
 * One kind of step that a test can hold: an HTTP request, a pause, a query. An action is a plug-in: a public class with a public
 * constructor without parameters, named in {@code META-INF/services/io.vigie.action.Action} of its jar.
 *
 * <p><b>Lifecycle.</b> A host creates one instance when it starts and closes it when it stops. The constructor must be cheap and
 * must open nothing, since a host may load an action only to describe it; open connections at the first {@link #run}.
 *
 * <p><b>Threads.</b> The one instance is called by many virtual threads at the same time. Keep what belongs to a call in local
 * variables. Blocking is welcome; a thread that the action starts is its own to stop before {@code run} returns.
 *
 * <p><b>Parameters.</b> By the time of a call every {@code {{variable}}} has been replaced. The key {@code output_mapping} belongs
 * to the host and is not among the parameters.
 *
 * <p><b>Interruption.</b> A cancelled run, a test that is out of time ({@link ActionContext#remaining()}) and a worker that stops
 * all interrupt the calling thread. Give up within 100 milliseconds and throw {@link InterruptedException}; never swallow it. The
 * host knows why it interrupted and records the outcome.
 *
 * <p><b>Verdict.</b> Return {@link ActionResult.Failed} when what was tested is not as the test expects,
 * {@link ActionResult.Broken} (or throw {@link ActionBrokenException}) when the step could not be carried out. Any other exception
 * also counts as broken, but the tester is shown a general sentence instead of its text.
 *
 * <p><b>Delivery.</b> At least once: when a worker is lost, its test runs again from the first action on another worker. An action
 * cannot ask for more; a test whose requests must not be repeated has to carry its own key.
 *
 * <p><b>Limits.</b> Outputs travel inside events: keep them below {@link ActionResult#MAXIMUM_OUTPUT_CHARACTERS} characters of text
 * each. Log lines are cut by the host. Contact no address that {@link ActionContext#targets()} refuses.
 */
public interface Action extends AutoCloseable {

    /**
     * What this action is called, which parameters it takes and which outputs it gives. Forms, documentation and validation are
     * made of it. Always the same answer; called from any thread, before and without {@link #run}.
     */
    ActionDescription describe();

    /**
     * Carries out one step.
     *
     * @param context what the host lends for this one call; not to be kept afterwards
     * @param parameters the step's parameters, variables replaced and defaults filled in
     * @return the verdict with the outputs, never {@code null}
     * @throws InterruptedException when the host interrupted the thread
     * @throws ActionBrokenException when the step cannot be carried out; its message is shown to the tester
     */
    ActionResult run(ActionContext context, Parameters parameters) throws InterruptedException;

    /** Lets go of what the action holds for all calls (a shared client). Called once, when no call is running any more. */
    @Override
    default void close() {}
}
