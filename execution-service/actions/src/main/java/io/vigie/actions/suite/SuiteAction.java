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
import io.vigie.action.ParameterDescription;
import io.vigie.action.Parameters;
import io.vigie.action.ValueKind;
import io.vigie.actions.cases.Cases;
import io.vigie.actions.check.Shown;
import io.vigie.actions.playwright.PlaywrightTool;
import io.vigie.actions.process.Ended;
import io.vigie.actions.process.OwnFiles;
import io.vigie.actions.process.ProcessRunner;
import io.vigie.actions.process.Program;
import io.vigie.actions.process.ProgramStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Runs a real test runner over a suite among the campaign's files and reports each of its tests: live for pytest (pytest-xdist
 * included) and Playwright, which get a small reporter of ours; from JUnit XML as it appears for Maven and any other command. JUnit XML is
 * kept as an artifact: {@code junit.xml}, or {@code junit-xml.zip} when there are several files.
 *
 * <p>Verdict: failed when a case did not pass; broken when too few were executed, when the exit code contradicts the cases, when the
 * runner is out of time or meets a limit.
 */
public final class SuiteAction implements Action {

    private static final int USUAL_SECONDS = 1_800;
    private static final int MOST_CASES = 1_000_000;
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
                            + "JUnit XML dès qu'il paraît pour les autres. Le JUnit XML est conservé.",
                    "Runs a real test runner (pytest, Maven, Playwright or a command) over a suite among the campaign's files, and "
                            + "reports each of its tests: live for pytest and Playwright, from JUnit XML as it appears for others. "
                            + "JUnit XML is kept."),
            parameters(),
            Cases.outputs(),
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

    private static final Pattern OURS_OF_PLAYWRIGHT = Pattern.compile("(--reporter|--config|-c)(=.*)?");

    private enum Kind {
        PYTEST,
        MAVEN,
        PLAYWRIGHT,
        COMMAND
    }

    private final ProcessRunner runner;
    private final Map<String, String> workersEnvironment;
    private final PytestTool pytest;
    private final PlaywrightTool playwright;

    public SuiteAction() {
        this(new ProcessRunner(), System.getenv());
    }

    SuiteAction(ProcessRunner runner, Map<String, String> workersEnvironment) {
        this.runner = runner;
        this.workersEnvironment = Map.copyOf(workersEnvironment);
        this.pytest = new PytestTool(runner, workersEnvironment);
        this.playwright = new PlaywrightTool(runner, workersEnvironment);
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
            case PYTEST ->
                pytest.run(
                        context,
                        given(parameters),
                        ProgramStep.words(parameters, "arguments"),
                        directory,
                        parameters.texts("environment"),
                        timeout,
                        cases);
            case PLAYWRIGHT -> playwright(context, parameters, directory, timeout, cases);
            case MAVEN -> maven(context, parameters, directory, timeout, cases);
            case COMMAND -> reporting(context, parameters, given(parameters), directory, timeout, cases, "", List.of());
        };
        return cases.judge(ended, least);
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
        if (kind == Kind.PLAYWRIGHT
                && ProgramStep.words(parameters, "arguments").stream()
                        .anyMatch(word -> OURS_OF_PLAYWRIGHT.matcher(word).matches())) {
            throw parameters.refuse(
                    "arguments",
                    "free of --reporter and --config, since the action reports by its own and takes the suite's "
                            + "playwright.config");
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

    private Ended maven(ActionContext context, Parameters parameters, Path directory, Duration timeout, Cases cases)
            throws InterruptedException {
        List<String> command = given(parameters);
        List<Path> readable = new ArrayList<>();
        if (command.isEmpty()) {
            if (runner.find("mvn").isEmpty()) {
                throw new ActionBrokenException(
                        "Expected Maven on the worker's search path, but there is no \"mvn\"; install Maven 3.9 or later on the "
                                + "worker's machine, or give \"command\".");
            }
            Path own = context.workDirectory().resolve(".m2/repository");
            command.addAll(List.of("mvn", "-B", "-Dstyle.color=never", "-Dmaven.repo.local=" + own));
            repository().ifPresent(shared -> {
                command.add("-Dmaven.repo.local.tail=" + shared);
                // Whatever it holds counts, from wherever it was downloaded.
                command.add("-Dmaven.repo.local.tail.ignoreAvailability=true");
                readable.add(shared);
            });
            command.add("test");
        }
        return reporting(
                context,
                parameters,
                command,
                directory,
                timeout,
                cases,
                "**/target/{surefire,failsafe}-reports/TEST-*.xml",
                readable);
    }

    /** What the worker's slots may read of Maven's artifacts, so that each suite need not download them again. */
    private Optional<Path> repository() {
        return Optional.ofNullable(workersEnvironment.get("VIGIE_MAVEN_REPOSITORY"))
                .filter(name -> !name.isBlank())
                .map(Path::of)
                .map(repository -> {
                    if (!Files.isDirectory(repository)) {
                        throw new ActionBrokenException("Expected a Maven repository in " + repository
                                + " (VIGIE_MAVEN_REPOSITORY), but it is not there.");
                    }
                    if (runner.givesUsers() && !isOpen(repository)) {
                        throw new ActionBrokenException("Expected every user to be able to read the Maven repository "
                                + repository
                                + " (VIGIE_MAVEN_REPOSITORY), since programs run as users of their own here, "
                                + "but it is closed; open it by chmod -R o+rX.");
                    }
                    return repository;
                });
    }

    private static boolean isOpen(Path directory) {
        try {
            return Files.getPosixFilePermissions(directory)
                    .containsAll(Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_EXECUTE));
        } catch (IOException unreadable) {
            return false;
        }
    }

    /** Runs what tells of its tests by JUnit XML alone. */
    private Ended reporting(
            ActionContext context,
            Parameters parameters,
            List<String> command,
            Path directory,
            Duration timeout,
            Cases cases,
            String usualReports,
            List<Path> readable)
            throws InterruptedException {
        Reports reports;
        try {
            reports = new Reports(
                    context, directory, parameters.optionalText("junit_xml").orElse(usualReports), cases);
        } catch (IllegalArgumentException noPattern) {
            throw parameters.refuse("junit_xml", "a pattern such as **/TEST-*.xml");
        }
        command.addAll(ProgramStep.words(parameters, "arguments"));
        log(context, command);
        Ended ended = runner.run(
                context,
                Program.of(command, directory, timeout)
                        .with(parameters.texts("environment"))
                        .holding(Program.Memory.RESIDENT)
                        .able(readable),
                reports::look);
        reports.finish(ended);
        return ended;
    }

    /** The command that the step gives; empty for the kind's own. */
    private static List<String> given(Parameters parameters) {
        if (!parameters.has("command")) {
            return new ArrayList<>();
        }
        List<String> command = ProgramStep.words(parameters, "command");
        if (command.isEmpty() || command.getFirst().isBlank()) {
            throw parameters.refuse("command", "a list of a program and its arguments");
        }
        return command;
    }

    static void log(ActionContext context, List<String> command) {
        context.log("$ " + Shown.text(String.join(" ", command), 500));
    }
}
