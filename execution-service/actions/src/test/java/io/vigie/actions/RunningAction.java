package io.vigie.actions;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.action.Action;
import io.vigie.action.ActionBrokenException;
import io.vigie.action.ActionContext;
import io.vigie.action.ActionExample;
import io.vigie.action.ActionResult;
import io.vigie.action.Parameters;
import io.vigie.action.StepValidation;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Runs actions as a host does. */
public final class RunningAction {

    private RunningAction() {}

    /** Validates and runs a step; what the action throws for the tester becomes a broken result. */
    public static ActionResult run(Action action, ActionContext context, Map<String, ?> value)
            throws InterruptedException {
        assertThat(StepValidation.validate(action.describe(), value, "value")).isEmpty();
        try {
            return action.run(context, Parameters.of(action.describe(), value));
        } catch (ActionBrokenException broken) {
            return ActionResult.broken(broken.getMessage());
        }
    }

    /** Runs every example of an action, its variables replaced; each must be valid and pass. */
    public static void runExamples(Action action, Map<String, String> variables, Supplier<? extends ActionContext> host)
            throws InterruptedException {
        assertThat(action.describe().examples()).as(action.describe().type()).isNotEmpty();
        for (ActionExample example : action.describe().examples()) {
            assertThat(StepValidation.validate(action.describe(), example.value(), "value"))
                    .isEmpty();
            assertThat(run(action, host.get(), resolved(example.value(), variables)))
                    .as(action.describe().type() + ": " + example.title().en())
                    .isInstanceOf(ActionResult.Passed.class);
        }
    }

    private static Map<String, Object> resolved(Map<String, Object> value, Map<String, String> variables) {
        Map<String, Object> resolved = new LinkedHashMap<>();
        value.forEach((name, member) -> resolved.put(name, resolved(member, variables)));
        return resolved;
    }

    @SuppressWarnings("unchecked")
    private static Object resolved(Object value, Map<String, String> variables) {
        return switch (value) {
            case String text -> {
                String replaced = text;
                for (Map.Entry<String, String> variable : variables.entrySet()) {
                    replaced = replaced.replace(variable.getKey(), variable.getValue());
                }
                yield replaced;
            }
            case Map<?, ?> map -> resolved((Map<String, Object>) map, variables);
            case List<?> list ->
                list.stream().map(element -> resolved(element, variables)).toList();
            default -> value;
        };
    }

    /** The time between the interruption of a running step and its end by {@link InterruptedException}. */
    public static Duration interrupt(
            Action action, ActionContext context, Map<String, ?> value, CompletableFuture<?> isUnderWay)
            throws Exception {
        CompletableFuture<Long> end = new CompletableFuture<>();
        Thread running = Thread.ofVirtual().start(() -> {
            try {
                end.completeExceptionally(new AssertionError("ended by itself: " + run(action, context, value)));
            } catch (InterruptedException asked) {
                end.complete(System.nanoTime());
            } catch (Throwable other) {
                end.completeExceptionally(other);
            }
        });
        isUnderWay.get(10, TimeUnit.SECONDS);
        long start = System.nanoTime();
        running.interrupt();
        return Duration.ofNanos(end.get(30, TimeUnit.SECONDS) - start);
    }
}
