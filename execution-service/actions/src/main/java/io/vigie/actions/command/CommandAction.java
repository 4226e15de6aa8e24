package io.vigie.actions.command;

import static io.vigie.action.ParameterDescription.optional;
import static io.vigie.action.ParameterDescription.required;

import io.vigie.action.Action;
import io.vigie.action.ActionContext;
import io.vigie.action.ActionDescription;
import io.vigie.action.ActionExample;
import io.vigie.action.ActionResult;
import io.vigie.action.Localized;
import io.vigie.action.ParameterDescription;
import io.vigie.action.Parameters;
import io.vigie.action.ValueKind;
import io.vigie.actions.check.Shown;
import io.vigie.actions.process.Ended;
import io.vigie.actions.process.ProcessRunner;
import io.vigie.actions.process.Program;
import io.vigie.actions.process.ProgramStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Runs a program with its arguments, or a line of the shell, in the test's work directory.
 *
 * <p>Verdict: failed when the exit code or an assertion is not as expected; broken when the program cannot be started, is out of
 * time or meets a limit.
 */
public final class CommandAction implements Action {

    private static final int USUAL_SECONDS = 60;
    private static final int MOST_CHARACTERS_OF_A_WORD = 100_000;

    private static final ActionDescription DESCRIPTION = new ActionDescription(
            "command",
            List.of("CommandAction"),
            Localized.of("Commande", "Command"),
            Localized.of(
                    "Lance un programme dans le dossier de travail du test, avec un environnement qui lui est propre et des limites de "
                            + "temps, de mémoire, de processus et de sortie, puis vérifie son code de sortie et ce qu'il a écrit.",
                    "Runs a program in the test's working directory, with an environment of its own and limits of time, memory, "
                            + "processes and output, then checks its exit code and what it wrote."),
            parameters(),
            ProgramStep.outputs(),
            null,
            List.of(
                    new ActionExample(
                            Localized.of("Vérifier ce qu'un programme écrit", "Check what a program writes"),
                            Map.of(
                                    "command",
                                    List.of("printf", "%s-%s", "a", "b"),
                                    "assertions",
                                    List.of(Map.of("source", "stdout", "expected", "a-b")))),
                    new ActionExample(
                            Localized.of("Une ligne du shell", "A line of the shell"),
                            Map.of(
                                    "shell",
                                    true,
                                    "command",
                                    "sort -n | head -n 1",
                                    "stdin",
                                    "30\n4\n12\n",
                                    "assertions",
                                    List.of(Map.of("source", "stdout", "operator", "equals", "expected", 4)))),
                    new ActionExample(
                            Localized.of("Un code de sortie attendu", "An expected exit code"),
                            Map.of(
                                    "shell",
                                    true,
                                    "command",
                                    "grep -q absent \"$WORDS\" || exit 3",
                                    "environment",
                                    Map.of("WORDS", "/dev/null"),
                                    "expected_exit_code",
                                    List.of(3, "10-12")))));

    private final ProcessRunner runner;

    public CommandAction() {
        this(new ProcessRunner());
    }

    CommandAction(ProcessRunner runner) {
        this.runner = runner;
    }

    private static List<ParameterDescription> parameters() {
        List<ParameterDescription> parameters = new ArrayList<>();
        parameters.add(
                required("command", ValueKind.ANY, Localized.of("Commande", "Command"))
                        .withHelp(
                                "Une liste : le programme et ses arguments, pris tels quels. Avec « shell », une ligne pour sh -eu.",
                                "A list: the program and its arguments, taken as they are. With \"shell\", a line for sh -eu."));
        parameters.add(optional("shell", ValueKind.CHECKBOX, Localized.of("Par le shell", "By the shell"))
                .withDefault(false));
        parameters.addAll(ProgramStep.surroundings(USUAL_SECONDS));
        return parameters;
    }

    @Override
    public ActionDescription describe() {
        return DESCRIPTION;
    }

    @Override
    public ActionResult run(ActionContext context, Parameters parameters) throws InterruptedException {
        ProgramStep.Expected expected = ProgramStep.expected(parameters);
        List<String> command = command(parameters);
        Program program = Program.of(command, ProgramStep.directory(context, parameters), parameters.seconds("timeout"))
                .with(parameters.texts("environment"))
                .reading(parameters.optionalText("stdin").orElse(null));
        context.log("$ " + Shown.text(parameters.flag("shell") ? command.getLast() : String.join(" ", command), 500));
        Ended ended = runner.run(context, program);
        return expected.judge(context, ended, ProgramStep.outputs(context, ended));
    }

    private static List<String> command(Parameters parameters) {
        Object command = parameters.value("command");
        List<String> words = new ArrayList<>();
        if (parameters.flag("shell")) {
            words.addAll(List.of("sh", "-eu", "-c", parameters.text("command")));
        } else if (command instanceof List<?>) {
            words.addAll(ProgramStep.words(parameters, "command"));
        } else if (command instanceof String text
                && !text.isBlank()
                && text.strip().chars().noneMatch(Character::isWhitespace)) {
            words.add(text.strip());
        }
        if (words.isEmpty() || words.getFirst().isBlank()) {
            throw parameters.refuse(
                    "command", "a list of a program and its arguments, or a line of text with \"shell\": true");
        }
        for (String word : words) {
            if (word.indexOf('\0') >= 0 || word.length() > MOST_CHARACTERS_OF_A_WORD) {
                throw parameters.refuse(
                        "command", "words of at most " + MOST_CHARACTERS_OF_A_WORD + " characters, without NUL");
            }
        }
        return words;
    }
}
