package io.vigie.execution.working;

/** Carries an interruption through code that cannot declare it, such as the supplier of a variable's value. */
final class Interrupted extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private Interrupted() {
        super("interrupted", null, false, false);
    }

    static Interrupted now() {
        return new Interrupted();
    }

    static <T> T asUnchecked(StopSignal.Wait<T> wait) {
        try {
            return wait.run();
        } catch (InterruptedException stopped) {
            throw new Interrupted();
        }
    }
}
