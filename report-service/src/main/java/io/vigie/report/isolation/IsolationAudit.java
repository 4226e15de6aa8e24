package io.vigie.report.isolation;

import io.vigie.contracts.attempt.AttemptEvent.SlotLease;
import io.vigie.contracts.run.RunEvent.SliceEnd;
import io.vigie.service.contract.Words;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks for slots that lived at the same time on one host and shared something. Pure; takes slices one by one, by host and then by their start, and
 * keeps only those that still live: the cost of one is the number of slots of a host. Not thread-safe.
 *
 * <p>Two slices of the same slot of one worker are never compared: it holds one after another, and the recorded end, noted by the coordinator, is
 * later than the true one, noted by nobody.
 */
final class IsolationAudit {

    /** The most findings of a kind that are listed; all are counted. */
    static final int MOST_LISTED = 1_000;

    private final List<HeldSlot> living = new ArrayList<>();
    private final List<Finding> conflicts = new ArrayList<>();
    private final List<Finding> doubtful = new ArrayList<>();
    private String host = "";
    private long slices;
    private long conflictCount;
    private long doubtfulCount;

    /** Two slots and what they shared: {@code directory}, {@code ports}, {@code database-suffix} or {@code media-directory}. */
    record Finding(
            @Words({"directory", "ports", "database-suffix", "media-directory"})
            List<String> shared,

            HeldSlot first,
            HeldSlot second) {}

    /**
     * @param slices how many were looked at
     * @param conflicts slots that shared something while both lived
     * @param doubtful the same, where the first one's worker fell silent: it was given up some time after it really ended, so it may
     *     have been over before the second began
     */
    record Findings(
            long slices, long conflictCount, List<Finding> conflicts, long doubtfulCount, List<Finding> doubtful) {}

    void take(HeldSlot next) {
        slices++;
        if (!next.slot().host().equals(host)) {
            host = next.slot().host();
            living.clear();
        }
        living.removeIf(slot -> slot.isOverAt(next.from()));
        for (HeldSlot slot : living) {
            if (!slot.isTheSlotOf(next)) {
                compare(slot, next);
            }
        }
        living.add(next);
    }

    private void compare(HeldSlot first, HeldSlot second) {
        List<String> shared = shared(first.slot(), second.slot());
        if (shared.isEmpty()) {
            return;
        }
        boolean silent = SliceEnd.WORKER_LOST.toString().equals(first.end());
        if (silent) {
            doubtfulCount++;
        } else {
            conflictCount++;
        }
        List<Finding> list = silent ? doubtful : conflicts;
        if (list.size() < MOST_LISTED) {
            list.add(new Finding(shared, first, second));
        }
    }

    private static List<String> shared(SlotLease one, SlotLease other) {
        List<String> shared = new ArrayList<>();
        addWhenEqual(shared, "directory", one.directory(), other.directory());
        if (one.firstPort() < other.firstPort() + other.portCount()
                && other.firstPort() < one.firstPort() + one.portCount()) {
            shared.add("ports");
        }
        addWhenEqual(shared, "database-suffix", one.databaseSuffix(), other.databaseSuffix());
        addWhenEqual(shared, "media-directory", one.mediaDirectory(), other.mediaDirectory());
        return shared;
    }

    private static void addWhenEqual(List<String> shared, String what, String one, String other) {
        if (!one.isEmpty() && one.equals(other)) {
            shared.add(what);
        }
    }

    Findings findings() {
        return new Findings(slices, conflictCount, List.copyOf(conflicts), doubtfulCount, List.copyOf(doubtful));
    }
}
