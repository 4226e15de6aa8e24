package io.vigie.actions.process;

import io.vigie.action.ActionBrokenException;
import io.vigie.action.ActionContext;
import io.vigie.action.ActionLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
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

    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

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
        RunningProgram.endWhatIsLeft(context.slot().firstPort());
        Confinement confined = confinement();
        Path work = ProgramPlace.real(context.workDirectory());
        Path files = ProgramPlace.real(context.filesDirectory());
        Path directory = ProgramPlace.inside(List.of(work, files), work.resolve(program.directory()));
        String name = program.command().getFirst();
        boolean isThere = name.contains("/")
                ? Files.isExecutable(directory.resolve(name)) && Files.isRegularFile(directory.resolve(name))
                : settings.find(name).isPresent() || program.environment().containsKey("PATH");
        if (!isThere) {
            throw new ActionBrokenException("Expected to start \"" + name + "\", but there is no such program"
                    + (name.contains("/") ? "." : " on the worker's search path."));
        }
        Path media = ProgramPlace.real(context.slot().mediaDirectory());
        String mark = UUID.randomUUID().toString();
        Path own = work.resolve(".vigie-" + mark);
        Cell cell = new Cell(
                "VIGIE_PROCESS=" + mark,
                settings.firstUid() + context.slot().firstPort(),
                own.resolve("start"),
                work,
                List.of(files, media),
                readable(program),
                settings.hidden().stream().map(ProgramPlace::real).toList(),
                limits,
                program.memory());
        try {
            ProgramPlace.makeTemporary(work.resolve("tmp"));
            confined.sweep(cell);
            Files.createDirectory(own);
            ProgramPlace.writeScript(
                    own,
                    directory,
                    variables(context, program, work, confined.temporary(work), files, mark),
                    program.command());
            if (confined.isolation() == Isolation.OWN_USER) {
                ProgramPlace.requireReachable(work);
            }
            if (confined.givesUsers()) {
                for (Path tree : List.of(work, files, media)) {
                    ProgramPlace.giveTo(cell.uid(), tree);
                }
            }
            return new RunningProgram(context, program, cell, confined, own, grace, meanwhile).toItsEnd();
        } catch (IOException failed) {
            throw new ActionBrokenException(
                    "Expected to start \"" + name + "\", but the work directory could not be prepared.", failed);
        } finally {
            ProgramPlace.delete(own);
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
                .map(ProgramPlace::real)
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
}
