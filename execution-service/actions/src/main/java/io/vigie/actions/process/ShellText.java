package io.vigie.actions.process;

import java.util.Collection;
import java.util.stream.Collectors;

/** Words for a POSIX shell, quoted so that it takes each as it is. */
final class ShellText {

    private ShellText() {}

    static String word(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    static String words(Collection<String> texts) {
        return texts.stream().map(ShellText::word).collect(Collectors.joining(" "));
    }
}
