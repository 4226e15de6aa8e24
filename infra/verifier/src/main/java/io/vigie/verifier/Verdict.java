package io.vigie.verifier;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was found.
 *
 * @param sentence the verdict for a person
 * @param notes what the verdict does not say, one sentence each
 * @param run which run the input speaks of, when it speaks of one
 * @param project whose decisions the input holds, when it holds decisions
 * @param events how many events it holds
 * @param lastHash the hash of the last chained event
 * @param signedUpTo the number of the last event that a checkpoint signs
 * @param complete whether the end of the run is there, and signed
 * @param checkpoint the number of the last checkpoint that signs the run
 * @param key the fingerprint of the key that signed it
 * @param anchor the fingerprint of the ledger's first key
 * @param pinned whether the anchor was compared with one that somebody knows
 * @param fault what is wrong, when something is
 */
public record Verdict(
        Outcome outcome,
        String sentence,
        List<String> notes,
        @Nullable String run,
        @Nullable String project,
        long events,
        @Nullable String lastHash,
        long signedUpTo,
        boolean complete,
        @Nullable Long checkpoint,
        @Nullable String key,
        @Nullable String anchor,
        boolean pinned,
        @Nullable Fault fault) {

    public enum Outcome {
        /** Everything that the input holds is right. */
        VERIFIED(0),
        /** The history is no more, and that is right. */
        DELETED(0),
        /** Something is not as it was signed. */
        WRONG(1);

        private final int exitCode;

        Outcome(int exitCode) {
            this.exitCode = exitCode;
        }

        public int exitCode() {
            return exitCode;
        }
    }

    /** The verdict as one JSON object. */
    public String json() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("verdict", outcome.name().toLowerCase(java.util.Locale.ROOT));
        json.put("sentence", sentence);
        json.put("notes", new ArrayList<>(notes));
        json.put("run", run);
        json.put("project", project);
        json.put("events", number(events));
        json.put("lastHash", lastHash);
        json.put("signedUpTo", number(signedUpTo));
        json.put("complete", complete);
        json.put("checkpoint", checkpoint == null ? null : number(checkpoint));
        json.put("key", key);
        json.put("anchor", anchor);
        json.put("pinned", pinned);
        if (fault != null) {
            Map<String, @Nullable Object> wrong = new LinkedHashMap<>();
            wrong.put("event", fault.event() == null ? null : number(fault.event()));
            wrong.put("record", fault.record() == null ? null : number(fault.record()));
            wrong.put("id", fault.id());
            wrong.put("line", number(fault.line()));
            wrong.put("expected", fault.expected());
            wrong.put("found", fault.found());
            json.put("fault", wrong);
        }
        return Json.text(json);
    }

    private static Json.Digits number(long number) {
        return new Json.Digits(Long.toString(number));
    }
}
