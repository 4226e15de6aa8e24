package io.vigie.testclient.proof;

import java.util.Locale;

/**
 * Something in a history that must not be.
 *
 * @param rule which rule it breaks
 * @param run whose history it is
 * @param sequence the number of the event that breaks it, 0 when it is one that is missing
 * @param event the event's wire name without its prefix and version, such as {@code test-finished}
 * @param what what was expected and what was found
 */
public record Finding(Rule rule, String run, long sequence, String event, String what) {

    /** What a history has to keep to. */
    public enum Rule {
        /** Events are numbered 1, 2, 3... and belong to the run that they are kept under. */
        SEQUENCE,
        /** Each event's hash is the one that its content and its predecessor's hash give. */
        HASH,
        /** A run starts once, with its first event. */
        BEGINNING,
        /** A run ends once, and nothing follows. */
        END,
        /** As many tests as announced are planned, each in a place of its own. */
        PLAN,
        /** Every planned test has exactly one verdict. */
        VERDICT,
        /** Attempts count up by one, and each after the first is explained by how the one before it ended. */
        ATTEMPT,
        /** Progress is what the verdicts so far give, and is 100 at the end. */
        PROGRESS,
        /** What the last event counts is what was seen. */
        COUNTS,
        /** A slice starts once and ends once, with one worker, and only who holds one runs tests. */
        SLICE,
        /** Two live slots of one host share nothing. */
        ISOLATION;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public String toString() {
        return sequence == 0
                ? "%s: run %s: %s".formatted(rule, run, what)
                : "%s: run %s, event %d (%s): %s".formatted(rule, run, sequence, event, what);
    }
}
