package io.vigie.service;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import org.springframework.http.HttpHeaders;

/** Chooses the language of an answer: French, unless the reader prefers English among the two. */
public final class Languages {

    private Languages() {}

    /** The language for this request; a header that cannot be read counts as none. */
    public static Locale of(HttpServletRequest request) {
        var wanted = request.getHeader(HttpHeaders.ACCEPT_LANGUAGE);
        if (wanted == null || wanted.isBlank()) {
            return Locale.FRENCH;
        }
        try {
            var found = Locale.lookup(Locale.LanguageRange.parse(wanted), Text.LANGUAGES);
            return found == null ? Locale.FRENCH : found;
        } catch (IllegalArgumentException unreadable) {
            return Locale.FRENCH;
        }
    }
}
