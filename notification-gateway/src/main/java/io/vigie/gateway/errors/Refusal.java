package io.vigie.gateway.errors;

/** Ends the handling of a request with a problem that the client may read. */
public final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    Refusal(Problem problem) {
        super(problem.english(), null, false, false);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
