package io.vigie.actions.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One way of keeping a program within its cell. */
interface Confinement {

    Isolation isolation();

    /** The command that confines itself and then runs the cell's script. Nothing that a tester wrote is among its words. */
    List<String> command(Cell cell);

    /** Asks the program to end (SIGTERM to its group); it may refuse. */
    void ask(Process process, Cell cell);

    /** Ends the program and all that it started, which cannot refuse. May return before they are gone. */
    void end(Process process, Cell cell);

    /** The processes of the program that are still there, this worker's helpers around it not counted. */
    Set<Long> members(Process process, Cell cell);

    /** Ends what a worker that died may have left running in this slot, before anything else is started there. */
    default void sweep(Cell cell) {}

    /** A process that outlives the worker for as long as it takes to end what would not end with it; empty when everything does. */
    default Optional<Process> guard(Process process, Cell cell) throws IOException, InterruptedException {
        return Optional.empty();
    }

    /** Whether programs run as the user of their slot, so that directories have to be theirs. */
    default boolean givesUsers() {
        return isolation() == Isolation.NAMESPACES || isolation() == Isolation.OWN_USER;
    }

    /** How the program calls its temporary directory, which is {@code tmp} in its work directory. */
    default Path temporary(Path work) {
        return work.resolve("tmp");
    }
}
