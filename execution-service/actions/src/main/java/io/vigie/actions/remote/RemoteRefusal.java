package io.vigie.actions.remote;

import io.vigie.actions.check.Shown;
import java.io.IOException;

/** The server was reached and says no: there is no such file, or it does not allow what was asked. */
public final class RemoteRefusal extends IOException {

    private static final long serialVersionUID = 1L;
    private static final int MOST_CHARACTERS = 200;

    private final boolean isMissing;

    private RemoteRefusal(boolean isMissing, String fact) {
        super(fact);
        this.isMissing = isMissing;
    }

    /** There is nothing under the name that was asked for. */
    public static RemoteRefusal missing() {
        return new RemoteRefusal(true, "the server knows no such file");
    }

    /** The server does not allow it. */
    public static RemoteRefusal denied() {
        return new RemoteRefusal(false, "the server does not allow it");
    }

    /** Anything else, in the server's words. */
    public static RemoteRefusal saying(String words) {
        return new RemoteRefusal(false, "the server answers \"" + Shown.text(words.strip(), MOST_CHARACTERS) + "\"");
    }

    /** Whether it is that nothing is there. */
    public boolean isMissing() {
        return isMissing;
    }

    /** The end of a sentence. */
    public String fact() {
        return String.valueOf(getMessage());
    }
}
