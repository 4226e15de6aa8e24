package io.vigie.execution.publishing;

import io.vigie.contracts.Envelope.Link;

/**
 * Where a run's history ends: what the next event is chained to.
 *
 * @param sequence the number of the last event, 0 when there is none
 * @param hash the hash of the last event
 */
public record HistoryEnd(long sequence, String hash) {

    public static final HistoryEnd NONE = new HistoryEnd(0, Link.GENESIS);
}
