package io.vigie.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is demanded of the numbers, each said as held or missed. A number that could not be measured misses its demand. Not thread-safe. */
public final class Demands {

    private final List<String> lines = new ArrayList<>();
    private boolean held = true;

    public Demands atMost(String what, double measured, double bound) {
        return judged(measured <= bound, what, measured, "at most", bound);
    }

    public Demands below(String what, double measured, double bound) {
        return judged(measured < bound, what, measured, "below", bound);
    }

    public Demands atLeast(String what, double measured, double bound) {
        return judged(measured >= bound, what, measured, "at least", bound);
    }

    public Demands above(String what, double measured, double bound) {
        return judged(measured > bound, what, measured, "above", bound);
    }

    private Demands judged(boolean holds, String what, double measured, String relation, double bound) {
        held &= holds;
        lines.add(String.format(
                Locale.ROOT, "%-8s %s: %.2f, %s %.2f", holds ? "HELD" : "MISSED", what, measured, relation, bound));
        return this;
    }

    /** A sentence for each. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    /** Says each, and whether all are held. */
    public boolean areHeld() {
        lines.forEach(Table::say);
        return held;
    }
}
