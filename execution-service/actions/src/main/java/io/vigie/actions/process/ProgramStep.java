package io.vigie.actions.process;

import static io.vigie.action.ParameterDescription.optional;
import static io.vigie.action.ParameterDescription.optionalChoice;
import static io.vigie.action.ParameterDescription.requiredChoice;

import io.vigie.action.ActionContext;
import io.vigie.action.ActionResult;
import io.vigie.action.Localized;
import io.vigie.action.LogLevel;
import io.vigie.action.OutputDescription;
import io.vigie.action.ParameterDescription;
import io.vigie.action.Parameters;
import io.vigie.action.ValueKind;
import io.vigie.actions.check.Check;
import io.vigie.actions.check.Found;
import io.vigie.actions.check.Json;
import io.vigie.actions.check.Operator;
import io.vigie.actions.check.Shown;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the steps that run a program have in common: parameters, outputs, and how the verdict is reached. */
public final class ProgramStep {

    /** The longest {@code timeout} of a step, in seconds; the host ends a test that is out of time before that. */
    public static final int MOST_SECONDS = 86_400;

    /** The kernel refuses longer ones. */
    private static final int MOST_CHARACTERS_OF_A_WORD = 100_000;

    private ProgramStep() {}

    private enum Source {
        STDOUT,
        STDERR,
        JSON,
        EXIT_CODE,
        DURATION
    }

    private record Assertion(
            String subject, Source source, @Nullable String path, Check check) {}

    /** The environment's variables that a step sets. */
    public static ParameterDescription environment() {
        return optional("environment", ValueKind.OBJECT, Localized.of("Variables d'environnement", "Environment"))
                .withHelp(
                        "S'ajoutent à PATH, HOME, TMPDIR, LANG, TZ, VIGIE_FILES_DIR et aux variables de l'emplacement ; "
                                + "celles du worker ne sont jamais visibles.",
                        "Added to PATH, HOME, TMPDIR, LANG, TZ, VIGIE_FILES_DIR and the slot's variables; those of the worker are "
                                + "never seen.");
    }

    /** What the program reads. */
    private static ParameterDescription stdin() {
        return optional("stdin", ValueKind.TEXTAREA, Localized.of("Entrée standard", "Standard input"));
    }

    /** Where the program starts. */
    private static ParameterDescription directory() {
        return optional("directory", ValueKind.STRING, Localized.of("Dossier de travail", "Working directory"))
                .withHelp(
                        "Relatif au dossier de travail du test, et toujours en dessous.",
                        "Relative to the test's working directory, and always below it.");
    }

    /** How long the program may take. */
    public static ParameterDescription timeout(int seconds) {
        return optional("timeout", ValueKind.NUMBER, Localized.of("Délai (secondes)", "Timeout (seconds)"))
                .withDefault(seconds)
                .between(0, MOST_SECONDS)
                .withHelp(
                        "Passé ce délai, le programme et tout ce qu'il a lancé sont arrêtés.",
                        "After it the program and all that it started are ended.");
    }

    /** What every step has that runs one program and looks at how it ended. */
    public static List<ParameterDescription> surroundings(int usualSeconds) {
        List<ParameterDescription> parameters = new ArrayList<>(List.of(stdin(), environment(), directory()));
        parameters.addAll(expectations());
        parameters.add(timeout(usualSeconds));
        return parameters;
    }

    /** What the step expects: the exit code, and more. */
    private static List<ParameterDescription> expectations() {
        return List.of(
                optional(
                                "expected_exit_code",
                                ValueKind.ANY,
                                Localized.of("Code de sortie attendu", "Expected exit code"))
                        .withDefault(0)
                        .withHelp("0, \"0-3\" ou une liste.", "0, \"0-3\" or a list."),
                optional("assertions", ValueKind.LIST, Localized.of("Vérifications", "Assertions"))
                        .withFields(
                                requiredChoice(
                                        "source",
                                        Localized.of("Source", "Source"),
                                        List.of("stdout", "stderr", "json", "exit_code", "duration")),
                                optional("path", ValueKind.STRING, Localized.of("Chemin JSON", "JSON path"))
                                        .withHelp(
                                                "« $.total », dans la sortie standard, pour la source « json ».",
                                                "\"$.total\", in the standard output, for the source \"json\"."),
                                optionalChoice(
                                                "operator",
                                                Localized.of("Comparaison", "Comparison"),
                                                Operator.wireNames())
                                        .withDefault("equals"),
                                optional("expected", ValueKind.ANY, Localized.of("Valeur attendue", "Expected value")))
                        .withHelp(
                                "Les blancs à la fin des sorties ne comptent pas ; « duration » est en millisecondes.",
                                "White space at the end of outputs does not count; \"duration\" is in milliseconds."));
    }

    /** What every such step finds out. */
    public static List<OutputDescription> outputs() {
        return List.of(
                new OutputDescription(
                        "exit_code",
                        Localized.of(
                                "Le code de sortie ; 128 et le numéro du signal si un signal l'a arrêté.",
                                "The exit code; 128 and the signal's number when a signal ended it."),
                        ValueKind.NUMBER),
                new OutputDescription(
                        "stdout",
                        Localized.of(
                                "La sortie standard, 65 536 caractères au plus.",
                                "The standard output, 65,536 characters at most."),
                        ValueKind.TEXTAREA),
                new OutputDescription(
                        "stderr",
                        Localized.of(
                                "La sortie d'erreur, 65 536 caractères au plus.",
                                "The standard error, 65,536 characters at most."),
                        ValueKind.TEXTAREA),
                new OutputDescription(
                        "duration", Localized.of("Durée en millisecondes.", "Milliseconds taken."), ValueKind.NUMBER));
    }

    /**
     * The directory that {@code directory} means.
     *
     * @throws io.vigie.action.ActionBrokenException when it is not below the work directory
     */
    public static Path directory(ActionContext context, Parameters parameters) {
        Path work = context.workDirectory();
        return parameters
                .optionalText("directory")
                .map(name -> {
                    if (name.indexOf('\0') >= 0 || Path.of(name).isAbsolute()) {
                        throw parameters.refuse("directory", "a path relative to the working directory");
                    }
                    return work.resolve(name);
                })
                .orElse(work);
    }

    /** The texts of a list parameter, as a program's arguments. */
    public static List<String> words(Parameters parameters, String parameter) {
        List<String> words = new ArrayList<>();
        for (Object word : parameters.list(parameter)) {
            if (!(word instanceof String || word instanceof Number || word instanceof Boolean)
                    || word.toString().indexOf('\0') >= 0
                    || word.toString().length() > MOST_CHARACTERS_OF_A_WORD) {
                throw parameters.refuse(
                        parameter,
                        "a list of texts of at most " + MOST_CHARACTERS_OF_A_WORD + " characters, without NUL");
            }
            words.add(word.toString());
        }
        return words;
    }

    /** The outputs of a program that ended, cut as outputs have to be. */
    public static Map<String, @Nullable Object> outputs(ActionContext context, Ended ended) {
        Map<String, @Nullable Object> outputs = new LinkedHashMap<>();
        outputs.put("exit_code", ended.exitCode());
        outputs.put("stdout", cut(context, "stdout", ended.stdout()));
        outputs.put("stderr", cut(context, "stderr", ended.stderr()));
        outputs.put("duration", ended.durationMillis());
        return outputs;
    }

    private static String cut(ActionContext context, String name, String text) {
        if (text.length() <= ActionResult.MAXIMUM_OUTPUT_CHARACTERS) {
            return text;
        }
        context.log(
                LogLevel.WARN,
                "The output " + name + " is cut after " + ActionResult.MAXIMUM_OUTPUT_CHARACTERS
                        + " characters; assertions see " + ProcessRunner.MOST_KEPT_CHARACTERS + ".");
        return text.substring(0, ActionResult.MAXIMUM_OUTPUT_CHARACTERS);
    }

    /** Reads what the step expects, before the program runs. */
    public static Expected expected(Parameters parameters) {
        ExitCodes codes = ExitCodes.read(parameters.value("expected_exit_code"))
                .orElseThrow(() -> parameters.refuse(
                        "expected_exit_code", "a code from 0 to 255, a range such as \"0-3\", or a list of these"));
        List<Assertion> assertions = new ArrayList<>();
        for (Parameters assertion : parameters.objects("assertions")) {
            Source source = assertion.choice("source", Source.class);
            String path = source == Source.JSON ? assertion.text("path") : null;
            if (path != null) {
                Json.path(path);
            }
            String subject = path == null ? source.name().toLowerCase(java.util.Locale.ROOT) : "JSON " + path;
            assertions.add(new Assertion(subject, source, path, Check.read(assertion)));
        }
        return new Expected(codes, assertions);
    }

    /** What a step expects of its program. */
    public static final class Expected {

        private final ExitCodes codes;
        private final List<Assertion> assertions;

        private Expected(ExitCodes codes, List<Assertion> assertions) {
            this.codes = codes;
            this.assertions = List.copyOf(assertions);
        }

        /**
         * The verdict: broken when the program met a limit or its timeout, failed when an expectation is not met.
         *
         * @param outputs what the step gives
         */
        public ActionResult judge(ActionContext context, Ended ended, Map<String, @Nullable Object> outputs)
                throws InterruptedException {
            if (ended.stopped().isPresent()) {
                return ActionResult.broken(ended.stopped().get(), outputs);
            }
            List<String> complaints = new ArrayList<>();
            if (codes.contains(ended.exitCode())) {
                context.log("✔ exit code to be " + codes.words() + ": found " + ended.exitCode());
            } else {
                String complaint =
                        "Expected the exit code to be " + codes.words() + ", but found " + ended.exitCode() + ".";
                context.log(LogLevel.ERROR, "✘ " + complaint);
                complaints.add(complaint);
            }
            for (Assertion assertion : assertions) {
                Found found = found(assertion, ended);
                if (assertion.check().isMetBy(found)) {
                    context.log("✔ " + assertion.subject() + " "
                            + assertion.check().words() + ": found " + Shown.value(found));
                } else {
                    String complaint = assertion.check().complaint(assertion.subject(), found);
                    context.log(LogLevel.ERROR, "✘ " + complaint);
                    complaints.add(complaint);
                }
            }
            if (complaints.isEmpty()) {
                return ActionResult.passed(outputs);
            }
            String further = complaints.size() == 1 ? "" : " (and " + (complaints.size() - 1) + " more)";
            return ActionResult.failed(complaints.getFirst() + further, outputs);
        }

        private static Found found(Assertion assertion, Ended ended) {
            return switch (assertion.source()) {
                case STDOUT -> text(ended.stdout());
                case STDERR -> text(ended.stderr());
                case EXIT_CODE -> Found.of(ended.exitCode());
                case DURATION -> Found.of(ended.durationMillis());
                case JSON -> {
                    Optional<Found> json = Json.read(ended.stdout());
                    yield json.isEmpty() || assertion.path() == null
                            ? Found.NOTHING
                            : Json.at(Json.path(assertion.path()), json.get().value());
                }
            };
        }

        private static Found text(String text) {
            return text.isEmpty() ? Found.EMPTY_TEXT : Found.of(text.stripTrailing());
        }
    }
}
