package io.vigie.service;

import java.util.List;
import java.util.Locale;

/**
 * A sentence for people, in the two languages that Vigie speaks on the wire. French is the contract and the default; English is given to
 * whoever prefers it ({@code Accept-Language: en}).
 *
 * @param fr what the API's contract says, to the letter
 * @param en the same for an English reader
 */
public record Text(String fr, String en) {

    /** The languages that are spoken, the default first. */
    public static final List<Locale> LANGUAGES = List.of(Locale.FRENCH, Locale.ENGLISH);

    public static Text of(String fr, String en) {
        return new Text(fr, en);
    }

    /** What needs no translation: a name, a number, a value as it was received. */
    public static Text same(String value) {
        return new Text(value, value);
    }

    /** Fills both sentences, as {@link String#format}; a {@link Text} argument is put in the language of its sentence. */
    public Text with(Object... arguments) {
        return new Text(
                fr.formatted(inside(arguments, Locale.FRENCH)), en.formatted(inside(arguments, Locale.ENGLISH)));
    }

    /** The sentence for this reader: English for an English locale, French for every other. */
    public String in(Locale locale) {
        return locale.getLanguage().equals(Locale.ENGLISH.getLanguage()) ? en : fr;
    }

    private static Object[] inside(Object[] arguments, Locale locale) {
        var inside = new Object[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            inside[i] = arguments[i] instanceof Text text ? text.in(locale) : arguments[i];
        }
        return inside;
    }
}
