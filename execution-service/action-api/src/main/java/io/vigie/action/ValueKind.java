package io.vigie.action;

import java.util.Locale;

/** What a parameter or an output holds, and by which control a form asks for it. */
public enum ValueKind {
    /** One line of text. */
    STRING,
    /** Text of several lines. */
    TEXTAREA,
    /** A number, or a text that reads as one. */
    NUMBER,
    /** True or false, or a text that reads so; asked for as a choice between the two. */
    BOOLEAN,
    /** The same values as {@link #BOOLEAN}; asked for as a box to tick. */
    CHECKBOX,
    /** One of the texts listed as choices. */
    SELECT,
    /** Names with values. */
    OBJECT,
    /** Values in an order. */
    LIST,
    /** Any JSON value: text, number, boolean, null, object or list. */
    ANY;

    /** The name on the wire and in forms: {@code string}, {@code textarea}... */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** One value, as opposed to an object or a list: a variable may stand for it. */
    public boolean isScalar() {
        return this != OBJECT && this != LIST;
    }
}
