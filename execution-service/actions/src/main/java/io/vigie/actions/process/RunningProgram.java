package io.vigie.actions.process;

import io.vigie.action.ActionBrokenException;
import io.vigie.action.ActionContext;
import io.vigie.action.LogLevel;
import io.vigie.actions.check.Shown;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One program from its start to its end: what it writes is taken, its limits are watched, and nothing that it started outlives it. Used by one
 * thread; when that is interrupted, the program is ended on another.
 */
final class RunningProgram {

    private static final Duration LONGEST_END = Duration.ofSeconds(10);
    private static final long WATCH_MILLIS = 200;
    private static final int FILE_SIZE_SIGNAL = 128 + 25;
    private static final int KILLED = 128 + 9;
    private static final Pattern REFUSED_MEMORY = Pattern.compile(
            "MemoryError|Cannot allocate memory|bad_alloc|OutOfMemoryError|[Oo]ut of memory|memory exhausted");
    private static final Pattern REFUSED_PROCESS = Pattern.compile(
            "[Cc]annot fork|can't fork|fork: retry|can't start new thread|unable to create native thread");

    /** What is said of much else too, such as sockets and uploads: it takes more to believe that a limit is meant. */
    private static final Pattern PERHAPS_REFUSED_PROCESS = Pattern.compile("Resource temporarily unavailable|EAGAIN");

    private static final Pattern PERHAPS_REFUSED_FILE = Pattern.compile("File too large|EFBIG");

    /** Programs that are being ended behind their callers' backs, by the first port of their slot. */
    private static final Map<Integer, Ending> ENDING = new ConcurrentHashMap<>();

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

    RunningProgram(
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

    private record Ending(Thread thread, Runnable now) {}

    /** Waits until nothing is left of what ran in the slot before; cuts its grace short. */
    static void endWhatIsLeft(int slot) throws InterruptedException {
        Ending left = ENDING.get(slot);
        if (left != null) {
            left.now().run();
            left.thread().join(LONGEST_END);
        }
    }

    /** Starts it, and returns when it is over. */
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
                    ProcessRunner.MOST_KEPT_CHARACTERS);
            stderr = new OutputPump(
                    process.getErrorStream(),
                    left,
                    tooMuch,
                    line -> say(LogLevel.WARN, line),
                    ProcessRunner.MOST_KEPT_CHARACTERS);
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
                    + Shown.text(stderr.tail().strip(), 300) + ".");
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
