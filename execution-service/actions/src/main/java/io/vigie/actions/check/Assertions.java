package io.vigie.actions.check;

import static io.vigie.action.ParameterDescription.optional;
import static io.vigie.action.ParameterDescription.optionalChoice;
import static io.vigie.action.ParameterDescription.requiredChoice;

import com.jayway.jsonpath.JsonPath;
import io.vigie.action.ActionBrokenException;
import io.vigie.action.ActionContext;
import io.vigie.action.ActionResult;
import io.vigie.action.Localized;
import io.vigie.action.LogLevel;
import io.vigie.action.ParameterDescription;
import io.vigie.action.Parameters;
import io.vigie.action.ValueKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The list of expectations that a step has of what an action found out, under the parameter {@code assertions}. Each names a source
 * of the action ({@code content}, {@code size}...), perhaps a JSON path into it, an operator and what to compare with.
 */
public final class Assertions {

    private static final String PARAMETER = "assertions";

    private final List<Assertion> all;

    private record Assertion(
            String source,
            @Nullable String pathText,
            @Nullable JsonPath path,
            Check check) {

        String words() {
            return pathText == null ? source : source + " " + Shown.value(pathText);
        }

        Found in(Found whole) {
            if (path == null || !whole.exists()) {
                return whole;
            }
            Found json = whole.value() instanceof String text ? Json.read(text).orElse(Found.NOTHING) : whole;
            return json.exists() ? Json.at(path, json.value()) : Found.NOTHING;
        }
    }

    private Assertions(List<Assertion> all) {
        this.all = List.copyOf(all);
    }

    /** The parameter, for an action that offers these sources. */
    public static ParameterDescription parameter(String... sources) {
        return parameter(PARAMETER, Localized.of("Vérifications", "Assertions"), sources);
    }

    /** The same under another name, for expectations that choose rather than judge. */
    public static ParameterDescription parameter(String name, Localized label, String... sources) {
        return optional(name, ValueKind.LIST, label)
                .withFields(
                        requiredChoice("source", Localized.of("Source", "Source"), List.of(sources)),
                        optional("path", ValueKind.STRING, Localized.of("Chemin JSON", "JSON path"))
                                .withHelp(
                                        "« $[0].name » : un endroit de la source, si elle est un objet, une liste ou un texte JSON.",
                                        "\"$[0].name\": a place in the source, when it is an object, a list or a JSON text."),
                        optionalChoice("operator", Localized.of("Comparaison", "Comparison"), Operator.wireNames())
                                .withDefault("equals"),
                        optional("expected", ValueKind.ANY, Localized.of("Valeur attendue", "Expected value")))
                .withHelp(
                        "« matches » cherche une expression régulière dans le texte.",
                        "\"matches\" looks for a regular expression in the text.");
    }

    /**
     * What a step expects; read it before the work is done, so that a wrong expectation does nothing.
     *
     * @throws ActionBrokenException when an expectation makes no sense
     */
    public static Assertions read(Parameters parameters) {
        return read(parameters, PARAMETER);
    }

    /** The same of a parameter with another name. */
    public static Assertions read(Parameters parameters, String name) {
        List<Assertion> all = new ArrayList<>();
        for (Parameters one : parameters.objects(name)) {
            String path = one.optionalText("path").orElse(null);
            all.add(new Assertion(one.text("source"), path, path == null ? null : Json.path(path), Check.read(one)));
        }
        return new Assertions(all);
    }

    /** Whether the step expects something of a source. */
    public boolean lookAt(String source) {
        return all.stream().anyMatch(assertion -> assertion.source().equals(source));
    }

    /**
     * Judges and logs each expectation.
     *
     * @param found by source; a source that is missing here counts as nothing
     * @return the expectations that were not met, as sentences
     */
    public List<String> judge(Map<String, Found> found, ActionContext context) throws InterruptedException {
        List<String> complaints = new ArrayList<>();
        for (Assertion assertion : all) {
            Found place = assertion.in(found.getOrDefault(assertion.source(), Found.NOTHING));
            if (assertion.check().isMetBy(place)) {
                context.log(
                        "✔ " + assertion.words() + " " + assertion.check().words() + ": found " + Shown.value(place));
            } else {
                String complaint = assertion.check().complaint(assertion.words(), place);
                context.log(LogLevel.ERROR, "✘ " + complaint);
                complaints.add(complaint);
            }
        }
        return complaints;
    }

    /** Whether every expectation is met; logs nothing. */
    public boolean areMetBy(Map<String, Found> found) throws InterruptedException {
        for (Assertion assertion : all) {
            if (!assertion.check().isMetBy(assertion.in(found.getOrDefault(assertion.source(), Found.NOTHING)))) {
                return false;
            }
        }
        return true;
    }

    /** The expectations in words: {@code key to equal "7" and value "$.state" to equal "paid"}; empty when there are none. */
    public String words() {
        return all.stream()
                .map(assertion -> assertion.words() + " " + assertion.check().words())
                .collect(Collectors.joining(" and "));
    }

    /** The verdict of a step: failed with the first complaint and the number of others, or passed when there is none. */
    public static ActionResult verdict(List<String> complaints, Map<String, @Nullable Object> outputs) {
        if (complaints.isEmpty()) {
            return ActionResult.passed(outputs);
        }
        String further = complaints.size() == 1 ? "" : " (and " + (complaints.size() - 1) + " more)";
        return ActionResult.failed(complaints.getFirst() + further, outputs);
    }
}
