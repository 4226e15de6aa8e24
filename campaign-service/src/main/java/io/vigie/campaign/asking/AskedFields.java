package io.vigie.campaign.asking;

import io.vigie.service.Text;
import io.vigie.service.refusal.Fault;
import io.vigie.service.refusal.Refusal;
import io.vigie.service.refusal.Required;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of an untrusted JSON object, collecting everything that is wrong with them, so that one answer names all places. Fields
 * that nobody asks for are ignored, as the API has always done. Not thread-safe.
 */
public final class AskedFields {

    private static final Text A_TEXT = Text.of("un texte", "a text");
    private static final Text A_BOOLEAN = Text.of("true ou false", "true or false");
    private static final Text NOTHING = Text.of("rien", "nothing");
    private static final Text INVALID = Text.of("%s : attendu %s, reçu %s", "Expected \"%s\" to be %s, but found %s.");

    private final Map<String, ? extends @Nullable Object> fields;
    private final List<Fault> faults = new ArrayList<>();

    public AskedFields(Map<String, ? extends @Nullable Object> fields) {
        this.fields = fields;
    }

    /** Empty counts as missing. @throws Refusal naming each of the fields that is missing, and only those, in this order */
    public AskedFields require(String... names) {
        Required required = Required.fields();
        for (String name : names) {
            required.and(name, fields.get(name));
        }
        required.check();
        return this;
    }

    public boolean has(String name) {
        return fields.get(name) != null;
    }

    /** Whether the object has the field at all, be it {@code null}: to say that something goes. */
    public boolean names(String name) {
        return fields.containsKey(name);
    }

    public @Nullable Object raw(String name) {
        return fields.get(name);
    }

    /** A text without the white space around it; empty when absent. */
    public String text(String name, int longest) {
        return exactText(name, longest).strip();
    }

    /** The same, and {@code otherwise} when the field is absent. */
    public String text(String name, int longest, String otherwise) {
        return has(name) ? text(name, longest) : otherwise;
    }

    /** A text as it stands, white space included: values of variables, passwords. */
    public String exactText(String name, int longest) {
        Object value = fields.get(name);
        if (value == null) {
            return "";
        }
        if (!(value instanceof String text)) {
            fault(name, A_TEXT, shown(value));
            return "";
        }
        if (text.length() > longest) {
            fault(
                    name,
                    Text.of("un texte de %d caractères au plus", "a text of at most %d characters")
                            .with(longest),
                    Text.of("%d caractères", "%d characters").with(text.length()));
            return "";
        }
        if (text.indexOf('\0') >= 0) {
            fault(
                    name,
                    Text.of("un texte sans le caractère NUL", "a text without the character NUL"),
                    Text.same("NUL"));
            return "";
        }
        return text;
    }

    public boolean bool(String name, boolean otherwise) {
        Object value = fields.get(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Boolean bool) {
            return bool;
        }
        fault(name, A_BOOLEAN, shown(value));
        return otherwise;
    }

    public int wholeNumber(String name, int least, int greatest, int otherwise) {
        Object value = fields.get(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Integer number && number >= least && number <= greatest) {
            return number;
        }
        fault(
                name,
                Text.of("un nombre entier de %d à %d", "a whole number from %d to %d")
                        .with(least, greatest),
                shown(value));
        return otherwise;
    }

    /** A whole number of any length; nothing when the field is absent. */
    public @Nullable Long longNumber(String name, long least, long greatest) {
        Object value = fields.get(name);
        if (value == null) {
            return null;
        }
        if ((value instanceof Integer || value instanceof Long)
                && ((Number) value).longValue() >= least
                && ((Number) value).longValue() <= greatest) {
            return ((Number) value).longValue();
        }
        fault(
                name,
                Text.of("un nombre entier de %d à %d", "a whole number from %d to %d")
                        .with(least, greatest),
                shown(value));
        return null;
    }

    /** A time in whole seconds, as milliseconds; nothing when the field is absent. */
    public @Nullable Long seconds(String name, long greatest) {
        Object value = fields.get(name);
        if (value == null) {
            return null;
        }
        if (value instanceof Integer number && number >= 1 && number <= greatest) {
            return number * 1_000L;
        }
        fault(
                name,
                Text.of("un nombre entier de secondes de 1 à %d", "a whole number of seconds from 1 to %d")
                        .with(greatest),
                shown(value));
        return null;
    }

    /** Notes that a place holds something else than it should. */
    public void fault(String path, Text expected, Text found) {
        faults.add(new Fault(path, expected, found));
    }

    public void faults(List<Fault> found) {
        faults.addAll(found);
    }

    /** @throws Refusal with every place, when anything was wrong */
    public void check() {
        if (!faults.isEmpty()) {
            throw invalid(faults);
        }
    }

    /** 400 that tells the first place in its message, and all of them in its errors. */
    public static Refusal invalid(List<Fault> faults) {
        Fault first = faults.getFirst();
        return Refusal.badRequest(INVALID.with(first.path(), first.expected(), first.found()))
                .at(faults)
                .named("invalid-fields");
    }

    /** A value in few words, for the {@code found} of a fault. */
    public static Text shown(@Nullable Object value) {
        return switch (value) {
            case null -> NOTHING;
            case Map<?, ?> map -> Text.of("un objet", "an object");
            case List<?> list -> Text.of("une liste", "a list");
            default -> Fault.shown(value);
        };
    }
}
