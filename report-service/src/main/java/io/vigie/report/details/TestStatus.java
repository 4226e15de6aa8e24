package io.vigie.report.details;

import java.util.Set;

/** The words of a test's status: the API's own before a verdict, the first seed's from then on. */
final class TestStatus {

    /** It waits for a worker. */
    static final String PENDING = "pending";

    /** A worker runs it. */
    static final String RUNNING = "running";

    static final Set<String> ALL = Set.of(PENDING, RUNNING, "passed", "failed", "skipped");

    private TestStatus() {}
}
