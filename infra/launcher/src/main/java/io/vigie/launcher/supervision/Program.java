package io.vigie.launcher.supervision;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One program that the supervisor keeps running. The supervisor calls its methods from one thread at a time, and again for every start.
 */
public interface Program {

    /** Its name, as people see it and as its log file is called. */
    String name();

    /** The loopback port that it serves. */
    int port();

    /** Where its standard output and error go. */
    Path log();

    /**
     * Prepares a start and says how to do it. May take seconds at the first start.
     *
     * @throws IOException with a sentence when it cannot be started; counts as a death
     */
    Start prepare() throws IOException, InterruptedException;

    /** Whether it serves. Called about five times a second until it does, then every two seconds; answers within a second or two. */
    boolean serves();

    /**
     * What is to be done once it serves, before others may rely on it: the databases of a server, the topics of a broker. Must bear being
     * repeated.
     *
     * @throws IOException with a sentence when it cannot be done; counts as a death
     */
    default void onServing() throws IOException, InterruptedException {}

    /** What makes its next start quicker, done once in a while after everything serves. Must not disturb what runs. */
    default void whenIdle() throws IOException, InterruptedException {}

    /**
     * How long a start may take before it is taken to hang and is begun anew. The next start may take twice as long, and so on: a machine may be
     * slower than anybody thought, and a program that is ended each time just before it serves would never serve.
     */
    default Duration startsWithin() {
        return Duration.ofSeconds(120);
    }

    /** The signal that asks it to end by itself. */
    default String stopSignal() {
        return "TERM";
    }

    /** How long it may take to end by itself before it is killed. */
    default Duration grace() {
        return Duration.ofSeconds(15);
    }

    /**
     * How to start a program.
     *
     * @param command the command line, without secrets: anybody can read it
     * @param environment variables to add; those with an empty value are taken away
     * @param directory the working directory
     */
    record Start(List<String> command, Map<String, String> environment, Path directory) {}
}
