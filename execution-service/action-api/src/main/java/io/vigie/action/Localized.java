package io.vigie.action;

import java.util.Locale;

/** A text for people, in both languages that Vigie speaks. */
public record Localized(String fr, String en) {

    public static Localized of(String fr, String en) {
        return new Localized(fr, en);
    }

    /** The text in the language of a tag such as {@code fr} or {@code fr-CH}; English for any other language. */
    public String in(String languageTag) {
        return languageTag.toLowerCase(Locale.ROOT).startsWith("fr") ? fr : en;
    }
}
