package io.vigie.actions.check;

import static io.vigie.action.ParameterDescription.optional;

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a step captures from a JSON-like value into outputs and test variables, under the parameter {@code extract}: a path by the name
 * that it fills.
 */
public final class Captures {

    /** The name of the parameter, for a description's {@code outputsNamedBy}. */
    public static final String PARAMETER = "extract";

    private final Map<String, JsonPath> paths;

    private Captures(Map<String, JsonPath> paths) {
        this.paths = paths;
    }

    /** The parameter. */
    public static ParameterDescription parameter() {
        return optional(PARAMETER, ValueKind.OBJECT, Localized.of("Extraire", "Extract"))
                .withHelp(
                        "Nom de variable et « $.chemin » : remplit {{app.nom}} et ajoute une sortie de ce nom. Rien à cet "
                                + "endroit : échec.",
                        "Variable name with \"$.path\": fills {{app.name}} and adds an output of that name. Nothing at that "
                                + "place: failed.");
    }

    /**
     * What a step captures; read it before the work is done.
     *
     * @param taken the names of the action's own outputs
     * @throws ActionBrokenException when a path is none or a name is taken
     */
    public static Captures read(Parameters parameters, Set<String> taken) {
        Map<String, JsonPath> paths = new LinkedHashMap<>();
        parameters.texts(PARAMETER).forEach((name, place) -> {
            if (taken.contains(name)) {
                throw parameters.refuse(PARAMETER, "free of \"" + name + "\", which is an output already");
            }
            paths.put(name, Json.path(place));
        });
        return new Captures(paths);
    }

    /** Fills outputs and variables. @param json JSON-like @return what could not be captured, as sentences, which are logged too */
    public List<String> capture(@Nullable Object json, ActionContext context, Map<String, @Nullable Object> outputs) {
        List<String> complaints = new ArrayList<>();
        paths.forEach((name, path) -> {
            Found found = Json.at(path, json);
            if (!found.exists()) {
                complaints.add("Expected to extract \"" + name + "\" from JSON " + Shown.value(path.getPath())
                        + ", but there is nothing.");
            } else if (length(found) > ActionResult.MAXIMUM_OUTPUT_CHARACTERS) {
                complaints.add("Expected to extract \"" + name + "\" of at most "
                        + ActionResult.MAXIMUM_OUTPUT_CHARACTERS + " characters, but it is longer.");
            } else {
                outputs.put(name, found.value());
                context.setVariable(name, found.value());
            }
        });
        complaints.forEach(complaint -> context.log(LogLevel.ERROR, "✘ " + complaint));
        return complaints;
    }

    private static int length(Found found) {
        return found.value() instanceof String text
                ? text.length()
                : Json.write(found.value()).length();
    }
}
