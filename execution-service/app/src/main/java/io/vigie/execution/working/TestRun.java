package io.vigie.execution.working;

import io.vigie.action.Action;
import io.vigie.action.ActionBrokenException;
import io.vigie.action.ActionDescription;
import io.vigie.action.ParameterDescription;
import io.vigie.action.Parameters;
import io.vigie.action.StepProblem;
import io.vigie.action.StepValidation;
import io.vigie.contracts.Outcome;
import io.vigie.contracts.definition.Definition.ActionStep;
import io.vigie.contracts.definition.Definition.TestDefinition;
import io.vigie.contracts.log.LogEvent.LogLevel;
import io.vigie.execution.variables.Resolver;
import io.vigie.execution.variables.Scope;
import io.vigie.execution.variables.UnresolvedVariable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs the actions of one test in order and says what happens in the words of the log. The first action that does not pass ends
 * the test with its outcome; a test without actions is broken, because nothing was checked.
 */
final class TestRun {

    /** Told after each action that ran. */
    @FunctionalInterface
    interface Progress {
        void actionFinished(int index, int count, String type, Outcome outcome, long millis, @Nullable String message);
    }

    /** How a test ended. @param message why it did not pass, masked */
    record Verdict(Outcome outcome, @Nullable String message) {}

    static final String SEPARATOR = "--------------------------------";

    private static final int MAX_SHOWN_VALUE = 500;
    private static final int MAX_MESSAGE = 1_000;
    private static final int MAX_PROBLEMS = 5;

    private final TestDefinition test;
    private final Equipment equipment;
    private final Scope scope;
    private final Workspace workspace;
    private final AttemptNotes notes;
    private final SecretMask mask;
    private final LogBook book;
    private final Map<String, String> traceHeaders;
    private final StopSignal stop;
    private final Duration actionTimeout;
    private final Runnable leftBehind;
    private final Deadline deadline;

    /** @param leftBehind told when an action does not end although it is over */
    TestRun(
            TestDefinition test,
            Equipment equipment,
            Scope scope,
            Workspace workspace,
            AttemptNotes notes,
            SecretMask mask,
            LogBook book,
            Map<String, String> traceHeaders,
            StopSignal stop,
            Deadline deadline,
            Duration actionTimeout,
            Runnable leftBehind) {
        this.test = test;
        this.equipment = equipment;
        this.scope = scope;
        this.workspace = workspace;
        this.notes = notes;
        this.mask = mask;
        this.book = book;
        this.traceHeaders = traceHeaders;
        this.stop = stop;
        this.actionTimeout = actionTimeout;
        this.leftBehind = leftBehind;
        this.deadline = deadline;
    }

    /** @throws InterruptedException when the worker stops before the test has ended */
    Verdict run(Progress progress) throws InterruptedException {
        int count = test.actions().size();
        Verdict verdict = count == 0
                ? new Verdict(
                        Outcome.BROKEN, "Expected the test to have an action, but it has none: nothing was checked.")
                : new Verdict(Outcome.PASSED, null);
        for (int index = 1; index <= count && verdict.outcome() == Outcome.PASSED; index++) {
            ActionStep step = test.actions().get(index - 1);
            book.say(LogLevel.INFO, SEPARATOR);
            book.say(LogLevel.INFO, "Exécution de l'action " + index + "/" + count + ": " + step.type());
            long began = System.nanoTime();
            verdict = step(step, "actions[" + (index - 1) + "].value");
            progress.actionFinished(
                    index, count, step.type(), verdict.outcome(), millisSince(began), verdict.message());
            if (verdict.outcome() != Outcome.PASSED && index < count) {
                sayNotRun(count - index);
            }
        }
        book.say(LogLevel.INFO, SEPARATOR);
        if (count == 0) {
            book.say(LogLevel.ERROR, "❌ " + verdict.message());
        }
        sayVerdict(book, verdict.outcome());
        return verdict;
    }

    static void sayVerdict(LogBook book, Outcome outcome) {
        if (outcome == Outcome.PASSED) {
            book.say(LogLevel.INFO, "✅ Test terminé avec succès");
        } else {
            book.say(LogLevel.ERROR, "❌ Test échoué");
        }
    }

    static void sayVariable(LogBook book, String name, @Nullable Object value) {
        if (SecretNames.suggestASecret(name, value)) {
            List<String> secrets = new ArrayList<>();
            collectTexts(value, secrets);
            book.conceal(secrets);
        }
        // Masked before it is cut: half a secret is a secret too, and no mask finds it.
        String shown = Texts.cut(book.hidden(Resolver.written(value)), MAX_SHOWN_VALUE);
        book.say(LogLevel.INFO, "📝 Variable '" + name + "' = " + shown);
    }

    private void sayNotRun(int actions) {
        book.say(LogLevel.INFO, actions == 1 ? "⏭️ 1 action non exécutée" : "⏭️ " + actions + " actions non exécutées");
    }

    private Verdict step(ActionStep step, String place) throws InterruptedException {
        Action action = equipment.actions().find(step.type()).orElse(null);
        if (action == null) {
            String message = presentable("Plugin d'action '" + step.type() + "' non trouvé");
            book.say(LogLevel.ERROR, "❌ " + message);
            return new Verdict(Outcome.BROKEN, message);
        }
        Map<String, Object> mapping = outputMapping(step);
        StepVerdict verdict = judged(call(action, step, place), mapping);
        if (verdict.hasPassed()) {
            book.say(LogLevel.INFO, "✅ Action réussie");
        }
        String problem = capture(verdict.outputs(), mapping);
        if (verdict.hasPassed() && problem == null) {
            return new Verdict(Outcome.PASSED, null);
        }
        String message = presentable(verdict.hasPassed() ? problem : verdict.message());
        book.say(LogLevel.ERROR, "❌ Action échouée: " + message);
        return new Verdict(verdict.hasPassed() ? Outcome.BROKEN : verdict.outcome(), message);
    }

    private StepVerdict call(Action action, ActionStep step, String place) throws InterruptedException {
        ActionDescription description = action.describe();
        Map<String, @Nullable Object> value = new LinkedHashMap<>(step.value());
        Object mapping = value.remove(ActionDescription.OUTPUT_MAPPING);
        Map<String, @Nullable Object> resolved;
        try {
            resolved = new LinkedHashMap<>(Resolver.resolve(value, place, scope));
        } catch (UnresolvedVariable | ActionBrokenException unknown) {
            return StepVerdict.broken(String.valueOf(unknown.getMessage()));
        } catch (Deadline.Over late) {
            return new StepVerdict(Outcome.TIMED_OUT, deadline.message(), Map.of());
        } catch (Interrupted stopped) {
            throw new InterruptedException();
        }
        mask.add(secretsAmong(description.parameters(), resolved));
        if (mapping != null) {
            resolved.put(ActionDescription.OUTPUT_MAPPING, mapping);
        }
        List<StepProblem> problems = StepValidation.validate(description, resolved, place);
        if (!problems.isEmpty()) {
            return StepVerdict.broken(problems.stream()
                    .limit(MAX_PROBLEMS)
                    .map(StepProblem::message)
                    .reduce((one, other) -> one + " " + other)
                    .orElseThrow());
        }
        return timed(action, Parameters.of(description, resolved));
    }

    private StepVerdict timed(Action action, Parameters parameters) throws InterruptedException {
        Duration ofTest = deadline.left();
        boolean testIsFirst = ofTest.compareTo(actionTimeout) <= 0;
        Duration limit = testIsFirst ? ofTest : actionTimeout;
        String late = testIsFirst
                ? deadline.message()
                : "Expected the action to end within " + Deadline.shown(actionTimeout) + ", but it still runs.";
        StepContext context = new StepContext(
                book,
                scope,
                workspace,
                notes,
                equipment.targets(),
                equipment.limits(),
                traceHeaders,
                System.nanoTime() + limit.toNanos());
        try {
            return new ActionCall(action, mask, leftBehind).run(context, parameters, limit, late, stop);
        } finally {
            context.end();
        }
    }

    /** A passed action must have found out all that the test wants of it. */
    private static StepVerdict judged(StepVerdict verdict, Map<String, Object> mapping) {
        if (verdict.hasPassed()) {
            for (String output : mapping.keySet()) {
                if (!verdict.outputs().containsKey(output)) {
                    return new StepVerdict(
                            Outcome.BROKEN,
                            "Expected the action to give the output \"" + output + "\", but it did not.",
                            verdict.outputs());
                }
            }
        }
        return verdict;
    }

    private @Nullable String capture(Map<String, @Nullable Object> outputs, Map<String, Object> mapping) {
        for (Map.Entry<String, Object> wanted : mapping.entrySet()) {
            if (outputs.containsKey(wanted.getKey())) {
                String name = String.valueOf(wanted.getValue());
                Object value = outputs.get(wanted.getKey());
                try {
                    scope.set(name, value);
                } catch (IllegalArgumentException noName) {
                    return noName.getMessage();
                }
                sayVariable(book, name, value);
            }
        }
        return null;
    }

    private static Map<String, Object> outputMapping(ActionStep step) {
        Map<String, Object> mapping = new LinkedHashMap<>();
        if (step.value().get(ActionDescription.OUTPUT_MAPPING) instanceof Map<?, ?> members) {
            members.forEach((output, variable) -> {
                if (variable != null) {
                    mapping.put(String.valueOf(output), variable);
                }
            });
        }
        return mapping;
    }

    private static List<String> secretsAmong(List<ParameterDescription> parameters, Map<?, ?> values) {
        List<String> secrets = new ArrayList<>();
        for (ParameterDescription parameter : parameters) {
            Object value = values.get(parameter.name());
            if (parameter.secret()) {
                collectTexts(value, secrets);
            } else if (value instanceof Map<?, ?> members) {
                secrets.addAll(secretsAmong(parameter.fields(), members));
            } else if (value instanceof List<?> elements) {
                for (Object element : elements) {
                    if (element instanceof Map<?, ?> members) {
                        secrets.addAll(secretsAmong(parameter.fields(), members));
                    }
                }
            }
        }
        return secrets;
    }

    private static void collectTexts(@Nullable Object value, List<String> texts) {
        switch (value) {
            case String text -> texts.add(text);
            case Map<?, ?> members -> members.values().forEach(member -> collectTexts(member, texts));
            case List<?> elements -> elements.forEach(element -> collectTexts(element, texts));
            case null, default -> {}
        }
    }

    private String presentable(@Nullable String message) {
        return presentable(message, mask);
    }

    /** A message as it may leave the worker: masked, on one line, not too long. */
    static String presentable(@Nullable String message, SecretMask mask) {
        String text = message == null || message.isBlank() ? "Expected a reason, but the action gave none." : message;
        return Texts.cut(Texts.fit(String.join(" ", Texts.lines(mask.hide(text)).toList())), MAX_MESSAGE);
    }

    private static long millisSince(long began) {
        return (System.nanoTime() - began) / 1_000_000;
    }
}
