package io.vigie.service.refusal;

import io.vigie.service.Text;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields that a request must carry. A field that is absent, {@code null}, empty or blank is missing; all missing ones are told at once, in
 * the order in which they were declared:
 *
 * <pre>{@code
 * var required = Required.fields();
 * var campaign = required.text("campain_id", body.campaign());
 * var name = required.text("name", body.name());
 * required.check();   // 400 "Champs manquants : campain_id, name"
 * }</pre>
 *
 * <p>For one thread.
 */
public final class Required {

    private static final Text MISSING = Text.of("Champs manquants : %s", "Missing fields: %s");
    private static final Text A_VALUE = Text.of("une valeur", "a value");
    private static final Text NOTHING = Text.of("rien", "nothing");
    private static final Text EMPTY = Text.of("une valeur vide", "an empty value");

    private final List<Fault> missing = new ArrayList<>();

    private Required() {}

    public static Required fields() {
        return new Required();
    }

    public static Required of(String name, @Nullable Object value) {
        return fields().and(name, value);
    }

    /** Declares one more field, by its name on the wire. */
    public Required and(String name, @Nullable Object value) {
        if (value == null) {
            missing.add(new Fault(name, A_VALUE, NOTHING));
        } else if (isEmpty(value)) {
            missing.add(new Fault(name, A_VALUE, EMPTY));
        }
        return this;
    }

    /** Declares a text field and gives its value, which means something only after {@link #check} has passed. */
    public String text(String name, @Nullable String value) {
        and(name, value);
        return value == null ? "" : value;
    }

    /**
     * @throws Refusal 400 when a declared field is missing
     */
    public void check() {
        if (!missing.isEmpty()) {
            throw missing(missing);
        }
    }

    static Refusal missing(List<Fault> faults) {
        var names = String.join(", ", faults.stream().map(Fault::path).toList());
        return Refusal.badRequest(MISSING.with(names)).at(faults).named("missing-fields");
    }

    static Refusal missing(String name) {
        return missing(List.of(new Fault(name, A_VALUE, NOTHING)));
    }

    private static boolean isEmpty(Object value) {
        return switch (value) {
            case CharSequence text -> text.toString().isBlank();
            case Collection<?> items -> items.isEmpty();
            case Map<?, ?> entries -> entries.isEmpty();
            default -> false;
        };
    }
}
