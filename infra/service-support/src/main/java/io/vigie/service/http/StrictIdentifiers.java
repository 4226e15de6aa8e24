package io.vigie.service.http;

import java.beans.PropertyEditorSupport;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.web.bind.WebDataBinder;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.InitBinder;

/**
 * Reads an identifier in a path or a parameter only in its one full form: "1-1-1-1-1" names nothing that was ever given out. An editor and not a
 * converter, because the binder falls back to its own lenient editor when a converter refuses.
 */
@ControllerAdvice
final class StrictIdentifiers {

    private static final Pattern FORM = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    @InitBinder
    void readStrictly(WebDataBinder binder) {
        binder.registerCustomEditor(UUID.class, new PropertyEditorSupport() {
            @Override
            public void setAsText(String text) {
                if (!FORM.matcher(text).matches()) {
                    throw new IllegalArgumentException("Expected to read a UUID, but found another text.");
                }
                setValue(UUID.fromString(text));
            }
        });
    }
}
