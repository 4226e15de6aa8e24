package io.vigie.contracts.wire;

/** What came is no message of the catalogue. Its place is a dead-letter topic; the sentence says what was expected. */
public final class UnreadableMessage extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnreadableMessage(String message) {
        super(message);
    }

    public UnreadableMessage(String message, Throwable cause) {
        super(message, cause);
    }
}
