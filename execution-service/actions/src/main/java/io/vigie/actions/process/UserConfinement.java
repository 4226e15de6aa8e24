package io.vigie.actions.process;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Each slot's programs run as a user that nothing else runs as, so that whatever that user still runs is theirs and is ended. */
final class UserConfinement implements Confinement {

    private final Tools tools;

    UserConfinement(Tools tools) {
        this.tools = tools;
    }

    @Override
    public Isolation isolation() {
        return Isolation.OWN_USER;
    }

    @Override
    public List<String> command(Cell cell) {
        List<String> words = new ArrayList<>(tools.apart());
        words.addAll(tools.limited(cell, cell.limits().processes()));
        words.addAll(as(cell));
        words.addAll(List.of(
                "--no-new-privs",
                "--inh-caps=-all",
                "--bounding-set=-all",
                "--pdeathsig",
                "KILL",
                "--",
                "/bin/sh",
                cell.script().toString()));
        return words;
    }

    private static List<String> as(Cell cell) {
        return List.of("setpriv", "--reuid=" + cell.uid(), "--regid=" + cell.uid(), "--clear-groups");
    }

    @Override
    public void ask(Process process, Cell cell) {
        Tools.works(List.of("kill", "-TERM", "--", "-" + process.pid()));
    }

    @Override
    public void end(Process process, Cell cell) {
        endAll(cell);
    }

    private static void endAll(Cell cell) {
        Tools.works(ending(cell));
    }

    private static List<String> ending(Cell cell) {
        List<String> words = new ArrayList<>(as(cell));
        words.addAll(List.of("--", "/bin/sh", "-c", "kill -9 -1"));
        return words;
    }

    @Override
    public void sweep(Cell cell) {
        if (!running(cell).isEmpty()) {
            endAll(cell);
        }
    }

    /** The kernel ends the first process with the worker, and nothing that it started. */
    @Override
    public Optional<Process> guard(Process process, Cell cell) throws IOException, InterruptedException {
        return Optional.of(tools.guard(ShellText.words(ending(cell))));
    }

    @Override
    public Set<Long> members(Process process, Cell cell) {
        return running(cell);
    }

    private static Set<Long> running(Cell cell) {
        return Proc.all().stream()
                .filter(pid -> Proc.status(pid)
                        .filter(status -> status.uid() == cell.uid() && !status.isZombie())
                        .isPresent())
                .collect(Collectors.toSet());
    }
}
