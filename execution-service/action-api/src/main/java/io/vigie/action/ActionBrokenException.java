package io.vigie.action;

/**
 * The step cannot be carried out: a parameter is wrong, a host is unknown, a connection is refused. The message is shown to the
 * tester as it is, so it says what was expected and what was found, and holds no class name and no secret.
 */
public class ActionBrokenException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param message one sentence for the tester: {@code Expected to <intent>, but <fact>.} */
    public ActionBrokenException(String message) {
        super(message);
    }

    /**
     * @param message one sentence for the tester
     * @param cause for the worker's own log; never shown to the tester
     */
    public ActionBrokenException(String message, Throwable cause) {
        super(message, cause);
    }
}
