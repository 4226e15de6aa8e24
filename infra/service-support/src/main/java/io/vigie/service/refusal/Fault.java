package io.vigie.service.refusal;

import io.vigie.service.Text;

/**
 * One place in a request that is not as it must be.
 *
 * @param path where: {@code actions[0].type} inside a body, the name of a parameter, or {@code $} for the body as a whole
 * @param expected what belongs there
 * @param found what was there
 */
public record Fault(String path, Text expected, Text found) {

    /** The body as a whole. */
    public static final String BODY = "$";

    private static final int LONGEST_FOUND = 60;

    /** A value as it was received, quoted when it is text, and cut when it is long. */
    public static Text shown(Object value) {
        var text = String.valueOf(value);
        var cut = text.length() > LONGEST_FOUND ? text.substring(0, LONGEST_FOUND) + "…" : text;
        return Text.same(value instanceof CharSequence ? "\"" + cut + "\"" : cut);
    }
}
