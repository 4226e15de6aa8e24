package io.vigie.launcher.supervision;

import org.jspecify.annotations.Nullable;

/**
 * How one program is.
 *
 * @param name the program
 * @param identity its process, absent while it has none
 * @param port the port that it serves
 * @param state in one word
 * @param restarts how often it was started again since the system was
 * @param seconds how long the last start took or takes
 */
public record ProgramState(
        String name, @Nullable ProcessIdentity identity, int port, State state, int restarts, double seconds) {

    /** The words for a program's state. */
    public enum State {
        /** Not begun: it waits for what it needs. */
        WAITING,
        /** Begun, not serving yet. */
        STARTING,
        /** Serving. */
        RUNNING,
        /** Alive, but it does not serve. */
        UNHEALTHY,
        /** Dead, and about to be started again. */
        RESTARTING,
        /** Dead, and it stays so. */
        STOPPED;

        /** As people and machines read it. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
