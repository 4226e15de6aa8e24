package io.vigie.actions.suite;

import static io.vigie.action.ParameterDescription.optional;
import static io.vigie.action.ParameterDescription.requiredChoice;

import io.vigie.action.Action;
import io.vigie.action.ActionBrokenException;
import io.vigie.action.ActionContext;
import io.vigie.action.ActionDescription;
import io.vigie.action.ActionExample;
import io.vigie.action.ActionResult;
import io.vigie.action.Localized;
import io.vigie.action.LogLevel;
import io.vigie.action.OutputDescription;
import io.vigie.action.ParameterDescription;
import io.vigie.action.Parameters;
import io.vigie.action.ValueKind;
import io.vigie.actions.cases.Cases;
import io.vigie.actions.cases.JUnitXml;
import io.vigie.actions.check.Shown;
import io.vigie.actions.playwright.PlaywrightTool;
import io.vigie.actions.process.BackChannel;
import io.vigie.actions.process.Ended;
import io.vigie.actions.process.OwnFiles;
import io.vigie.actions.process.ProcessRunner;
import io.vigie.actions.process.Program;
import io.vigie.actions.process.ProgramStep;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs a real test runner over a suite among the campaign's files and reports each of its tests: live for pytest (pytest-xdist
 * included) and Playwright, which get a small reporter of ours; from JUnit XML at the end for Maven and any other command.
 *
 * <p>Verdict: failed when a case did not pass; broken when too few were executed, when the exit code contradicts the cases, when the
 * runner is out of time or meets a limit.
 */
public final class SuiteAction implements Action {

    private static final int USUAL_SECONDS = 1_800;
    private static final int MOST_CASES = 1_000_000;
    private static final long MOST_BYTES_OF_CASES = 256L << 20;
    private static final long MOST_BYTES_OF_A_REPORT = 64L << 20;
    private static final int MOST_REPORTS = 10_000;
    private static final int DEEPEST = 20;
    private static final List<String> CONFIGURATIONS = List.of(
            "playwright.config.ts",
            "playwright.config.mts",
            "playwright.config.js",
            "playwright.config.mjs",
            "playwright.config.cjs");

    private static final ActionDescription DESCRIPTION = new ActionDescription(
            "suite",
            List.of("SuiteAction"),
            Localized.of("Suite de tests", "Test suite"),
            Localized.of(
                    "Lance un vrai outil de test (pytest, Maven, Playwright ou une commande) sur une suite rangée parmi les fichiers de "
                            + "la campagne, et rapporte chacun de ses tests : au fil de l'eau pour pytest et Playwright, depuis le "
                            + "JUnit XML à la fin pour les autres.",
                    "Runs a real test runner (pytest, Maven, Playwright or a command) over a suite among the campaign's files, and "
                            + "reports each of its tests: live for pytest and Playwright, from JUnit XML at the end for others."),
            parameters(),
            outputs(),
            null,
            List.of(new ActionExample(
                    Localized.of("Une commande qui écrit du JUnit XML", "A command that writes JUnit XML"),
                    Map.of(
                            "kind",
                            "command",
                            "command",
                            List.of(
                                    "sh",
                                    "-c",
                                    "echo '<testsuite><testcase classname=\"shop.Basket\" name=\"adds\" time=\"0.02\"/></testsuite>'"
                                            + " > results.xml"),
                            "junit_xml",
                            "*.xml"))));

    private enum Kind {
        PYTEST,
        MAVEN,
        PLAYWRIGHT,
        COMMAND
    }

    private final ProcessRunner runner;
    private final PlaywrightTool playwright;

    public SuiteAction() {
        this(new ProcessRunner());
    }

    SuiteAction(ProcessRunner runner) {
        this.runner = runner;
        this.playwright = new PlaywrightTool(runner);
    }

    private static List<ParameterDescription> parameters() {
        return List.of(
                requiredChoice(
                        "kind", Localized.of("Outil", "Runner"), List.of("pytest", "maven", "playwright", "command")),
                optional("arguments", ValueKind.LIST, Localized.of("Arguments", "Arguments"))
                        .withHelp(
                                "Ajoutés à la commande : [\"-n\", \"2\", \"tests/\"].",
                                "Added to the command: [\"-n\", \"2\", \"tests/\"]."),
                optional("command", ValueKind.LIST, Localized.of("Commande", "Command"))
                        .withHelp(
                                "Le programme et ses premiers arguments. Par défaut : python3 -m pytest, mvn -B test, Playwright ; "
                                        + "à donner pour « command ».",
                                "The program and its first arguments. By default python3 -m pytest, mvn -B test, Playwright; to be "
                                        + "given for \"command\"."),
                optional("archive", ValueKind.STRING, Localized.of("Archive", "Archive"))
                        .withHelp(
                                "Un .zip, .tar, .tar.gz ou .tgz parmi les fichiers de la campagne, déballé d'abord.",
                                "A .zip, .tar, .tar.gz or .tgz among the campaign's files, unpacked first."),
                optional("directory", ValueKind.STRING, Localized.of("Dossier", "Directory"))
                        .withHelp(
                                "Relatif à l'archive, ou aux fichiers de la campagne sans archive.",
                                "Relative to the archive, or to the campaign's files when there is none."),
                optional("junit_xml", ValueKind.STRING, Localized.of("Rapports JUnit XML", "JUnit XML reports"))
                        .withHelp(
                                "Un motif relatif au dossier : **/TEST-*.xml. Pour « maven » et « command ».",
                                "A pattern relative to the directory: **/TEST-*.xml. For \"maven\" and \"command\"."),
                optional("minimum_cases", ValueKind.NUMBER, Localized.of("Tests au moins", "Tests at least"))
                        .withDefault(1)
                        .between(0, MOST_CASES)
                        .withHelp(
                                "Moins de tests exécutés : l'action est en erreur.",
                                "Fewer executed tests: the action is broken."),
                optional("base_url", ValueKind.STRING, Localized.of("Adresse de base", "Base address"))
                        .withHelp("Pour « playwright ».", "For \"playwright\"."),
                ProgramStep.environment(),
                ProgramStep.timeout(USUAL_SECONDS));
    }

    private static List<OutputDescription> outputs() {
        List<OutputDescription> outputs = new ArrayList<>(ProgramStep.outputs());
        outputs.addAll(Cases.outputs());
        return outputs;
    }

    @Override
    public ActionDescription describe() {
        return DESCRIPTION;
    }

    @Override
    public ActionResult run(ActionContext context, Parameters parameters) throws InterruptedException {
        Kind kind = parameters.choice("kind", Kind.class);
        Duration timeout = parameters.seconds("timeout");
        int least = parameters.number("minimum_cases").intValue();
        refuseWhatDoesNotFit(kind, parameters);
        Path directory = directory(context, parameters);
        Cases cases = new Cases(context);
        Ended ended = switch (kind) {
            case PYTEST -> pytest(context, parameters, directory, timeout, cases);
            case PLAYWRIGHT -> playwright(context, parameters, directory, timeout, cases);
            case MAVEN ->
                other(
                        context,
                        parameters,
                        directory,
                        timeout,
                        cases,
                        List.of("mvn", "-B", "test"),
                        "**/target/surefire-reports/TEST-*.xml");
            case COMMAND -> other(context, parameters, directory, timeout, cases, List.of(), "");
        };
        Map<String, @Nullable Object> outputs = ProgramStep.outputs(context, ended);
        cases.putInto(outputs);
        return cases.judge(ended, least, outputs);
    }

    private static void refuseWhatDoesNotFit(Kind kind, Parameters parameters) {
        if (kind == Kind.COMMAND && !parameters.has("command")) {
            throw parameters.refuse("command", "given for the kind \"command\"");
        }
        if (kind == Kind.COMMAND && !parameters.has("junit_xml")) {
            throw parameters.refuse(
                    "junit_xml", "given for the kind \"command\", which reports its tests in no other way");
        }
        if (kind == Kind.PLAYWRIGHT && parameters.has("command")) {
            throw parameters.refuse("command", "left out for the kind \"playwright\"");
        }
    }

    private static Path directory(ActionContext context, Parameters parameters) throws InterruptedException {
        Path root = context.filesDirectory();
        if (parameters.has("archive")) {
            Path archive = OwnFiles.given(context, parameters, "archive");
            root = OwnFiles.room(context, "suite");
            Archive.unpack(context, archive, root);
        }
        try {
            root = root.toRealPath();
            String name = parameters.optionalText("directory").orElse("");
            Path directory = root.resolve(name).toRealPath();
            if (directory.startsWith(root) && Files.isDirectory(directory)) {
                return directory;
            }
        } catch (IOException | java.nio.file.InvalidPathException missing) {
            // Refused below.
        }
        throw parameters.refuse("directory", "a directory of the suite's files");
    }

    private Ended pytest(ActionContext context, Parameters parameters, Path directory, Duration timeout, Cases cases)
            throws InterruptedException {
        Path room = OwnFiles.room(context, "pytest");
        OwnFiles.write(room, "vigie_pytest.py", OwnFiles.resource(SuiteAction.class, "vigie_pytest.py"));
        List<String> command = command(parameters, List.of("python3", "-m", "pytest"));
        command.addAll(List.of("-p", "vigie_pytest"));
        command.addAll(ProgramStep.words(parameters, "arguments"));
        try (BackChannel channel = new BackChannel(room.resolve("cases"), MOST_BYTES_OF_CASES)) {
            Map<String, String> environment = new LinkedHashMap<>(parameters.texts("environment"));
            environment.merge("PYTHONPATH", room.toString(), (theirs, ours) -> ours + ":" + theirs);
            environment.putIfAbsent("PYTHONUNBUFFERED", "1");
            environment.put("VIGIE_CASES", channel.path().toString());
            log(context, command);
            return runner.run(
                    context,
                    Program.of(command, directory, timeout).with(environment).holding(Program.Memory.RESIDENT),
                    () -> cases.take(channel.newLines()));
        }
    }

    private Ended playwright(
            ActionContext context, Parameters parameters, Path directory, Duration timeout, Cases cases)
            throws InterruptedException {
        Map<String, Object> settings = new LinkedHashMap<>();
        parameters.optionalText("base_url").ifPresent(address -> settings.put("baseURL", address));
        Path base = CONFIGURATIONS.stream()
                .map(directory::resolve)
                .filter(file -> OwnFiles.isOwn(directory, file))
                .findFirst()
                .orElse(null);
        if (base == null) {
            settings.put("workers", 1);
            settings.put("trace", "retain-on-failure");
        }
        return playwright.run(
                context,
                new PlaywrightTool.Order(
                        directory,
                        base,
                        null,
                        settings,
                        ProgramStep.words(parameters, "arguments"),
                        parameters.texts("environment"),
                        timeout,
                        false),
                cases);
    }

    private Ended other(
            ActionContext context,
            Parameters parameters,
            Path directory,
            Duration timeout,
            Cases cases,
            List<String> usual,
            String usualReports)
            throws InterruptedException {
        String pattern = parameters.optionalText("junit_xml").orElse(usualReports);
        PathMatcher reports;
        try {
            reports = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
        } catch (IllegalArgumentException noPattern) {
            throw parameters.refuse("junit_xml", "a pattern such as **/TEST-*.xml");
        }
        List<String> command = command(parameters, usual);
        command.addAll(ProgramStep.words(parameters, "arguments"));
        log(context, command);
        Instant start = Instant.now().minusSeconds(2);
        Ended ended = runner.run(
                context,
                Program.of(command, directory, timeout)
                        .with(parameters.texts("environment"))
                        .holding(Program.Memory.RESIDENT));
        for (Path report : reportsOf(directory, reports, pattern, start)) {
            read(context, directory, report, cases);
        }
        return ended;
    }

    private static void read(ActionContext context, Path directory, Path report, Cases cases) {
        String name = directory.relativize(report).toString();
        try {
            if (Files.size(report) > MOST_BYTES_OF_A_REPORT) {
                throw new IOException("it is larger than " + MOST_BYTES_OF_A_REPORT + " bytes");
            }
            JUnitXml.read(report, cases::add);
        } catch (IOException unreadable) {
            context.log(LogLevel.ERROR, "The report " + name + " was not read: " + unreadable.getMessage() + ".");
            throw new ActionBrokenException(
                    "Expected " + Shown.value(name) + " to be a JUnit XML report, but " + unreadable.getMessage() + ".",
                    unreadable);
        }
    }

    /** The reports that this run wrote, by name; older ones that came with the suite's files tell of another run. */
    private static List<Path> reportsOf(Path directory, PathMatcher pattern, String text, Instant since) {
        List<Path> found = new ArrayList<>();
        // "**/x" means x in the directory itself, too, as people who write such patterns mean it.
        PathMatcher here =
                text.startsWith("**/") ? FileSystems.getDefault().getPathMatcher("glob:" + text.substring(3)) : pattern;
        try {
            Files.walkFileTree(directory, java.util.Set.of(), DEEPEST, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    Path name = directory.relativize(file);
                    if (attributes.isRegularFile()
                            && (pattern.matches(name) || here.matches(name))
                            && attributes.lastModifiedTime().compareTo(FileTime.from(since)) >= 0
                            && OwnFiles.isOwn(directory, file)) {
                        found.add(file);
                    }
                    return found.size() < MOST_REPORTS ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException unreadable) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException unreadable) {
            throw new ActionBrokenException(
                    "Expected to look for JUnit XML reports, but the suite's directory cannot be read.", unreadable);
        }
        return found.stream().sorted().toList();
    }

    private static List<String> command(Parameters parameters, List<String> usual) {
        List<String> command =
                new ArrayList<>(parameters.has("command") ? ProgramStep.words(parameters, "command") : usual);
        if (command.isEmpty() || command.getFirst().isBlank()) {
            throw parameters.refuse("command", "a list of a program and its arguments");
        }
        return command;
    }

    private static void log(ActionContext context, List<String> command) {
        context.log("$ " + Shown.text(String.join(" ", command), 500));
    }
}
