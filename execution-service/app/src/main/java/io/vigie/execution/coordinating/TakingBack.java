package io.vigie.execution.coordinating;

import static io.vigie.contracts.Outcome.INTERRUPTED;

import io.vigie.contracts.WorkerId;
import io.vigie.contracts.run.RunEvent.QueueReason;
import io.vigie.contracts.run.RunEvent.SliceEnd;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the tests that a slice leaves without a verdict.
 *
 * <p>They are queued again, together and in their order, as a slice of their own that keeps the place of the old one. A test that was known
 * to run, or else the first that was to run, is charged with the loss of its worker, so that no test is tried for ever. While the run
 * stops nothing is tried again.
 */
final class TakingBack {

    private TakingBack() {}

    static void of(Draft draft, SliceEntry slice, SliceEnd end) {
        WorkerId worker = slice.worker();
        if (end == SliceEnd.WORKER_LOST && worker != null) {
            // It may live all the same, and would run beside whoever gets its tests.
            draft.order(Reporting.revoked(
                    draft.facts().projectId(), draft.facts().runId(), slice.number(), worker, draft.now()));
        }
        Stop stop = draft.stop();
        if (stop != null && stop.interrupts()) {
            interrupt(draft, slice, end, stop);
        } else {
            giveUpOrQueueAgain(draft, slice, end);
        }
    }

    private static void interrupt(Draft draft, SliceEntry slice, SliceEnd end, Stop stop) {
        List<TestEntry> neverStarted = new ArrayList<>();
        for (TestEntry entry : draft.left(slice)) {
            if (!entry.started()) {
                neverStarted.add(entry);
            } else if (end == SliceEnd.WORKER_LOST) {
                draft.lost(entry, slice);
                draft.conclude(entry, INTERRUPTED, StopPolicy.LOST_WHILE_STOPPING);
            } else {
                draft.conclude(entry, stop.outcome(), StopPolicy.saysOfInterrupted(stop));
            }
        }
        draft.end(slice, end);
        neverStarted.forEach(entry -> draft.skip(entry, stop));
    }

    private static void giveUpOrQueueAgain(Draft draft, SliceEntry slice, SliceEnd end) {
        List<TestEntry> left = draft.left(slice);
        Set<TestEntry> charged = charged(left, end);
        List<TestEntry> again = new ArrayList<>();
        for (TestEntry entry : left) {
            if (entry.started()) {
                draft.lost(entry, slice);
            }
            String hopeless = hopeless(draft, entry, charged.contains(entry));
            if (hopeless == null) {
                again.add(entry);
            } else {
                draft.conclude(entry, INTERRUPTED, hopeless);
            }
        }
        draft.end(slice, end);
        Stop stop = draft.stop();
        if (stop != null) {
            again.forEach(entry -> draft.skip(entry, stop));
            return;
        }
        List<TestEntry> next = new ArrayList<>();
        for (TestEntry entry : again) {
            boolean isCharged = charged.contains(entry);
            TestEntry queued = entry.again(isCharged);
            draft.keep(queued);
            draft.waits(
                    queued,
                    end == SliceEnd.WORKER_LOST || isCharged ? QueueReason.WORKER_LOST : QueueReason.HANDED_BACK);
            next.add(queued);
        }
        if (!next.isEmpty()) {
            draft.handOut(next);
        }
    }

    /** No worker takes the slice, however often it is sent. */
    static void giveUp(Draft draft, SliceEntry slice, int sent) {
        draft.left(slice)
                .forEach(entry -> draft.conclude(
                        entry,
                        INTERRUPTED,
                        "Aucun exécuteur n'a pu prendre le test, envoyé %d fois".formatted(sent + 1)));
        draft.end(slice, SliceEnd.WORKER_LOST);
    }

    /** Nobody is to blame when a worker says good-bye; one that says that it is through and left something is as good as lost. */
    private static Set<TestEntry> charged(List<TestEntry> left, SliceEnd end) {
        Set<TestEntry> charged = new HashSet<>();
        if (end != SliceEnd.WORKER_LOST && end != SliceEnd.COMPLETED) {
            return charged;
        }
        left.stream().filter(TestEntry::started).forEach(charged::add);
        if (charged.isEmpty() && !left.isEmpty()) {
            charged.add(left.getFirst());
        }
        return charged;
    }

    /** Why the test is not tried again, or null. */
    private static @Nullable String hopeless(Draft draft, TestEntry entry, boolean charged) {
        if (charged && entry.lost() + 1 >= draft.limits().maxLostAttempts()) {
            return "L'exécuteur du test a été perdu %d fois".formatted(entry.lost() + 1);
        }
        if (entry.attempt() >= draft.limits().maxAttempts()) {
            return "Le test n'a pas abouti en %d tentatives".formatted(entry.attempt());
        }
        return draft.stop() != null && entry.started() ? StopPolicy.LOST_WHILE_STOPPING : null;
    }
}
