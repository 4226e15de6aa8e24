package io.vigie.actions.check;

import io.vigie.action.ActionBrokenException;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text that stops a regular expression when the thread is interrupted: some expressions take longer than anyone can wait, and
 * the JDK's matcher does not look up by itself.
 */
public final class InterruptibleText implements CharSequence {

    private final CharSequence text;

    private InterruptibleText(CharSequence text) {
        this.text = text;
    }

    /**
     * The first place where the expression is found.
     *
     * @throws InterruptedException when the thread was interrupted meanwhile
     * @throws ActionBrokenException when the expression needs more memory than the thread has
     */
    public static Optional<MatchResult> find(Pattern pattern, String text) throws InterruptedException {
        Matcher matcher = pattern.matcher(new InterruptibleText(text));
        try {
            return matcher.find() ? Optional.of(matcher.toMatchResult()) : Optional.empty();
        } catch (Stopped stopped) {
            throw new InterruptedException();
        } catch (StackOverflowError tooDeep) {
            throw new ActionBrokenException("Expected the regular expression " + Shown.value(pattern.pattern())
                    + " to be simple enough for this text, but it repeats too deeply.");
        }
    }

    @Override
    public char charAt(int index) {
        if (Thread.currentThread().isInterrupted()) {
            Thread.interrupted();
            throw new Stopped();
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return new InterruptibleText(text.subSequence(start, end));
    }

    @Override
    public String toString() {
        return text.toString();
    }

    private static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Stopped() {
            super(null, null, false, false);
        }
    }
}
