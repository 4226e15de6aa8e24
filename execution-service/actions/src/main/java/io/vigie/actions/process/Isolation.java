package io.vigie.actions.process;

/** How far programs are kept apart from the worker and from each other; the strongest first. */
enum Isolation {
    /**
     * The worker is root and may make namespaces: each program has a user of its slot, sees only its own processes, a {@code /tmp} of its
     * own and nothing of what is hidden, and ends with everything that it started when its first process ends.
     */
    NAMESPACES,
    /** The same without a user of its own: the worker is not root, but the kernel lets everyone make namespaces. */
    USER_NAMESPACES,
    /** The worker is root and may only change users: what a program starts is found, and ended, by its user. */
    OWN_USER,
    /**
     * Nothing of this works: what a program starts is found by its group, by its parents and by a mark in its environment, and it has
     * the rights of the worker.
     */
    GROUP
}
