package io.vigie.actions.process;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is left where the machine lends nothing better, macOS for one: a session and group of its own, and a search for what has
 * detached itself. A program that detaches itself <em>and</em> empties its environment escapes; one that is not confined otherwise has
 * the worker's rights.
 */
final class GroupConfinement implements Confinement {

    private final Tools tools;

    GroupConfinement(Tools tools) {
        this.tools = tools;
    }

    @Override
    public Isolation isolation() {
        return Isolation.GROUP;
    }

    @Override
    public List<String> command(Cell cell) {
        List<String> words = new ArrayList<>(tools.tied());
        words.addAll(tools.apart());
        words.addAll(tools.limited(cell, cell.limits().processes() + tasksOfTheWorkersUser()));
        words.addAll(List.of("/bin/sh", cell.script().toString()));
        return words;
    }

    /** The kernel counts what a user runs; the limit is on what the program adds to that. */
    private static long tasksOfTheWorkersUser() {
        long own =
                Proc.status(ProcessHandle.current().pid()).map(Proc.Status::uid).orElse(-1L);
        return Proc.all().stream()
                .map(Proc::status)
                .flatMap(Optional::stream)
                .filter(status -> status.uid() == own)
                .mapToLong(Proc.Status::threads)
                .sum();
    }

    @Override
    public void ask(Process process, Cell cell) {
        if (tools.hasSetsid()) {
            signal("-TERM", process.pid());
        } else {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        }
    }

    @Override
    public void end(Process process, Cell cell) {
        Set<Long> members = members(process, cell);
        if (tools.hasSetsid()) {
            signal("-KILL", process.pid());
        }
        members.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
        process.destroyForcibly();
    }

    /** The kernel ends the first process with the worker, and nothing that it started. */
    @Override
    public Optional<Process> guard(Process process, Cell cell) throws IOException, InterruptedException {
        String group = tools.hasSetsid() ? "kill -9 -- -%1$d 2>/dev/null\n" : "kill -9 %1$d 2>/dev/null\n";
        // Several times, since what is being ended may start more.
        String farewell = (group + """
                        for round in 1 2 3; do
                          for file in /proc/[0-9]*/environ; do
                            if grep -qsaF -e %2$s "$file"; then
                              pid=${file#/proc/}
                              kill -9 "${pid%%/environ}" 2>/dev/null
                            fi
                          done
                        done
                        """).formatted(process.pid(), ShellText.word(cell.mark()));
        return Optional.of(tools.guard(farewell));
    }

    private static void signal(String name, long group) {
        Tools.works(List.of("kill", name, "--", "-" + group));
    }

    @Override
    public Set<Long> members(Process process, Cell cell) {
        Set<Long> members = new HashSet<>(Proc.marked(cell.mark()));
        process.descendants().map(ProcessHandle::pid).forEach(members::add);
        if (process.isAlive()) {
            members.add(process.pid());
        }
        members.removeIf(pid -> Proc.status(pid).map(Proc.Status::isZombie).orElse(false)
                || pid == ProcessHandle.current().pid());
        return members;
    }
}
