package io.vigie.launcher.cli;

import io.vigie.launcher.supervision.Leftovers;
import io.vigie.launcher.supervision.ProgramState;
import io.vigie.launcher.supervision.ProgramState.State;
import io.vigie.launcher.supervision.SystemState;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code status --json} prints, field for field.
 *
 * @param url where people find the system
 * @param ready whether everything serves
 * @param processes its programs
 */
record StatusReport(String url, boolean ready, List<Line> processes) {

    /**
     * One program.
     *
     * @param pid its process; null while it has none
     * @param port the port that it serves; null when none was chosen yet
     * @param state waiting, starting, running, unhealthy, restarting or stopped
     */
    record Line(String name, @Nullable Long pid, @Nullable Integer port, String state) {}

    /** The report of a system that is watched over. */
    static StatusReport of(SystemState state) {
        return new StatusReport(
                state.url(),
                state.ready(),
                state.programs().stream()
                        .map(program -> line(program, program.state()))
                        .toList());
    }

    /** The report when nobody watches: what still lives of an earlier run, and nothing is ready. */
    static StatusReport unwatched(
            String url, List<String> names, Map<String, Integer> ports, @Nullable SystemState last) {
        return new StatusReport(
                url,
                false,
                names.stream()
                        .map(name -> {
                            if (last != null) {
                                for (ProgramState program : last.programs()) {
                                    if (program.name().equals(name)
                                            && Leftovers.find(program).isPresent()) {
                                        return line(program, State.UNHEALTHY);
                                    }
                                }
                            }
                            return new Line(name, null, ports.get(name), State.STOPPED.word());
                        })
                        .toList());
    }

    private static Line line(ProgramState program, State state) {
        var identity = program.identity();
        return new Line(program.name(), identity == null ? null : identity.pid(), program.port(), state.word());
    }
}
