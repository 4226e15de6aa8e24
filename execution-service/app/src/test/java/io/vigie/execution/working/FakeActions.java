package io.vigie.execution.working;

import io.vigie.action.Action;
import io.vigie.action.ActionCatalog;
import io.vigie.action.ActionContext;
import io.vigie.action.ActionDescription;
import io.vigie.action.ActionResult;
import io.vigie.action.Localized;
import io.vigie.action.OutputDescription;
import io.vigie.action.ParameterDescription;
import io.vigie.action.Parameters;
import io.vigie.action.ValueKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Plug-ins made for tests: one action that does what a lambda says, under a name of its own. */
public final class FakeActions {

    @FunctionalInterface
    public interface Body {
        ActionResult run(ActionContext context, Parameters parameters) throws InterruptedException;
    }

    private final List<Action> actions = new ArrayList<>();

    /** An action that takes {@code text} (any value) and {@code password} (secret), and gives {@code result}. */
    public FakeActions with(String type, Body body) {
        Localized words = Localized.of(type, type);
        ActionDescription description = new ActionDescription(
                type,
                List.of(type + "Action"),
                words,
                words,
                List.of(
                        ParameterDescription.optional("text", ValueKind.ANY, words),
                        ParameterDescription.optional("number", ValueKind.NUMBER, words),
                        ParameterDescription.optional("password", ValueKind.STRING, words)
                                .asSecret()),
                List.of(new OutputDescription("result", words, ValueKind.ANY)),
                null,
                List.of());
        actions.add(new Action() {
            @Override
            public ActionDescription describe() {
                return description;
            }

            @Override
            public ActionResult run(ActionContext context, Parameters parameters) throws InterruptedException {
                return body.run(context, parameters);
            }
        });
        return this;
    }

    /** {@code pass}, {@code fail}, {@code say} (logs its text) and {@code echo} (gives its text as result). */
    public static FakeActions usual() {
        return new FakeActions()
                .with("pass", (context, parameters) -> ActionResult.passed())
                .with("fail", (context, parameters) -> ActionResult.failed("Expected status 200, but found 500."))
                .with("say", (context, parameters) -> {
                    context.log(parameters.text("text"));
                    return ActionResult.passed();
                })
                .with("echo", (context, parameters) -> {
                    java.util.Map<String, Object> outputs = new java.util.HashMap<>();
                    outputs.put("result", parameters.value("text"));
                    return ActionResult.passed(outputs);
                });
    }

    public ActionCatalog catalog() {
        return ActionCatalog.of(actions);
    }

    static Map<String, Object> text(Object text) {
        return Map.of("text", text);
    }
}
