package io.vigie.launcher.stability;

/** What several runs of one campaign say of it. */
public enum Verdict {
    /** Every run that was asked for ran the same tests, enough of them, and each passed at its first try. */
    STABLE,
    /** Something passed here and did not pass there. */
    FLAKY,
    /** Something never passed, and nothing else is in doubt. */
    FAILING,
    /** The runs do not say enough: one was ended, ran too little, or ran other tests. */
    INCONCLUSIVE
}
