package io.vigie.actions.check;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How an expectation compares. The wire name is the constant in lower case. */
public enum Operator {
    /** The same value; a number and a text that reads as that number are the same. */
    EQUALS("to equal"),
    /** Not the same value. */
    NOT_EQUALS("not to equal"),
    /** A text holds a text, a list holds a value, an object holds a name or all members of an object. */
    CONTAINS("to contain"),
    /** Does not contain. */
    NOT_CONTAINS("not to contain"),
    /** The text begins with a text. */
    STARTS_WITH("to start with"),
    /** The text ends with a text. */
    ENDS_WITH("to end with"),
    /** A regular expression is found somewhere in the text; {@code ^} and {@code $} tie it to both ends. */
    MATCHES("to match"),
    /** The regular expression is found nowhere in the text. */
    NOT_MATCHES("not to match"),
    /** The same as one of the values of a list. */
    ONE_OF("to be one of"),
    /** A list, an object or a text has so many values, members or characters. */
    HAS_SIZE("to have the size"),
    /** A number below a number. */
    LESS_THAN("to be less than"),
    /** A number not above a number. */
    AT_MOST("to be at most"),
    /** A number above a number. */
    GREATER_THAN("to be greater than"),
    /** A number not below a number. */
    AT_LEAST("to be at least"),
    /** There is something, be it {@code null}. */
    EXISTS("to exist"),
    /** There is nothing. */
    ABSENT("to be absent");

    private final String words;

    Operator(String words) {
        this.words = words;
    }

    /** The names on the wire, for a form's choices. */
    public static List<String> wireNames() {
        return Arrays.stream(values()).map(Operator::wireName).toList();
    }

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it compares with a value at all. */
    public boolean needsExpected() {
        return this != EXISTS && this != ABSENT;
    }

    String words() {
        return words;
    }
}
