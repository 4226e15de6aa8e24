package io.vigie.service.refusal;

import io.vigie.service.Text;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.exc.ValueInstantiationException;

/** Turns what the JSON reader says about a body into a refusal that names the place and what belongs there. */
final class UnreadableBody {

    static final Refusal MISSING = Refusal.badRequest(
                    Text.of("Corps de requête manquant", "Expected to read a JSON body, but there is none."))
            .at(Fault.BODY, Text.of("un document JSON", "a JSON document"), Text.of("rien", "nothing"))
            .named("missing-body");

    private static final Text SYNTAX = Text.of(
            "JSON invalide à la ligne %d, colonne %d : attendu %s", "Invalid JSON at line %d, column %d: expected %s");
    private static final Text TYPE = Text.of("%s : attendu %s, reçu %s", "Expected \"%s\" to be %s, but found %s.");
    private static final Text UNKNOWN = Text.of("Propriété inconnue : %s", "Unknown property: %s");

    private static final Pattern STRAY_CHARACTER = Pattern.compile("^Unexpected character \\('(.)'", Pattern.DOTALL);

    private static final Pattern QUOTED_VALUE =
            Pattern.compile("(?:String|Numeric) value \\((\"[^\"]{0,60}\"|[-+.0-9eE]{1,60})\\)");

    /** What the reader's complaint means, the first that matches. */
    private static final Map<String, Text> EXPECTATIONS = expectations();

    private static Map<String, Text> expectations() {
        var all = new LinkedHashMap<String, Text>();
        all.put("Unexpected end-of-input", Text.of("la suite du document", "the rest of the document"));
        all.put("UTF-8", Text.of("du texte en UTF-8", "text in UTF-8"));
        all.put("UTF-32", Text.of("du texte en UTF-8", "text in UTF-8"));
        all.put("Duplicate Object property", Text.of("chaque propriété une seule fois", "each property once"));
        all.put(
                "start property name",
                Text.of("un nom de propriété entre guillemets", "a property name in double quotes"));
        all.put(
                "start field name",
                Text.of("un nom de propriété entre guillemets", "a property name in double quotes"));
        all.put("colon", Text.of("deux-points", "a colon"));
        all.put("comma", Text.of("une virgule", "a comma"));
        all.put(
                "Illegal unquoted character",
                Text.of("un caractère de contrôle échappé", "an escaped control character"));
        all.put("escape", Text.of("un échappement connu, comme \\n", "a known escape, such as \\n"));
        all.put("Leading zero", Text.of("un nombre sans zéro en tête", "a number without a leading zero"));
        all.put("numeric value", Text.of("un nombre", "a number"));
        all.put(
                "Unexpected close marker",
                Text.of("la fermeture qui correspond à l'ouverture", "the closing that matches the opening"));
        all.put("Unrecognized token", Text.of("une valeur JSON", "a JSON value"));
        all.put("Non-standard token", Text.of("une valeur JSON", "a JSON value"));
        all.put("valid value", Text.of("une valeur JSON", "a JSON value"));
        return all;
    }

    private UnreadableBody() {}

    /**
     * @param problem what the reader threw, or what threw it
     */
    static Refusal refusal(@Nullable Throwable problem) {
        for (var cause = problem; cause != null; cause = cause.getCause()) {
            if (cause instanceof Refusal refusal) {
                return refusal;
            }
        }
        return switch (problem) {
            case null -> MISSING;
            case StreamConstraintsException tooMuch -> tooMuch(tooMuch);
            case InputCoercionException range ->
                type(range, range.getTargetType(), inMessage(range, Expectation.found(null)));
            case StreamReadException syntax -> syntax(syntax);
            case UnrecognizedPropertyException unknown -> unknown(unknown);
            case InvalidFormatException format ->
                type(format, format.getTargetType(), Fault.shown(Objects.requireNonNullElse(format.getValue(), "")));
            case ValueInstantiationException value ->
                type(
                        value,
                        value.getType() == null ? null : value.getType().getRawClass(),
                        Text.of("une valeur refusée", "a value that is not accepted"));
            case MismatchedInputException mismatch -> mismatch(mismatch);
            case DatabindException other when other.getCause() != null -> refusal(other.getCause());
            case JacksonException other -> type(other, null, Text.of("une autre valeur", "another value"));
            default ->
                Refusal.badRequest(Text.of(
                                "Corps de requête illisible", "Expected to read the body, but it cannot be read."))
                        .named("unreadable-body");
        };
    }

    private static Refusal tooMuch(StreamConstraintsException problem) {
        var deep = String.valueOf(problem.getOriginalMessage()).contains("nesting depth");
        var text = deep
                ? Text.of(
                                "JSON trop profond : %d niveaux au plus",
                                "Expected JSON of at most %d levels, but it is deeper.")
                        .with(RequestBodies.MAX_DEPTH)
                : Text.of(
                        "JSON invalide : une valeur est trop longue",
                        "Expected values of a reasonable length, but one is longer.");
        return Refusal.badRequest(text)
                .at(
                        Fault.BODY,
                        deep
                                ? Text.of("%d niveaux au plus", "at most %d levels")
                                        .with(RequestBodies.MAX_DEPTH)
                                : Text.of("une valeur plus courte", "a shorter value"),
                        deep
                                ? Text.of("davantage", "more")
                                : Text.of("une valeur trop longue", "a value that is too long"))
                .named("malformed-json");
    }

    private static Refusal syntax(StreamReadException problem) {
        var complaint = String.valueOf(problem.getOriginalMessage());
        var expected = EXPECTATIONS.entrySet().stream()
                .filter(entry -> complaint.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(Text.of("un document JSON", "a JSON document"));
        var where = problem.getLocation();
        int line = where == null ? 1 : Math.max(1, where.getLineNr());
        int column = where == null ? 1 : Math.max(1, where.getColumnNr());
        var stray = STRAY_CHARACTER.matcher(complaint);
        var found = stray.find()
                ? Text.of("« %s » (ligne %d, colonne %d)", "\"%s\" (line %d, column %d)")
                        .with(stray.group(1), line, column)
                : Text.of("autre chose (ligne %d, colonne %d)", "something else (line %d, column %d)")
                        .with(line, column);
        return Refusal.badRequest(SYNTAX.with(line, column, expected))
                .at(Fault.BODY, expected, found)
                .named("malformed-json");
    }

    private static Refusal unknown(UnrecognizedPropertyException problem) {
        var path = path(problem);
        var known = problem.getKnownPropertyIds();
        var names = known == null ? "" : known.stream().map(String::valueOf).collect(Collectors.joining(", "));
        return Refusal.badRequest(UNKNOWN.with(path))
                .at(
                        path,
                        names.isEmpty()
                                ? Text.of("aucune propriété", "no property")
                                : Text.of("l'une des propriétés : %s", "one of the properties: %s")
                                        .with(names),
                        Fault.shown(problem.getPropertyName()))
                .named("unknown-property");
    }

    private static Refusal mismatch(MismatchedInputException problem) {
        var complaint = String.valueOf(problem.getOriginalMessage());
        if (complaint.startsWith("No content")) {
            return MISSING;
        }
        if (complaint.startsWith("Trailing token")) {
            var expected = Text.of("la fin du document", "the end of the document");
            return Refusal.badRequest(Text.of("JSON invalide : attendu %s", "Invalid JSON: expected %s")
                            .with(expected))
                    .at(Fault.BODY, expected, Text.of("une suite", "more"))
                    .named("malformed-json");
        }
        return type(problem, problem.getTargetType(), inMessage(problem, Expectation.found(problem.getCurrentToken())));
    }

    /** The scalar that the reader quotes in its complaint: it keeps the value nowhere else. */
    private static Text inMessage(JacksonException problem, Text otherwise) {
        var quoted = QUOTED_VALUE.matcher(String.valueOf(problem.getOriginalMessage()));
        if (!quoted.find()) {
            return otherwise;
        }
        var value = quoted.group(1);
        return value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")
                ? Fault.shown(value.substring(1, value.length() - 1))
                : Text.same(value);
    }

    private static Refusal type(JacksonException problem, @Nullable Class<?> type, Text found) {
        var path = path(problem);
        var expected = Expectation.of(type);
        var named = path.equals(Fault.BODY) ? Text.of("Corps de requête", "body") : Text.same(path);
        return Refusal.badRequest(TYPE.with(named, expected, found))
                .at(path, expected, found)
                .named("wrong-type");
    }

    private static String path(JacksonException problem) {
        List<JacksonException.Reference> steps = problem.getPath();
        var path = new StringBuilder();
        for (var step : steps) {
            var name = step.getPropertyName();
            if (name == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(name);
            }
        }
        return path.isEmpty() ? Fault.BODY : path.toString();
    }
}
