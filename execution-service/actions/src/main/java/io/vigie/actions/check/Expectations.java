package io.vigie.actions.check;

import static io.vigie.action.ParameterDescription.optional;
import static io.vigie.action.ParameterDescription.optionalChoice;
import static io.vigie.action.ParameterDescription.requiredChoice;

import com.jayway.jsonpath.JsonPath;
import io.vigie.action.ActionContext;
import io.vigie.action.ActionResult;
import io.vigie.action.Localized;
import io.vigie.action.LogLevel;
import io.vigie.action.ParameterDescription;
import io.vigie.action.Parameters;
import io.vigie.action.ValueKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a step expects of what its action found, and captures from it, when that is a few named values and one JSON-like value.
 *
 * @param assertions in the order of the step
 * @param captures a path by the name of its output and variable
 */
public record Expectations(List<Assertion> assertions, Map<String, JsonPath> captures) {

    private static final String JSON = "json";

    /** One assertion. @param path of the JSON-like value; {@code null} for a named value */
    public record Assertion(String source, @Nullable JsonPath path, Check check) {
        private String words() {
            return path == null ? source : "JSON " + Shown.value(path.getPath());
        }
    }

    /** What an action found. @param named values by the names of their sources @param json JSON-like */
    public record Facts(Map<String, Found> named, @Nullable Object json) {
        private Found at(Assertion assertion) {
            return assertion.path() == null
                    ? named.getOrDefault(assertion.source(), Found.NOTHING)
                    : Json.at(assertion.path(), json);
        }
    }

    /** The parameter {@code assertions}. @param sources the named values of the action, without {@code json} */
    public static ParameterDescription assertions(List<String> sources, String pathHelpFr, String pathHelpEn) {
        return optional("assertions", ValueKind.LIST, Localized.of("Vérifications", "Assertions"))
                .withFields(
                        requiredChoice(
                                "source",
                                Localized.of("Source", "Source"),
                                Stream.concat(sources.stream(), Stream.of(JSON)).toList()),
                        optional("path", ValueKind.STRING, Localized.of("Chemin JSON", "JSON path"))
                                .withHelp(pathHelpFr, pathHelpEn),
                        optionalChoice("operator", Localized.of("Comparaison", "Comparison"), Operator.wireNames())
                                .withDefault("equals"),
                        optional("expected", ValueKind.ANY, Localized.of("Valeur attendue", "Expected value")));
    }

    /** The parameter {@code extract}. */
    public static ParameterDescription extract() {
        return optional("extract", ValueKind.OBJECT, Localized.of("Extraire", "Extract"))
                .withHelp(
                        "Nom de variable et « $.chemin » : remplit {{app.nom}} et ajoute une sortie de ce nom. Rien à cet "
                                + "endroit : échec.",
                        "Variable name with \"$.path\": fills {{app.name}} and adds an output of that name. Nothing at that "
                                + "place: failed.");
    }

    /** Reads {@code assertions} and {@code extract}. @param taken the names of the action's own outputs */
    public static Expectations read(Parameters parameters, Set<String> taken) {
        List<Assertion> assertions = new ArrayList<>();
        for (Parameters assertion : parameters.objects("assertions")) {
            assertions.add(assertion(assertion));
        }
        Map<String, JsonPath> captures = new LinkedHashMap<>();
        parameters.texts("extract").forEach((name, place) -> {
            if (taken.contains(name)) {
                throw parameters.refuse("extract", "free of \"" + name + "\", which is an output already");
            }
            captures.put(name, Json.path(place));
        });
        return new Expectations(List.copyOf(assertions), captures);
    }

    /** Reads one assertion. */
    public static Assertion assertion(Parameters parameters) {
        String source = parameters.text("source");
        return new Assertion(
                source, source.equals(JSON) ? Json.path(parameters.text("path")) : null, Check.read(parameters));
    }

    /** Whether every assertion is met; says nothing. */
    public boolean areMetBy(Facts facts) throws InterruptedException {
        for (Assertion assertion : assertions) {
            if (!assertion.check().isMetBy(facts.at(assertion))) {
                return false;
            }
        }
        return true;
    }

    /** Judges and logs each assertion. @return those that were not met, as sentences */
    public List<String> judge(Facts facts, ActionContext context) throws InterruptedException {
        List<String> complaints = new ArrayList<>();
        for (Assertion assertion : assertions) {
            Found found = facts.at(assertion);
            if (assertion.check().isMetBy(found)) {
                context.log(
                        "✔ " + assertion.words() + " " + assertion.check().words() + ": found " + Shown.value(found));
            } else {
                complaints.add(complain(context, assertion.check().complaint(assertion.words(), found)));
            }
        }
        return complaints;
    }

    /** Captures into outputs and test variables. @return what could not be captured, as sentences */
    public List<String> capture(Facts facts, ActionContext context, Map<String, @Nullable Object> outputs) {
        List<String> complaints = new ArrayList<>();
        captures.forEach((name, path) -> {
            Found found = Json.at(path, facts.json());
            if (!found.exists()) {
                complaints.add(complain(
                        context,
                        "Expected to extract \"" + name + "\" from JSON " + Shown.value(path.getPath())
                                + ", but there is nothing."));
            } else if (length(found) > ActionResult.MAXIMUM_OUTPUT_CHARACTERS) {
                complaints.add(complain(
                        context,
                        "Expected to extract \"" + name + "\" of at most " + ActionResult.MAXIMUM_OUTPUT_CHARACTERS
                                + " characters, but it is longer."));
            } else {
                outputs.put(name, found.value());
                context.setVariable(name, found.value());
            }
        });
        return complaints;
    }

    /** Judges, captures and gives the verdict. */
    public ActionResult verdict(
            Facts facts, ActionContext context, Map<String, @Nullable Object> outputs, List<String> earlier)
            throws InterruptedException {
        List<String> complaints = new ArrayList<>(earlier);
        complaints.addAll(judge(facts, context));
        complaints.addAll(capture(facts, context, outputs));
        if (complaints.isEmpty()) {
            return ActionResult.passed(outputs);
        }
        String further = complaints.size() == 1 ? "" : " (and " + (complaints.size() - 1) + " more)";
        return ActionResult.failed(complaints.getFirst() + further, outputs);
    }

    /** Logs what was not met. @return the same */
    public static String complain(ActionContext context, String complaint) {
        context.log(LogLevel.ERROR, "✘ " + complaint);
        return complaint;
    }

    private static int length(Found found) {
        return found.value() instanceof String text
                ? text.length()
                : Json.write(found.value()).length();
    }
}
