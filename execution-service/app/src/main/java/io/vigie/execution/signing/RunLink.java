package io.vigie.execution.signing;

import io.vigie.contracts.RunId;

/**
 * What the signer needs of a run event.
 *
 * @param ends whether the run ends with it
 */
public record RunLink(RunId run, long sequence, String previousHash, String hash, boolean ends) {

    /** Stands for an event whose place in its history cannot be read: it follows nothing. */
    public static RunLink unreadable(RunId run) {
        return new RunLink(run, 0, "", "", false);
    }
}
