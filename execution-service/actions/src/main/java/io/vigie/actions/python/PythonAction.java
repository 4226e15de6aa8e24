package io.vigie.actions.python;

import static io.vigie.action.ParameterDescription.optional;

import io.vigie.action.Action;
import io.vigie.action.ActionBrokenException;
import io.vigie.action.ActionContext;
import io.vigie.action.ActionDescription;
import io.vigie.action.ActionExample;
import io.vigie.action.ActionResult;
import io.vigie.action.Localized;
import io.vigie.action.OutputDescription;
import io.vigie.action.ParameterDescription;
import io.vigie.action.Parameters;
import io.vigie.action.ValueKind;
import io.vigie.actions.check.Found;
import io.vigie.actions.check.Json;
import io.vigie.actions.check.Shown;
import io.vigie.actions.process.BackChannel;
import io.vigie.actions.process.Ended;
import io.vigie.actions.process.OwnFiles;
import io.vigie.actions.process.ProcessRunner;
import io.vigie.actions.process.Program;
import io.vigie.actions.process.ProgramStep;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs a Python script, written in the step or among the campaign's files. The script is read by the interpreter before anything of
 * it runs; one that is not Python is refused with its line. By {@code import vigie} it sets variables of the test.
 *
 * <p>Verdict: failed when the exit code or an assertion is not as expected; broken when the script is not Python, is out of time,
 * meets a limit or sets a value that no variable can hold.
 */
public final class PythonAction implements Action {

    private static final int USUAL_SECONDS = 60;
    private static final int NOT_PYTHON = 9;
    private static final int MOST_CHARACTERS = 1_000_000;
    private static final long MOST_BYTES_OF_VALUES = 4L << 20;
    private static final Duration LONGEST_CHECK = Duration.ofSeconds(30);

    private static final ActionDescription DESCRIPTION = new ActionDescription(
            "python",
            List.of("PythonAction"),
            Localized.of("Script Python", "Python script"),
            Localized.of(
                    "Lance un script Python dans le dossier de travail du test. « import vigie » puis vigie.set(\"nom\", valeur) "
                            + "remplit {{app.nom}} pour les actions suivantes. Le script est vérifié avant d'être lancé.",
                    "Runs a Python script in the test's working directory. \"import vigie\", then vigie.set(\"name\", value) fills "
                            + "{{app.name}} for the actions that follow. The script is checked before it runs."),
            parameters(),
            outputs(),
            null,
            List.of(
                    new ActionExample(
                            Localized.of("Calculer et retenir une valeur", "Compute a value and keep it"),
                            Map.of(
                                    "script",
                                    """
                                    import vigie

                                    prices = [12.5, 30, 7.25]
                                    vigie.set("total", sum(prices))
                                    print(len(prices), "prices")
                                    """,
                                    "assertions",
                                    List.of(Map.of("source", "stdout", "expected", "3 prices")))),
                    new ActionExample(
                            Localized.of("Lire l'entrée standard", "Read the standard input"),
                            Map.of("script", """
                                    import json, sys

                                    users = json.load(sys.stdin)
                                    assert all("@" in user["email"] for user in users), "an email without @"
                                    """, "stdin", "[{\"email\": \"ada@example.com\"}]"))));

    private final ProcessRunner runner;

    public PythonAction() {
        this(new ProcessRunner());
    }

    PythonAction(ProcessRunner runner) {
        this.runner = runner;
    }

    private static List<ParameterDescription> parameters() {
        List<ParameterDescription> parameters = new ArrayList<>();
        parameters.add(optional("script", ValueKind.TEXTAREA, Localized.of("Script", "Script"))
                .withHelp("Ou « file ».", "Or \"file\"."));
        parameters.add(optional("file", ValueKind.STRING, Localized.of("Fichier de la campagne", "Campaign file"))
                .withHelp(
                        "Le nom d'un script parmi les fichiers de la campagne ; il voit les fichiers voisins.",
                        "The name of a script among the campaign's files; it can import its neighbours."));
        parameters.add(optional("arguments", ValueKind.LIST, Localized.of("Arguments", "Arguments")));
        parameters.add(optional("interpreter", ValueKind.STRING, Localized.of("Interpréteur", "Interpreter"))
                .withDefault("python3")
                .withHelp(
                        "Un nom trouvé par PATH sur le worker, ou un chemin absolu.",
                        "A name that PATH finds on the worker, or an absolute path."));
        parameters.addAll(ProgramStep.surroundings(USUAL_SECONDS));
        return parameters;
    }

    private static List<OutputDescription> outputs() {
        List<OutputDescription> outputs = new ArrayList<>(ProgramStep.outputs());
        outputs.add(new OutputDescription(
                "values",
                Localized.of("Ce que le script a rendu par vigie.set.", "What the script gave by vigie.set."),
                ValueKind.OBJECT));
        return outputs;
    }

    @Override
    public ActionDescription describe() {
        return DESCRIPTION;
    }

    @Override
    public ActionResult run(ActionContext context, Parameters parameters) throws InterruptedException {
        ProgramStep.Expected expected = ProgramStep.expected(parameters);
        Duration timeout = parameters.seconds("timeout");
        Path directory = ProgramStep.directory(context, parameters);
        String interpreter = parameters.text("interpreter");
        List<String> arguments = ProgramStep.words(parameters, "arguments");
        Path room = OwnFiles.room(context, "python");
        Path script = script(context, parameters, room);
        refuseWhatIsNotPython(context, interpreter, script, room);
        OwnFiles.write(room, "vigie.py", OwnFiles.resource(PythonAction.class, "vigie.py"));
        try (BackChannel values = new BackChannel(room.resolve("values"), MOST_BYTES_OF_VALUES)) {
            Map<String, String> environment = new LinkedHashMap<>();
            environment.put("PYTHONPATH", room.toString());
            environment.put("PYTHONUNBUFFERED", "1");
            environment.put("PYTHONDONTWRITEBYTECODE", "1");
            environment.putAll(parameters.texts("environment"));
            environment.computeIfPresent(
                    "PYTHONPATH", (name, path) -> path.equals(room.toString()) ? path : room + ":" + path);
            environment.put("VIGIE_VALUES", values.path().toString());
            List<String> command = new ArrayList<>(List.of(interpreter, script.toString()));
            command.addAll(arguments);
            context.log("$ "
                    + Shown.text(interpreter + " " + script.getFileName() + " " + String.join(" ", arguments), 500)
                            .strip());
            Ended ended = runner.run(
                    context,
                    Program.of(command, directory, timeout)
                            .with(environment)
                            .reading(parameters.optionalText("stdin").orElse(null)));
            Map<String, @Nullable Object> outputs = ProgramStep.outputs(context, ended);
            outputs.put("values", take(context, values.newLines()));
            return expected.judge(context, ended, outputs);
        }
    }

    private static Path script(ActionContext context, Parameters parameters, Path room) throws InterruptedException {
        if (parameters.has("script") == parameters.has("file")) {
            throw parameters.refuse("script", "given, or else \"file\", and not both");
        }
        if (parameters.has("file")) {
            return OwnFiles.given(context, parameters, "file");
        }
        String text = parameters.text("script");
        if (text.length() > MOST_CHARACTERS) {
            throw new ActionBrokenException("Expected \"script\" to have at most " + MOST_CHARACTERS
                    + " characters, but it has " + text.length() + ".");
        }
        return OwnFiles.write(room, "script.py", text);
    }

    private void refuseWhatIsNotPython(ActionContext context, String interpreter, Path script, Path room)
            throws InterruptedException {
        Path check = OwnFiles.write(room, "check.py", OwnFiles.resource(PythonAction.class, "check.py"));
        Ended checked = runner.run(
                context,
                Program.of(
                                List.of(interpreter, "-I", check.toString(), script.toString()),
                                context.workDirectory(),
                                LONGEST_CHECK)
                        .quietly());
        if (checked.exitCode() == NOT_PYTHON) {
            List<String> answer = checked.stdout().lines().toList();
            throw new ActionBrokenException("Expected the script to be valid Python, but line "
                    + (answer.isEmpty() ? "?" : answer.getFirst())
                    + " is not: " + (answer.size() < 2 ? "" : Shown.text(answer.get(1), 300)) + ".");
        }
        if (checked.exitCode() != 0) {
            throw new ActionBrokenException(checked.stopped()
                    .orElse("Expected \"" + interpreter + "\" to check the script, but it answered "
                            + checked.exitCode() + ": "
                            + Shown.text(checked.stderr().strip(), 300)));
        }
    }

    private static Map<String, @Nullable Object> take(ActionContext context, List<String> lines) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (String line : lines) {
            Optional<Found> read = Json.read(line);
            if (read.isEmpty()
                    || !(read.get().value() instanceof Map<?, ?> members)
                    || !(members.get("name") instanceof String name)) {
                throw new ActionBrokenException(
                        "Expected the script to give values by vigie.set, but found " + Shown.value(line) + ".");
            }
            Object value = members.get("value");
            if (Json.write(value).length() > ActionResult.MAXIMUM_OUTPUT_CHARACTERS) {
                throw new ActionBrokenException(
                        "Expected the value of \"" + Shown.text(name, 100) + "\" to have at most "
                                + ActionResult.MAXIMUM_OUTPUT_CHARACTERS + " characters, but it has more.");
            }
            values.put(name, value);
            context.setVariable(name, value);
        }
        return values;
    }
}
