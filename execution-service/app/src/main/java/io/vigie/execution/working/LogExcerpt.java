package io.vigie.execution.working;

import io.vigie.contracts.attempt.AttemptEvent.TestFinished;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The part of a log that travels with the verdict: its beginning and its end, since the first lines say what ran and the last
 * ones why it ended. What is left out between them is counted. Not thread-safe.
 */
final class LogExcerpt {

    private static final int NOTE = 100;
    private static final int HEAD = 1_200;
    private static final int TAIL = TestFinished.MAX_LOG_TEXT - HEAD - NOTE;
    private static final int MAX_LINE = 600;

    private final StringBuilder head = new StringBuilder();
    private final Deque<String> tail = new ArrayDeque<>();
    private int tailCharacters;
    private boolean headIsFull;
    private int omitted;

    /** @param line in its text form, without a line break */
    void add(String line) {
        String shown = Texts.cut(line, MAX_LINE);
        if (!headIsFull && head.length() + shown.length() + 1 <= HEAD) {
            head.append(shown).append('\n');
            return;
        }
        headIsFull = true;
        tail.addLast(shown);
        tailCharacters += shown.length() + 1;
        while (tailCharacters > TAIL) {
            tailCharacters -= tail.removeFirst().length() + 1;
            omitted++;
        }
    }

    /** The lines joined by line breaks; at most {@link TestFinished#MAX_LOG_TEXT} characters. */
    String text() {
        StringBuilder text = new StringBuilder(head);
        if (omitted > 0) {
            text.append("… (").append(omitted).append(" lignes omises ; le journal complet les contient)\n");
        }
        tail.forEach(line -> text.append(line).append('\n'));
        if (!text.isEmpty()) {
            text.setLength(text.length() - 1);
        }
        return text.toString();
    }
}
