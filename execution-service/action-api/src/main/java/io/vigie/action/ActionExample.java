package io.vigie.action;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A step that works as it stands: documentation shows it, forms offer it, and the action's tests run it. Where it needs an address
 * it uses the variable {@code {{base_url}}}.
 *
 * @param title what the step shows
 * @param value what goes under {@code value} of the step
 */
public record ActionExample(Localized title, Map<String, @Nullable Object> value) {
    public ActionExample {
        value = Collections.unmodifiableMap(new LinkedHashMap<>(value));
    }
}
