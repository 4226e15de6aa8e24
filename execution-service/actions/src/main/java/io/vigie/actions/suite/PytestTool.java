package io.vigie.actions.suite;

import io.vigie.action.ActionBrokenException;
import io.vigie.action.ActionContext;
import io.vigie.actions.cases.Artifacts;
import io.vigie.actions.cases.Cases;
import io.vigie.actions.cases.JUnitXml;
import io.vigie.actions.process.BackChannel;
import io.vigie.actions.process.Ended;
import io.vigie.actions.process.OwnFiles;
import io.vigie.actions.process.ProcessRunner;
import io.vigie.actions.process.Program;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * pytest with a small plug-in of ours: {@code VIGIE_PYTEST_HOME}, else where {@code infra/install-pytest.sh} puts it, else that of the
 * {@code python3} that the search path finds.
 */
final class PytestTool {

    private static final long MOST_BYTES_OF_CASES = 256L << 20;
    private static final String PLUG_IN = "vigie_pytest";
    private static final String JUNIT = "junit.xml";
    private static final Pattern WITHOUT_XDIST =
            Pattern.compile("unrecognized arguments:[^\\n]*\\s(-n|--numprocesses|--dist)");

    private final ProcessRunner runner;
    private final Map<String, String> workersEnvironment;

    PytestTool(ProcessRunner runner, Map<String, String> workersEnvironment) {
        this.runner = runner;
        this.workersEnvironment = Map.copyOf(workersEnvironment);
    }

    private List<String> usualCommand() {
        Optional<Path> named = Optional.ofNullable(workersEnvironment.get("VIGIE_PYTEST_HOME"))
                .filter(name -> !name.isBlank())
                .map(Path::of);
        Path home = named.orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache", "vigie", "pytest"));
        Path python = home.resolve("bin/python");
        if (Files.isExecutable(python)) {
            return List.of(python.toString(), "-m", "pytest");
        }
        if (named.isPresent()) {
            throw new ActionBrokenException(
                    "Expected pytest in " + home
                            + " (VIGIE_PYTEST_HOME), but it is not there; run infra/install-pytest.sh on the worker's machine.");
        }
        if (runner.find("python3").isEmpty()) {
            throw new ActionBrokenException(
                    "Expected pytest on the worker, but there is no \"python3\"; run infra/install-pytest.sh on the worker's machine.");
        }
        return List.of("python3", "-m", "pytest");
    }

    /**
     * Runs pytest; its cases go to {@code cases} as they end, its JUnit XML is kept afterwards.
     *
     * @param command the program and its first arguments; empty for the usual ones
     * @throws ActionBrokenException when pytest, or the plug-in that the arguments ask for, is not there
     */
    Ended run(
            ActionContext context,
            List<String> command,
            List<String> arguments,
            Path directory,
            Map<String, String> given,
            Duration timeout,
            Cases cases)
            throws InterruptedException {
        Path room = OwnFiles.room(context, "pytest");
        OwnFiles.write(room, PLUG_IN + ".py", OwnFiles.resource(PytestTool.class, PLUG_IN + ".py"));
        Path junit = room.resolve(JUNIT);
        List<String> words = new ArrayList<>(command.isEmpty() ? usualCommand() : command);
        List<Path> needed = command.isEmpty() ? neededBy(words.getFirst()) : List.of();
        words.addAll(List.of("-p", PLUG_IN, "--junitxml=" + junit));
        words.addAll(arguments);
        try (BackChannel channel = new BackChannel(room.resolve("cases"), MOST_BYTES_OF_CASES)) {
            Map<String, String> environment = new LinkedHashMap<>(given);
            environment.merge("PYTHONPATH", room.toString(), (theirs, ours) -> ours + ":" + theirs);
            environment.putIfAbsent("PYTHONUNBUFFERED", "1");
            environment.put("VIGIE_CASES", channel.path().toString());
            SuiteAction.log(context, words);
            Ended ended = runner.run(
                    context,
                    Program.of(words, directory, timeout)
                            .with(environment)
                            .holding(Program.Memory.RESIDENT)
                            .able(needed),
                    () -> cases.take(channel.newLines()));
            if (OwnFiles.isOwn(room, junit)) {
                if (ended.stopped().isEmpty()) {
                    takeUntold(room, junit, cases);
                }
                Artifacts.keep(context, JUNIT, "application/xml", junit);
            }
            if (cases.total() == 0) {
                refuseWhatIsMissing(ended);
            }
            return ended;
        }
    }

    /** A virtual environment, and the installation that it was made from. */
    private static List<Path> neededBy(String program) {
        List<Path> needed = new ArrayList<>();
        Path python = Path.of(program);
        if (python.isAbsolute()) {
            needed.add(python.resolve("../..").normalize());
            try {
                needed.add(python.toRealPath().resolve("../..").normalize());
            } catch (IOException gone) {
                // Refused when it is started.
            }
        }
        return needed;
    }

    /** Where the arguments kept our plug-in from telling anything. */
    private static void takeUntold(Path room, Path junit, Cases cases) {
        if (cases.total() > 0) {
            return;
        }
        try (InputStream report = OwnFiles.open(room, junit)) {
            JUnitXml.read(report, cases::add);
        } catch (IOException unreadable) {
            throw new ActionBrokenException(
                    "Expected pytest to write a JUnit XML report, but " + unreadable.getMessage() + ".", unreadable);
        }
    }

    private static void refuseWhatIsMissing(Ended ended) {
        String said = ended.stderr();
        if (said.contains("No module named pytest")) {
            throw new ActionBrokenException(
                    "Expected pytest on the worker, but its Python has none; run infra/install-pytest.sh on the worker's machine.");
        }
        if (WITHOUT_XDIST.matcher(said).find()) {
            throw new ActionBrokenException(
                    "Expected pytest-xdist on the worker, but its pytest does not know -n; run infra/install-pytest.sh on the worker's machine.");
        }
    }
}
