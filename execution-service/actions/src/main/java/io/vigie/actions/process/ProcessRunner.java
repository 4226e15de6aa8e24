package io.vigie.actions.process;

import io.vigie.action.ActionBrokenException;
import io.vigie.action.ActionContext;
import io.vigie.action.ActionLimits;
import io.vigie.action.LogLevel;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs programs that tests give, one at a time per call, many calls at a time.
 *
 * <p><b>What a program gets.</b> The attempt's work directory, an environment that holds {@code PATH}, {@code HOME}, {@code TMPDIR},
 * {@code LANG}, {@code TZ}, {@code VIGIE_FILES_DIR}, the slot's variables, a mark, and what the step sets; never the worker's own.
 *
 * <p><b>Limits.</b> Those of {@link ActionContext#limits()}. Output, memory of all processes together and the number of tasks are
 * watched here; address space, the number of tasks, the size of files and core dumps are held by the kernel.
 *
 * <p><b>The end.</b> When its first process ends, is out of time or meets a limit, or when the caller is interrupted, everything that
 * the program started is ended: SIGTERM to its group, after a grace SIGKILL to all. After an interruption the grace passes on a
 * thread of the runner; the next program of the same slot cuts it short.
 *
 * <p>How strongly a program is confined depends on the machine; see {@code docs/guides/isolation.md}.
 */
public class ProcessRunner {

    /** The most characters that are kept of each of standard output and standard error. */
    public static final int MOST_KEPT_CHARACTERS = 1_048_576;

    /** How long a program has between SIGTERM and SIGKILL. */
    static final Duration USUAL_GRACE = Duration.ofSeconds(2);

    private static final Duration LONGEST_END = Duration.ofSeconds(10);
    private static final long WATCH_MILLIS = 200;
    private static final int NOT_STARTED = 126;
    private static final int FILE_SIZE_SIGNAL = 128 + 25;
    private static final int KILLED = 128 + 9;
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern REFUSED_MEMORY = Pattern.compile(
            "MemoryError|Cannot allocate memory|bad_alloc|OutOfMemoryError|[Oo]ut of memory|memory exhausted");
    private static final Pattern REFUSED_PROCESS = Pattern.compile(
            "[Cc]annot fork|can't fork|fork: retry|can't start new thread|unable to create native thread");

    /** What is said of much else too, such as sockets and uploads: it takes more to believe that a limit is meant. */
    private static final Pattern PERHAPS_REFUSED_PROCESS = Pattern.compile("Resource temporarily unavailable|EAGAIN");

    private static final Pattern PERHAPS_REFUSED_FILE = Pattern.compile("File too large|EFBIG");

    /** Programs that are being ended behind their callers' backs, by the first port of their slot. */
    private static final Map<Integer, Ending> ENDING = new ConcurrentHashMap<>();

    private final ProcessSettings settings;
    private final Duration grace;
    private volatile @Nullable Confinement confinement;

    /** Confines as well as this machine can, as the worker's environment says; finds out at the first program. */
    public ProcessRunner() {
        this(ProcessSettings.of(System.getenv()), null, USUAL_GRACE);
    }

    ProcessRunner(ProcessSettings settings, @Nullable Confinement confinement, Duration grace) {
        this.settings = settings;
        this.confinement = confinement;
        this.grace = grace;
    }

    private record Ending(Thread thread, Runnable now) {}

    /**
     * Runs a program to its end.
     *
     * @throws ActionBrokenException when it cannot be started
     * @throws InterruptedException when the caller was interrupted; what runs is being ended
     */
    public Ended run(ActionContext context, Program program) throws InterruptedException {
        return run(context, program, () -> {});
    }

    /**
     * The same, and meanwhile something else, several times a second on the calling thread, and once more when all is over. What it
     * throws ends the program.
     */
    public Ended run(ActionContext context, Program program, Runnable meanwhile) throws InterruptedException {
        ActionLimits limits = context.limits();
        if (limits.processes() == 0) {
            throw new ActionBrokenException(
                    "Expected to start a program, but no action may start one (limit processes is 0).");
        }
        endWhatIsLeft(context.slot().firstPort());
        Confinement confined = confinement();
        Path work = real(context.workDirectory());
        Path files = real(context.filesDirectory());
        Path directory = inside(List.of(work, files), work.resolve(program.directory()));
        String name = program.command().getFirst();
        boolean isThere = name.contains("/")
                ? Files.isExecutable(directory.resolve(name)) && Files.isRegularFile(directory.resolve(name))
                : settings.find(name).isPresent() || program.environment().containsKey("PATH");
        if (!isThere) {
            throw new ActionBrokenException("Expected to start \"" + name + "\", but there is no such program"
                    + (name.contains("/") ? "." : " on the worker's search path."));
        }
        Path media = real(context.slot().mediaDirectory());
        String mark = UUID.randomUUID().toString();
        Path own = work.resolve(".vigie-" + mark);
        Cell cell = new Cell(
                "VIGIE_PROCESS=" + mark,
                settings.firstUid() + context.slot().firstPort(),
                own.resolve("start"),
                work,
                List.of(files, media),
                readable(program),
                settings.hidden().stream().map(ProcessRunner::real).toList(),
                limits,
                program.memory());
        try {
            makeTemporary(work.resolve("tmp"));
            confined.sweep(cell);
            Files.createDirectory(own);
            writeScript(
                    own,
                    directory,
                    variables(context, program, work, confined.temporary(work), files, mark),
                    program.command());
            if (confined.isolation() == Isolation.OWN_USER) {
                requireReachable(work);
            }
            if (confined.givesUsers()) {
                for (Path tree : List.of(work, files, media)) {
                    giveTo(cell.uid(), tree);
                }
            }
            return new Run(context, program, cell, confined, own, grace, meanwhile).toItsEnd();
        } catch (IOException failed) {
            throw new ActionBrokenException(
                    "Expected to start \"" + name + "\", but the work directory could not be prepared.", failed);
        } finally {
            delete(own);
        }
    }

    /** The last program may have put something else in its place, a link for one, that would be laid over {@code /tmp}. */
    private static void makeTemporary(Path directory) throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            Files.deleteIfExists(directory);
            Files.createDirectory(directory);
        }
    }

    /** How programs are isolated on this machine: {@code namespaces}, {@code user_namespaces}, {@code own_user} or {@code group}. */
    public String isolation() {
        return confinement().isolation().name().toLowerCase(java.util.Locale.ROOT);
    }

    /** Whether programs run here as a user who owns nothing but their slot's directories. */
    public boolean givesUsers() {
        return confinement().givesUsers();
    }

    /** Where the search path that programs see finds a program of this name; empty when nowhere. */
    public Optional<Path> find(String program) {
        return settings.find(program);
    }

    private Confinement confinement() {
        Confinement known = confinement;
        if (known == null) {
            synchronized (this) {
                known = confinement;
                if (known == null) {
                    known = Machine.confinement(settings);
                    confinement = known;
                }
            }
        }
        return known;
    }

    private List<Path> readable(Program program) {
        List<Path> paths = new ArrayList<>(settings.readable());
        paths.addAll(program.readable());
        return paths.stream()
                .filter(Files::isDirectory)
                .map(ProcessRunner::real)
                .distinct()
                .toList();
    }

    private Map<String, String> variables(
            ActionContext context, Program program, Path work, Path temporary, Path files, String mark) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("PATH", settings.path());
        variables.put("HOME", work.toString());
        variables.put("TMPDIR", temporary.toString());
        variables.put("LANG", "C.UTF-8");
        variables.put("TZ", ZoneId.systemDefault().getId());
        variables.putAll(context.slot().environment());
        variables.put("VIGIE_FILES_DIR", files.toString());
        program.environment().forEach((key, value) -> {
            if (!VARIABLE.matcher(key).matches() || value.indexOf('\0') >= 0) {
                throw new ActionBrokenException(
                        "Expected \"environment\" to hold names of letters, digits and _ with texts, but " + "found \""
                                + key + "\".");
            }
            variables.put(key, value);
        });
        variables.put("VIGIE_PROCESS", mark);
        return variables;
    }

    /**
     * The last step before the program, run when it is already confined: sets the environment and becomes the program. A file, since
     * a command line could be read by anybody on the machine.
     */
    private static void writeScript(Path own, Path directory, Map<String, String> variables, List<String> command)
            throws IOException {
        StringBuilder script = new StringBuilder();
        script.append(": > ")
                .append(ShellText.word(own.resolve("started").toString()))
                .append('\n');
        script.append("cd ")
                .append(ShellText.word(directory.toString()))
                .append(" || exit ")
                .append(NOT_STARTED)
                .append('\n');
        variables.forEach((name, value) -> script.append("export ")
                .append(name)
                .append('=')
                .append(ShellText.word(value))
                .append('\n'));
        script.append("unset PWD OLDPWD\nexec ")
                .append(ShellText.words(command))
                .append('\n');
        Path file = Files.createFile(
                own.resolve("start"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, script);
    }

    /**
     * Hands a tree to the slot's user. Follows no link, and leaves alone a file that has a second name, since that name may be somebody
     * else's.
     */
    private static void giveTo(long uid, Path tree) throws IOException {
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                give(directory);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                give(file);
                return FileVisitResult.CONTINUE;
            }

            private void give(Path path) throws IOException {
                Map<String, Object> facts =
                        Files.readAttributes(path, "unix:uid,nlink,isRegularFile", LinkOption.NOFOLLOW_LINKS);
                boolean isTheirs = facts.get("uid") instanceof Number owner && owner.longValue() == uid;
                boolean hasOtherNames = Boolean.TRUE.equals(facts.get("isRegularFile"))
                        && facts.get("nlink") instanceof Number names
                        && names.longValue() > 1;
                if (!isTheirs && !hasOtherNames) {
                    Files.setAttribute(path, "unix:uid", (int) uid, LinkOption.NOFOLLOW_LINKS);
                    Files.setAttribute(path, "unix:gid", (int) uid, LinkOption.NOFOLLOW_LINKS);
                }
            }
        });
    }

    private static void requireReachable(Path work) throws IOException {
        for (Path above = work.getParent(); above != null; above = above.getParent()) {
            if (!Files.getPosixFilePermissions(above).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                throw new ActionBrokenException(
                        "Expected programs to reach the working directory as a user of their own, but \"" + above
                                + "\" is closed to other users.");
            }
        }
    }

    /**
     * The directory, when it lies within the work directory or among the campaign's files.
     *
     * @throws ActionBrokenException when it does not, or is not there
     */
    private static Path inside(List<Path> allowed, Path directory) {
        Path absolute = directory.normalize();
        if (!Files.isDirectory(absolute)) {
            throw new ActionBrokenException(
                    "Expected to start in the directory \"" + directory + "\", but there is no such directory.");
        }
        Path found = real(absolute);
        if (allowed.stream().noneMatch(found::startsWith)) {
            throw new ActionBrokenException("Expected to start in a directory within the work directory, but \""
                    + directory + "\" leads out of it.");
        }
        return found;
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException missing) {
            return path.toAbsolutePath().normalize();
        }
    }

    private static void delete(Path directory) {
        for (String name : List.of("start", "started")) {
            try {
                Files.deleteIfExists(directory.resolve(name));
            } catch (IOException left) {
                // Goes with the work directory.
            }
        }
        try {
            Files.deleteIfExists(directory);
        } catch (IOException left) {
            // Goes with the work directory.
        }
    }

    private static void endWhatIsLeft(int slot) throws InterruptedException {
        Ending left = ENDING.get(slot);
        if (left != null) {
            left.now().run();
            left.thread().join(LONGEST_END);
        }
    }

    /** One program from its start to its end. */
    private static final class Run {

        private final ActionContext context;
        private final Program program;
        private final Cell cell;
        private final Confinement confinement;
        private final Path own;
        private final Duration grace;
        private final Runnable meanwhile;
        private final AtomicReference<@Nullable String> stopped = new AtomicReference<>();
        private volatile Optional<Process> guard = Optional.empty();
        private int fullSamples;
        private long mostTasks;

        Run(
                ActionContext context,
                Program program,
                Cell cell,
                Confinement confinement,
                Path own,
                Duration grace,
                Runnable meanwhile) {
            this.context = context;
            this.program = program;
            this.cell = cell;
            this.confinement = confinement;
            this.own = own;
            this.grace = grace;
            this.meanwhile = meanwhile;
        }

        Ended toItsEnd() throws IOException, InterruptedException {
            long start = System.nanoTime();
            Process process = Tools.start(confinement.command(cell));
            OutputPump stdout = null;
            OutputPump stderr = null;
            boolean isOver = false;
            try {
                guard = confinement.guard(process, cell);
                AtomicLong left = new AtomicLong(cell.limits().outputBytes());
                Runnable tooMuch = () -> stop(
                        process,
                        "Expected the program to write at most " + cell.limits().outputBytes()
                                + " bytes (limit output_bytes), but it wrote more; it was ended.");
                stdout = new OutputPump(
                        process.getInputStream(),
                        left,
                        tooMuch,
                        line -> say(LogLevel.INFO, line),
                        MOST_KEPT_CHARACTERS);
                stderr = new OutputPump(
                        process.getErrorStream(),
                        left,
                        tooMuch,
                        line -> say(LogLevel.WARN, line),
                        MOST_KEPT_CHARACTERS);
                feed(process);
                watch(process, start);
                isOver = true;
                endAll(process);
                stdout.join(LONGEST_END.toMillis());
                stderr.join(LONGEST_END.toMillis());
            } finally {
                if (stdout != null) {
                    stdout.silence();
                }
                if (stderr != null) {
                    stderr.silence();
                }
                if (!isOver) {
                    endBehindOurBack(process);
                }
            }
            meanwhile.run();
            if (process.isAlive()) {
                throw new ActionBrokenException(
                        "Expected to end the program, but the machine holds it back; it is left behind.");
            }
            int code = process.exitValue();
            if (!Files.exists(own.resolve("started")) && stopped.get() == null) {
                throw new ActionBrokenException("Expected to start \""
                        + program.command().getFirst() + "\", but it could not be confined: "
                        + io.vigie.actions.check.Shown.text(stderr.tail().strip(), 300) + ".");
            }
            refusals(code, stderr.tail());
            return new Ended(
                    code,
                    stdout.kept(),
                    stderr.kept(),
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start),
                    Optional.ofNullable(stopped.get()));
        }

        private void dismissGuard() {
            guard.ifPresent(Process::destroyForcibly);
        }

        private void say(LogLevel level, String line) {
            if (program.echo()) {
                context.log(level, line);
            }
        }

        private void feed(Process process) {
            String text = program.stdin();
            OutputStream stdin = process.getOutputStream();
            Thread.ofVirtual().start(() -> {
                try (stdin) {
                    if (text != null) {
                        stdin.write(text.getBytes(StandardCharsets.UTF_8));
                    }
                } catch (IOException notRead) {
                    // A program need not read what it is given.
                }
            });
        }

        private void watch(Process process, long start) throws InterruptedException {
            long end = start + program.timeout().toNanos();
            long asked = 0;
            while (!process.waitFor(WATCH_MILLIS, TimeUnit.MILLISECONDS)) {
                meanwhile.run();
                long now = System.nanoTime();
                if (stopped.get() == null) {
                    Set<Long> members = confinement.members(process, cell);
                    judge(members, process);
                    if (now - end > 0) {
                        stopped.compareAndSet(
                                null,
                                "Expected the program to end within " + words(program.timeout())
                                        + " (timeout), but it was still running; it was ended.");
                        confinement.ask(process, cell);
                        asked = now;
                    }
                } else if (asked == 0 || now - asked > grace.toNanos()) {
                    confinement.end(process, cell);
                }
            }
        }

        private void judge(Set<Long> members, Process process) {
            long kilobytes = 0;
            long tasks = 0;
            for (long pid : members) {
                Optional<Proc.Status> status = Proc.status(pid);
                kilobytes += status.map(Proc.Status::ownKilobytes).orElse(0L);
                tasks += status.map(Proc.Status::threads).orElse(0);
            }
            mostTasks = Math.max(mostTasks, tasks);
            // A program may touch the limit; one that stays there is held up by it, and no later sample would tell.
            fullSamples = tasks >= cell.limits().processes() ? fullSamples + 1 : 0;
            if (fullSamples >= 3 || tasks > cell.limits().processes() + 8L) {
                stop(
                        process,
                        "Expected the program to have at most " + cell.limits().processes()
                                + " processes and threads (limit processes), but it wanted more; it was ended.");
            }
            if (kilobytes * 1024 > cell.limits().memoryBytes()) {
                stop(
                        process,
                        "Expected the program to use at most " + cell.limits().memoryBytes()
                                + " bytes of memory (limit memory_bytes), but it used more; it was ended.");
            }
        }

        private void stop(Process process, String why) {
            if (stopped.compareAndSet(null, why)) {
                confinement.end(process, cell);
            }
        }

        /** The kernel refuses without a word to us; the program says so, or dies of it. */
        private void refusals(int code, String said) {
            if (stopped.get() != null) {
                return;
            }
            String refused = null;
            if (code == FILE_SIZE_SIGNAL || PERHAPS_REFUSED_FILE.matcher(said).find() && hasAFileAtTheLimit()) {
                refused = "Expected the program to write files of at most "
                        + cell.limits().diskBytes() + " bytes (limit disk_bytes), but it was refused more.";
            } else if (cell.memory() == Program.Memory.ADDRESS_SPACE
                    && REFUSED_MEMORY.matcher(said).find()) {
                refused = "Expected each process to have at most "
                        + cell.limits().memoryBytes()
                        + " bytes of address space (limit memory_bytes), but it was refused more.";
            } else if (REFUSED_PROCESS.matcher(said).find()
                    || PERHAPS_REFUSED_PROCESS.matcher(said).find()
                            && mostTasks * 2 >= cell.limits().processes()) {
                refused = "Expected the program to have at most "
                        + cell.limits().processes()
                        + " processes and threads (limit processes), but it was refused more.";
            } else if (code == KILLED) {
                context.log(
                        LogLevel.WARN,
                        "The program was ended by SIGKILL from outside, perhaps because the machine had no memory left.");
            }
            if (refused != null && code == 0) {
                // It answered that all is well in spite of it; whoever reads the log may know better.
                context.log(LogLevel.WARN, refused);
            } else if (refused != null) {
                stopped.set(refused);
            }
        }

        private boolean hasAFileAtTheLimit() {
            List<Path> places = new ArrayList<>(List.of(cell.work()));
            places.addAll(cell.writable());
            for (Path place : places) {
                try (Stream<Path> files = Files.find(
                        place,
                        Integer.MAX_VALUE,
                        (file, facts) -> facts.isRegularFile()
                                && facts.size() >= cell.limits().diskBytes())) {
                    if (files.findAny().isPresent()) {
                        return true;
                    }
                } catch (IOException | UncheckedIOException unreadable) {
                    // Then it cannot be told.
                }
            }
            return false;
        }

        /** Returns when nothing of the program is left. */
        private void endAll(Process process) throws InterruptedException {
            boolean isOver = false;
            try {
                long giveUp = System.nanoTime() + LONGEST_END.toNanos();
                while (isThereAnything(process) && System.nanoTime() - giveUp < 0) {
                    confinement.end(process, cell);
                    process.waitFor(20, TimeUnit.MILLISECONDS);
                    if (isThereAnything(process)) {
                        Thread.sleep(20);
                    }
                }
                isOver = true;
                dismissGuard();
            } finally {
                if (!isOver) {
                    endBehindOurBack(process);
                }
            }
        }

        private boolean isThereAnything(Process process) {
            return process.isAlive() || !confinement.members(process, cell).isEmpty();
        }

        private void endBehindOurBack(Process process) {
            int slot = context.slot().firstPort();
            AtomicReference<Thread> self = new AtomicReference<>();
            Thread thread = Thread.ofPlatform().daemon().name("program-end").unstarted(() -> {
                try {
                    confinement.ask(process, cell);
                    process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS);
                } catch (InterruptedException noMoreGrace) {
                    // The slot is wanted.
                }
                for (int i = 0; i < 500 && isThereAnything(process); i++) {
                    confinement.end(process, cell);
                    try {
                        Thread.sleep(20);
                    } catch (InterruptedException noMoreGrace) {
                        // Already without grace.
                    }
                }
                dismissGuard();
                ENDING.computeIfPresent(slot, (key, ending) -> ending.thread() == self.get() ? null : ending);
            });
            self.set(thread);
            ENDING.put(slot, new Ending(thread, thread::interrupt));
            thread.start();
        }

        private static String words(Duration duration) {
            return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() / 1000.0 + " s";
        }
    }
}
