package io.vigie.execution.signing;

import java.util.concurrent.atomic.AtomicLong;

/** What an operator may know of the signer. Safe for any thread. */
public final class SigningState {

    private final AtomicLong checkpoints = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong tombstones = new AtomicLong();
    private final AtomicLong awaitingTombstone = new AtomicLong();
    private volatile String sentence = "waits for its turn";

    public void waits() {
        sentence = "waits for its turn";
    }

    void signed(long number, String key, int rounds) {
        checkpoints.addAndGet(rounds);
        sentence = "record %d, by the key %s".formatted(number, key);
    }

    public void cannotSign(String why) {
        sentence = "nothing is signed: " + why;
    }

    void refuses(long runs) {
        refused.set(runs);
    }

    void buried(int more, int left) {
        tombstones.addAndGet(more);
        awaitingTombstone.set(left);
    }

    /** Tombstones that this process has signed. */
    public long tombstones() {
        return tombstones.get();
    }

    /** Removals that wait for the end of their run's history to be signed. */
    public long awaitingTombstone() {
        return awaitingTombstone.get();
    }

    /** Checkpoints that this process has signed. */
    public long checkpoints() {
        return checkpoints.get();
    }

    /** Histories that are signed no further, because they are not chained. */
    public long refused() {
        return refused.get();
    }

    /** For people; it names no secret. */
    public String summary() {
        long runs = refused.get();
        return sentence + (runs == 0 ? "" : "; %d histories are not chained and are signed no further".formatted(runs));
    }
}
