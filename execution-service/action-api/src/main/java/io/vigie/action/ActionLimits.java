package io.vigie.action;

/**
 * How far one call of an action may go. The operator sets them; an action that meets one ends its step as broken and names the
 * limit in its reason.
 *
 * @param outputBytes how many bytes of a process's standard output and error, together, are read; more ends the process
 * @param downloadBytes how many bytes an answer or a downloaded file may have
 * @param uploadBytes how many bytes a request's body or an uploaded file may have
 * @param memoryBytes how much address space each process of an action may have
 * @param processes how many processes and threads an action may have at one time; 0 means that no action may start one
 * @param diskBytes how large each file that a process writes may become
 * @param rows how many rows of a query are read
 * @param artifactBytes how large one artifact may be
 * @param artifacts how many artifacts one attempt may keep
 * @param cases how many results of a real runner one attempt may report
 */
public record ActionLimits(
        long outputBytes,
        long downloadBytes,
        long uploadBytes,
        long memoryBytes,
        int processes,
        long diskBytes,
        int rows,
        long artifactBytes,
        int artifacts,
        int cases) {

    private static final long MIB = 1024L * 1024;

    /** What holds when the operator says nothing. */
    public static final ActionLimits USUAL = new ActionLimits(
            10 * MIB, 100 * MIB, 100 * MIB, 4096 * MIB, 256, 1024 * MIB, 1_000, 100 * MIB, 100, 20_000);
}
