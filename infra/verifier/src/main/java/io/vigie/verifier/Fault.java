package io.vigie.verifier;

import org.jspecify.annotations.Nullable;

/**
 * The first thing that is wrong.
 *
 * @param event the number of the event that is wrong or absent, or nothing when the signer's ledger itself is wrong
 * @param record the number of the ledger's record that is wrong, when it is one
 * @param id the id that was found there
 * @param line where it stands in the input, 0 when it does not stand there
 * @param expected what should be there
 * @param found what is there
 */
public record Fault(
        @Nullable Long event,
        @Nullable Long record,
        @Nullable String id,
        long line,
        String expected,
        String found) {

    static Fault ofEvent(long event, @Nullable String id, long line, String expected, String found) {
        return new Fault(event, null, id, line, expected, found);
    }

    static Fault ofRecord(long record, @Nullable String id, long line, String expected, String found) {
        return new Fault(null, record, id, line, expected, found);
    }

    /** A sentence for a person. */
    public String sentence() {
        String where = "The input";
        if (event != null) {
            where = "Event " + event;
        } else if (record != null) {
            where = "Record " + record + " of the ledger";
        }
        String details = (id == null ? "" : "id \"" + id + "\"")
                + (id == null || line == 0 ? "" : ", ")
                + (line == 0 ? "" : "line " + line);
        return "%s%s: expected %s, but %s."
                .formatted(where, details.isEmpty() ? "" : " (" + details + ")", expected, found);
    }
}
