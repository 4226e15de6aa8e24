package io.vigie.execution.coordinating;

import io.vigie.contracts.RunId;
import io.vigie.contracts.WorkerId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who holds which slice, and since when nothing was heard of it. It lives in memory alone: after a restart every holder has one whole
 * lease to speak again, which costs nothing per report and never takes a slice from a worker that is alive. Its size is that of the slices in
 * flight. Not thread-safe.
 */
public final class Leases {

    /** @param slice the slice's number within its run */
    public record Key(RunId runId, long slice) {}

    /** What is due: a holder that fell silent, or a slice that nobody took. */
    public sealed interface Due {
        Key key();

        record Silent(Key key) implements Due {}

        /** @param before how often that was found before, as far as this memory goes */
        record Unclaimed(Key key, int before) implements Due {}

        /** Nobody took it for a while: people are told once why it waits. */
        record Waiting(Key key) implements Due {}
    }

    private record Lease(@Nullable WorkerId worker, Instant since, boolean delaySaid, int sentAgain) {}

    /** How long after a slice was dispatched an empty queue means that it is gone: its acceptance may be on its way. */
    private static final Duration ON_ITS_WAY = Duration.ofSeconds(10);

    private final Duration lease;
    private final Duration unaccepted;
    private final Duration busy;
    private final Map<Key, Lease> leases = new HashMap<>();

    /**
     * @param lease how long a holder may be silent
     * @param unaccepted after how long a slice that left the queue and that nobody accepted is gone
     * @param busy after how long in the queue workers are said to be busy
     */
    public Leases(Duration lease, Duration unaccepted, Duration busy) {
        this.lease = lease;
        this.unaccepted = unaccepted;
        this.busy = busy;
    }

    /** The slice is held by this worker, or by nobody yet; its time begins when that changes. */
    public void put(Key key, @Nullable WorkerId worker, boolean delaySaid, Instant now) {
        leases.compute(
                key,
                (held, was) -> was != null && Objects.equals(was.worker(), worker)
                        ? new Lease(worker, was.since(), delaySaid, was.sentAgain())
                        : new Lease(worker, now, delaySaid, 0));
    }

    /** The slice was sent once more: its time begins anew. */
    public void sentAgain(Key key, Instant now) {
        leases.computeIfPresent(key, (held, was) -> new Lease(was.worker(), now, was.delaySaid(), was.sentAgain() + 1));
    }

    /** A sign of life. It counts when it is the holder's. */
    public void heard(Key key, WorkerId worker, Instant now) {
        leases.computeIfPresent(
                key, (held, was) -> worker.equals(was.worker()) ? new Lease(worker, now, was.delaySaid(), 0) : was);
    }

    public void remove(Key key) {
        leases.remove(key);
    }

    public void clear() {
        leases.clear();
    }

    public int size() {
        return leases.size();
    }

    /**
     * What is due now. What is not settled is due again at the next call.
     *
     * @param listeningSince since when reports could reach us without a break, so that silence before says nothing
     * @param queueSeenEmpty when the workers' queue was last seen without a record that waits, or null when it is not known
     */
    public List<Due> due(Instant now, Instant listeningSince, @Nullable Instant queueSeenEmpty) {
        List<Due> due = new ArrayList<>();
        leases.forEach((key, held) -> {
            if (held.worker() != null) {
                Instant since = held.since().isBefore(listeningSince) ? listeningSince : held.since();
                if (!now.isBefore(since.plus(lease))) {
                    due.add(new Due.Silent(key));
                }
                return;
            }
            if (!held.delaySaid() && !now.isBefore(held.since().plus(busy))) {
                due.add(new Due.Waiting(key));
            }
            if (!now.isBefore(held.since().plus(unaccepted))
                    && queueSeenEmpty != null
                    && queueSeenEmpty.isAfter(held.since().plus(ON_ITS_WAY))) {
                due.add(new Due.Unclaimed(key, held.sentAgain()));
            }
        });
        return due;
    }
}
