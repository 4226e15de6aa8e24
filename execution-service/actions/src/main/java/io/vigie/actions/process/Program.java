package io.vigie.actions.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A program to run once.
 *
 * @param command the program, by name or by path, with its arguments; not empty
 * @param environment what it sees beside what every program sees; wins over it
 * @param stdin what it reads on its standard input, which ends there; {@code null} for an empty one
 * @param directory where it starts: a directory of the attempt's, its work directory or that of the campaign's files, or below
 * @param timeout how long it may take
 * @param memory how the limit on memory is held
 * @param readable directories beside the usual ones that it must be able to read, such as those of a tool's installation
 * @param echo whether its output goes to the test's log line by line
 */
public record Program(
        List<String> command,
        Map<String, String> environment,
        @Nullable String stdin,
        Path directory,
        Duration timeout,
        Memory memory,
        List<Path> readable,
        boolean echo) {

    /** How the limit on memory is held. */
    public enum Memory {
        /**
         * Each process may have so much address space ({@code RLIMIT_AS}), and all together so much resident memory. The kernel refuses
         * more at once.
         */
        ADDRESS_SPACE,
        /**
         * All processes together may have so much resident memory of their own, watched several times a second. For programs that reserve
         * far more address space than they use: Node, Chromium, Java.
         */
        RESIDENT
    }

    public Program {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        readable = List.copyOf(readable);
        if (command.isEmpty()) {
            throw new IllegalArgumentException("Expected a program to run, but the command is empty.");
        }
    }

    /** A program in a directory, with the usual limits on memory and its output in the log. */
    public static Program of(List<String> command, Path directory, Duration timeout) {
        return new Program(command, Map.of(), null, directory, timeout, Memory.ADDRESS_SPACE, List.of(), true);
    }

    /** The same, seeing these variables too. */
    public Program with(Map<String, String> variables) {
        return new Program(command, variables, stdin, directory, timeout, memory, readable, echo);
    }

    /** The same, reading this text. */
    public Program reading(@Nullable String text) {
        return new Program(command, environment, text, directory, timeout, memory, readable, echo);
    }

    /** The same, with the limit on memory held in this way. */
    public Program holding(Memory limit) {
        return new Program(command, environment, stdin, directory, timeout, limit, readable, echo);
    }

    /** The same, able to read these directories. */
    public Program able(List<Path> directories) {
        return new Program(command, environment, stdin, directory, timeout, memory, directories, echo);
    }

    /** The same, with its output kept out of the log. */
    public Program quietly() {
        return new Program(command, environment, stdin, directory, timeout, memory, readable, false);
    }
}
