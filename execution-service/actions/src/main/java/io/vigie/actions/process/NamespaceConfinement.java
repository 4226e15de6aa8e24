package io.vigie.actions.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Namespaces of processes, mounts and IPC around each program, made by {@code unshare}. A small shell is the first process inside: it
 * lays out what the program sees, starts it, passes SIGTERM on to its group, and ends with it. When it ends, for whatever reason, the
 * kernel ends everything else inside, however far it has detached itself; and it is killed when the worker dies.
 */
final class NamespaceConfinement implements Confinement {

    private static final Path TEMPORARY = Path.of("/tmp");
    private static final List<Path> STAGES =
            List.of(Path.of("/mnt"), Path.of("/media"), Path.of("/srv"), Path.of("/opt"));
    private static final String SHARED_MEMORY = "512m";

    /** The processes around the program, which count as its own when they run as the same user. */
    private static final long HELPERS = 2;

    private final Tools tools;
    private final boolean isRoot;

    /** @param isRoot whether the worker may change users */
    NamespaceConfinement(Tools tools, boolean isRoot) {
        this.tools = tools;
        this.isRoot = isRoot;
    }

    @Override
    public Isolation isolation() {
        return isRoot ? Isolation.NAMESPACES : Isolation.USER_NAMESPACES;
    }

    @Override
    public List<String> command(Cell cell) {
        List<String> words = new ArrayList<>(tools.tied());
        words.add("unshare");
        if (!isRoot) {
            words.addAll(List.of("--user", "--map-current-user", "--keep-caps"));
        }
        words.addAll(List.of("--pid", "--mount", "--ipc", "--fork", "--kill-child", "--", "/bin/sh", "-c"));
        words.add(layout(cell) + start(cell));
        return words;
    }

    private String start(Cell cell) {
        List<String> program = new ArrayList<>(tools.apart());
        program.addAll(tools.limited(cell, cell.limits().processes() + (isRoot ? 0L : HELPERS)));
        program.add("setpriv");
        if (isRoot) {
            program.addAll(List.of("--reuid=" + cell.uid(), "--regid=" + cell.uid(), "--clear-groups"));
        }
        program.addAll(List.of(
                "--no-new-privs",
                "--inh-caps=-all",
                "--ambient-caps=-all",
                "--bounding-set=-all",
                "--",
                "/bin/sh",
                cell.script().toString()));
        return """
                exec 3<&0
                %s <&3 3<&- &
                child=$!
                exec 3<&- </dev/null
                trap 'kill -TERM -$child 2>/dev/null || :' TERM
                set +e
                wait $child
                code=$?
                while kill -0 $child 2>/dev/null; do
                  wait $child
                  code=$?
                done
                exit $code
                """.formatted(ShellText.words(program));
    }

    /** What the program sees of the disk: the machine's, without what is covered, with what it needs put back in its place. */
    private String layout(Cell cell) {
        List<Path> needed = new ArrayList<>(List.of(cell.work()));
        needed.addAll(cell.writable());
        needed.addAll(cell.readable().stream()
                .filter(path -> cell.hidden().stream().noneMatch(hidden -> hidden.startsWith(path)))
                .toList());
        Set<Path> covers = covers(cell, needed);
        List<Path> staged = outermost(needed).stream()
                .filter(path -> covers.stream().anyMatch(path::startsWith))
                .toList();
        Path stage = STAGES.stream()
                .filter(Files::isDirectory)
                .filter(free -> needed.stream().noneMatch(path -> path.startsWith(free)))
                .filter(free -> covers.stream().noneMatch(path -> path.startsWith(free) || free.startsWith(path)))
                .findFirst()
                .orElse(Path.of("/sys"));
        StringBuilder script = new StringBuilder("set -eu\n");
        script.append("mount -n -t tmpfs -o mode=0700,size=64k stage %s\n".formatted(stage));
        String work = "";
        for (int i = 0; i < staged.size(); i++) {
            String at = stage + "/" + i;
            script.append("mkdir %s; mount -n --rbind %s %s\n"
                    .formatted(at, ShellText.word(staged.get(i).toString()), at));
            if (cell.work().startsWith(staged.get(i))) {
                work = stage + "/" + i + "/" + staged.get(i).relativize(cell.work());
            }
        }
        String temporary = (work.isEmpty() ? cell.work().toString() : work) + "/tmp";
        for (Path cover : covers) {
            String target = ShellText.word(cover.toString());
            script.append(
                    cover.equals(TEMPORARY)
                            ? "mount -n --bind %s %s\n".formatted(ShellText.word(temporary), target)
                            : "mount -n -t tmpfs -o mode=0755,size=1m hidden %s\n".formatted(target));
        }
        for (int i = 0; i < staged.size(); i++) {
            String target = ShellText.word(staged.get(i).toString());
            script.append("mkdir -p %s; mount -n --move %s/%d %s\n".formatted(target, stage, i, target));
        }
        script.append("umount -n -l %s\n".formatted(stage));
        script.append("if [ -d /dev/shm ]; then mount -n -t tmpfs -o mode=1777,size=" + SHARED_MEMORY
                + " shm /dev/shm; fi\n");
        script.append("mount -n -t proc proc /proc\n");
        return script.toString();
    }

    private Set<Path> covers(Cell cell, List<Path> needed) {
        Set<Path> covers = new LinkedHashSet<>(cell.hidden());
        covers.add(TEMPORARY);
        if (isRoot) {
            needed.forEach(path -> closedAbove(path).ifPresent(covers::add));
        }
        covers.removeIf(cover -> needed.stream().anyMatch(path -> cover.startsWith(path) && !cover.equals(TEMPORARY)));
        return new LinkedHashSet<>(outermost(covers));
    }

    /** The outermost directory above the path that others may not pass through. */
    private static Optional<Path> closedAbove(Path path) {
        Path root = path.getRoot();
        for (int names = 1; names < path.getNameCount(); names++) {
            Path above = root.resolve(path.subpath(0, names));
            try {
                if (!Files.getPosixFilePermissions(above).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                    return Optional.of(above);
                }
            } catch (IOException unreadable) {
                return Optional.of(above);
            }
        }
        return Optional.empty();
    }

    private static List<Path> outermost(java.util.Collection<Path> paths) {
        Set<Path> distinct = new HashSet<>(paths);
        return distinct.stream()
                .filter(path -> distinct.stream().noneMatch(other -> !other.equals(path) && path.startsWith(other)))
                .sorted(Comparator.comparing(Path::toString))
                .toList();
    }

    @Override
    public void ask(Process process, Cell cell) {
        init(process).ifPresent(ProcessHandle::destroy);
    }

    @Override
    public void end(Process process, Cell cell) {
        // The first process inside goes before the one that made it, which then ends once all inside are gone.
        init(process).ifPresentOrElse(ProcessHandle::destroyForcibly, process::destroyForcibly);
    }

    @Override
    public Set<Long> members(Process process, Cell cell) {
        return init(process)
                .map(init -> init.descendants().map(ProcessHandle::pid).collect(Collectors.toSet()))
                .orElse(Set.of());
    }

    /** By its short name, since sockets have short paths and browsers put theirs here. */
    @Override
    public Path temporary(Path work) {
        return TEMPORARY;
    }

    private static Optional<ProcessHandle> init(Process process) {
        return process.children().findFirst();
    }
}
