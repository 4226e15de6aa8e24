package io.vigie.bench.fanout;

import io.vigie.contracts.Envelope.Link;
import io.vigie.contracts.RunId;

/** A run whose history a bench writes: where its chain is, and where it began. One thread writes. */
public final class LoadedRun {

    private final RunId id;
    private long sequence;
    private String hash = Link.GENESIS;
    private volatile long startOffset = -1;
    private volatile long startLogOffset = -1;
    private int watchers;

    LoadedRun(RunId id) {
        this.id = id;
    }

    public RunId id() {
        return id;
    }

    long nextSequence() {
        return sequence + 1;
    }

    String hash() {
        return hash;
    }

    void linked(Link link) {
        sequence = link.sequence();
        hash = link.hash();
    }

    void startsAt(long offset) {
        startOffset = offset;
    }

    void logStartsAt(long offset) {
        startLogOffset = offset;
    }

    public long startOffset() {
        return startOffset;
    }

    public long startLogOffset() {
        return startLogOffset;
    }

    /** How many connections watch it. */
    int watchers() {
        return watchers;
    }

    void watchedBy(int count) {
        watchers = count;
    }
}
