package io.vigie.actions.variable;

import static io.vigie.action.ParameterDescription.optional;
import static io.vigie.action.ParameterDescription.optionalChoice;
import static io.vigie.action.ParameterDescription.requiredChoice;

import io.vigie.action.Action;
import io.vigie.action.ActionContext;
import io.vigie.action.ActionDescription;
import io.vigie.action.ActionExample;
import io.vigie.action.ActionResult;
import io.vigie.action.Localized;
import io.vigie.action.OutputDescription;
import io.vigie.action.Parameters;
import io.vigie.action.ValueKind;
import io.vigie.actions.check.Check;
import io.vigie.actions.check.Found;
import io.vigie.actions.check.Operator;
import io.vigie.actions.check.Shown;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sets a test variable, asserts something about a value, or converts one. The value is {@code value}, or, when that is not given,
 * the test variable called {@code name}, with its type kept.
 */
public final class VariableAction implements Action {

    private static final String OUTPUT = "converted_value";

    private static final ActionDescription DESCRIPTION = new ActionDescription(
            "var",
            List.of("VarAction", "VariableAction"),
            Localized.of("Variable", "Variable"),
            Localized.of(
                    "Donne une valeur à une variable du test, vérifie une valeur ou la convertit. Sans « value », "
                            + "la valeur est celle de la variable « name ».",
                    "Sets a variable of the test, asserts something about a value, or converts it. Without \"value\", "
                            + "the value is that of the variable \"name\"."),
            List.of(
                    requiredChoice(
                            "operation", Localized.of("Opération", "Operation"), List.of("set", "assert", "convert")),
                    optional("name", ValueKind.STRING, Localized.of("Variable du test", "Test variable"))
                            .withHelp(
                                    "Sans « app. » : « user_id » pour {{app.user_id}}. « convert » y écrit son résultat.",
                                    "Without \"app.\": \"user_id\" for {{app.user_id}}. \"convert\" writes its result there."),
                    optional("value", ValueKind.ANY, Localized.of("Valeur", "Value")),
                    optionalChoice("operator", Localized.of("Comparaison", "Comparison"), Operator.wireNames())
                            .withDefault("equals"),
                    optional("expected", ValueKind.ANY, Localized.of("Valeur attendue", "Expected value")),
                    optionalChoice("to", Localized.of("Convertir en", "Convert to"), Conversion.wireNames())),
            List.of(new OutputDescription(
                    OUTPUT,
                    Localized.of(
                            "La valeur convertie ; pour « set » et « assert », la valeur elle-même.",
                            "The converted value; for \"set\" and \"assert\", the value itself."),
                    ValueKind.ANY)),
            null,
            List.of(
                    new ActionExample(
                            Localized.of("Retenir une valeur", "Keep a value"),
                            Map.of("operation", "set", "name", "city", "value", "Genève")),
                    new ActionExample(
                            Localized.of("Vérifier une valeur", "Assert a value"),
                            Map.of("operation", "assert", "value", "42", "operator", "greater_than", "expected", 41)),
                    new ActionExample(
                            Localized.of("Lire un nombre dans un texte", "Read a number from a text"),
                            Map.of("operation", "convert", "value", " 12.50 ", "to", "number", "name", "price"))));

    private enum Operation {
        SET,
        ASSERT,
        CONVERT
    }

    @Override
    public ActionDescription describe() {
        return DESCRIPTION;
    }

    @Override
    public ActionResult run(ActionContext context, Parameters parameters) throws InterruptedException {
        return switch (parameters.choice("operation", Operation.class)) {
            case SET -> set(context, parameters);
            case ASSERT -> check(context, parameters);
            case CONVERT -> convert(context, parameters);
        };
    }

    private static ActionResult set(ActionContext context, Parameters parameters) {
        String name = parameters.text("name");
        if (!parameters.isGiven("value")) {
            throw parameters.refuse("value", "given");
        }
        Object value = parameters.value("value");
        context.setVariable(name, value);
        return ActionResult.passed(outputs(value));
    }

    private static ActionResult check(ActionContext context, Parameters parameters) throws InterruptedException {
        Check check = Check.read(parameters);
        Found found = value(context, parameters);
        String subject = parameters.isGiven("value") ? "the value" : "variable \"" + parameters.text("name") + "\"";
        if (!check.isMetBy(found)) {
            return ActionResult.failed(check.complaint(subject, found), outputs(found.value()));
        }
        context.log("✔ " + subject + " " + check.words() + ": found " + Shown.value(found));
        return ActionResult.passed(outputs(found.value()));
    }

    private static ActionResult convert(ActionContext context, Parameters parameters) {
        Conversion conversion = parameters.choice("to", Conversion.class);
        Found found = value(context, parameters);
        if (!found.exists()) {
            throw parameters.refuse("name", "a variable that has a value");
        }
        Object converted = conversion.convert(found.value());
        if (parameters.has("name")) {
            context.setVariable(parameters.text("name"), converted);
        }
        context.log("✔ " + Shown.value(found) + " → " + conversion.wireName() + " " + Shown.value(converted));
        return ActionResult.passed(outputs(converted));
    }

    private static Found value(ActionContext context, Parameters parameters) {
        if (parameters.isGiven("value")) {
            return Found.of(parameters.value("value"));
        }
        Object value = context.variable(parameters.text("name"));
        return value == null ? Found.NOTHING : Found.of(value);
    }

    private static Map<String, @Nullable Object> outputs(@Nullable Object value) {
        Map<String, @Nullable Object> outputs = new HashMap<>();
        outputs.put(OUTPUT, value);
        return outputs;
    }
}
