package io.vigie.execution.working;

import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Makes any text fit to travel: no half characters, no control characters (PostgreSQL takes no NUL, and each would take six bytes in
 * JSON), no terminal colours, no more than a given length.
 */
final class Texts {

    private static final char REPLACEMENT = '\uFFFD';

    private static final Pattern LINE_BREAK = Pattern.compile("\\R");

    private static final Pattern TERMINAL = Pattern.compile("\u001B\\[[0-9;?]*[ -/]*[@-~]");

    private Texts() {}

    static String fit(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isControl(c) || Character.isSurrogate(c)) {
                return repaired(TERMINAL.matcher(text).replaceAll(""));
            }
        }
        return text;
    }

    private static boolean isControl(char c) {
        return c != '\t' && c != '\n' && Character.isISOControl(c);
    }

    private static String repaired(String text) {
        StringBuilder fit = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                fit.append(c).append(text.charAt(++i));
            } else {
                fit.append(isControl(c) || Character.isSurrogate(c) ? REPLACEMENT : c);
            }
        }
        return fit.toString();
    }

    /** The lines of a text, by every line break that Unicode knows; a break at the end begins no further line. */
    static Stream<String> lines(String text) {
        return LINE_BREAK.splitAsStream(text);
    }

    /** The first characters of a text, never half of one. */
    static String head(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        int end = length > 0 && Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
        return text.substring(0, end);
    }

    /** The text, or as much of it as fits with a note that says how much is missing. */
    static String cut(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        String note = "… (" + (text.length() - length + 40) + " caractères coupés)";
        String head = head(text, length - note.length());
        return head + "… (" + (text.length() - head.length()) + " caractères coupés)";
    }
}
