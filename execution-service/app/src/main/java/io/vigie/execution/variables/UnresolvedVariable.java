package io.vigie.execution.variables;

/** A placeholder that cannot be replaced. The message is for the tester: it names the placeholder, its place and the reason. */
public final class UnresolvedVariable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnresolvedVariable(String message) {
        super(message, null, false, false);
    }
}
