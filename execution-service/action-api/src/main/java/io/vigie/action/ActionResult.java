package io.vigie.action;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The verdict of one step with what it found out. Outputs are JSON-like values (text, number, boolean, {@code null}, list, map with
 * text keys) under the names that the {@link ActionDescription} announces; a step that did not pass gives the ones it has.
 */
public sealed interface ActionResult {

    /** The most characters that one text among the outputs should have, because outputs travel inside events. */
    int MAXIMUM_OUTPUT_CHARACTERS = 65_536;

    /** What the step found out, in the order in which it was added; unmodifiable. */
    Map<String, @Nullable Object> outputs();

    /** Every expectation of the step was met. */
    record Passed(Map<String, @Nullable Object> outputs) implements ActionResult {
        public Passed {
            outputs = copyOf(outputs);
        }
    }

    /**
     * What was tested is not as the step expects.
     *
     * @param reason for the tester: what was expected and what was found
     */
    record Failed(String reason, Map<String, @Nullable Object> outputs) implements ActionResult {
        public Failed {
            outputs = copyOf(outputs);
        }
    }

    /**
     * The step could not be carried out, so nothing is known about what was tested.
     *
     * @param reason for the tester: what was expected and what was found
     */
    record Broken(String reason, Map<String, @Nullable Object> outputs) implements ActionResult {
        public Broken {
            outputs = copyOf(outputs);
        }
    }

    /** Passed, with nothing to tell. */
    static ActionResult passed() {
        return new Passed(Map.of());
    }

    /** Passed, with outputs. */
    static ActionResult passed(Map<String, @Nullable Object> outputs) {
        return new Passed(outputs);
    }

    /** An expectation was not met. */
    static ActionResult failed(String reason) {
        return new Failed(reason, Map.of());
    }

    /** An expectation was not met; the outputs are kept for whoever looks into it. */
    static ActionResult failed(String reason, Map<String, @Nullable Object> outputs) {
        return new Failed(reason, outputs);
    }

    /** The step could not be carried out. */
    static ActionResult broken(String reason) {
        return new Broken(reason, Map.of());
    }

    /** The step could not be carried out to its end; the outputs are what is known so far. */
    static ActionResult broken(String reason, Map<String, @Nullable Object> outputs) {
        return new Broken(reason, outputs);
    }

    private static Map<String, @Nullable Object> copyOf(Map<String, @Nullable Object> outputs) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    }
}
