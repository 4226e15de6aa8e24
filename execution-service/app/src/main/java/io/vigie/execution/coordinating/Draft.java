package io.vigie.execution.coordinating;

import io.vigie.contracts.Outcome;
import io.vigie.contracts.WorkerId;
import io.vigie.contracts.permit.PermitMessage.PermitAsked;
import io.vigie.contracts.permit.PermitMessage.PermitReleased;
import io.vigie.contracts.run.RunEvent;
import io.vigie.contracts.run.RunEvent.Counts;
import io.vigie.contracts.run.RunEvent.Progress;
import io.vigie.contracts.run.RunEvent.QueueReason;
import io.vigie.contracts.run.RunEvent.SliceEnd;
import io.vigie.contracts.task.TaskMessage.Order;
import io.vigie.contracts.task.TaskMessage.RunHalted;
import io.vigie.contracts.task.TaskMessage.SliceDispatched;
import io.vigie.contracts.task.TaskMessage.SliceExtended;
import io.vigie.contracts.task.TaskMessage.SliceTest;
import io.vigie.contracts.wire.LogDigest;
import io.vigie.execution.coordinating.RunState.Ended;
import io.vigie.execution.coordinating.RunState.Running;
import io.vigie.execution.coordinating.SliceEntry.Phase;
import io.vigie.execution.coordinating.SliceEntry.SlicedTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A running run while one input is decided on: what was decided so far is visible to what is decided next. It knows how things are
 * written down; what is to be done is the matter of the rooms around it. Used once, by one thread.
 */
final class Draft {

    private static final String EMPTY_LOG_DIGEST = new LogDigest().finish();

    private final RunView run;
    private final RunFacts facts;
    private final RunLimits limits;
    private final Instant now;
    private final List<Decision> decisions = new ArrayList<>();
    private final Map<Integer, Optional<TestEntry>> tests = new HashMap<>();
    private final Map<Long, Optional<SliceEntry>> slices = new TreeMap<>();

    private Counts counts;
    private int cursor;
    private int asked;
    private int queued;
    private int held;
    private long nextSlice;
    private Pace pace;
    private @Nullable Stop stop;

    Draft(RunView run, Running running, RunLimits limits, Instant now) {
        this.run = run;
        this.facts = running.facts();
        this.limits = limits;
        this.now = now;
        this.counts = running.counts();
        this.cursor = running.cursor();
        this.asked = running.asked();
        this.queued = running.queued();
        this.held = running.held();
        this.nextSlice = running.nextSlice();
        this.pace = running.pace();
        this.stop = running.stop();
    }

    RunFacts facts() {
        return facts;
    }

    RunLimits limits() {
        return limits;
    }

    Instant now() {
        return now;
    }

    @Nullable
    Stop stop() {
        return stop;
    }

    void stop(Stop decided) {
        stop = decided;
    }

    void took(long millis) {
        pace = pace.plus(millis);
    }

    // ---- tests

    /** The test of this turn, or null when it has its verdict. */
    @Nullable
    TestEntry test(int turn) {
        return tests.computeIfAbsent(turn, at -> Optional.ofNullable(run.test(at)))
                .orElse(null);
    }

    private TestEntry waiting(int turn) {
        TestEntry entry = test(turn);
        if (entry == null) {
            throw new IllegalStateException(
                    "Expected run \"%s\" to have a test of turn %d, but it has none.".formatted(facts.runId(), turn));
        }
        return entry;
    }

    /** The tests of the slice that have no verdict, in their order. */
    List<TestEntry> left(SliceEntry slice) {
        List<TestEntry> left = new ArrayList<>();
        for (SlicedTest sliced : slice.tests()) {
            TestEntry entry = test(sliced.turn());
            if (entry != null) {
                left.add(entry);
            }
        }
        return left;
    }

    void keep(TestEntry entry) {
        tests.put(entry.turn(), Optional.of(entry));
        decisions.add(new Decision.TestBecomes(entry));
    }

    void happened(RunEvent event) {
        decisions.add(new Decision.Happened(event));
    }

    void fenced(Decision.Fenced.Why why) {
        decisions.add(new Decision.Fenced(why));
    }

    void waits(TestEntry entry, QueueReason reason) {
        happened(new RunEvent.TestQueued(
                facts.projectId(),
                facts.runId(),
                entry.plan().testId(),
                entry.plan().position(),
                entry.plan().version(),
                entry.plan().name(),
                entry.attempt(),
                reason,
                entry.plan().quarantined()));
    }

    /** Counts the verdict, and stops the run at the first that counts against it when it is to stop there. */
    void verdict(TestEntry entry, Outcome outcome) {
        boolean quarantined = entry.plan().quarantined();
        counts = counts.plus(outcome, quarantined);
        if (stop == null && facts.stopOnFailure() && outcome.isAgainstTheRun() && !quarantined) {
            stop = Stop.afterFailure(now);
            if (facts.parallelism() > 1) {
                // One after another, the worker that reported it has stopped by itself.
                order(new RunHalted(facts.projectId(), facts.runId(), now));
            }
        }
        tests.put(entry.turn(), Optional.empty());
        decisions.add(new Decision.TestForgotten(entry.turn()));
    }

    Progress progress() {
        return Progress.of(counts.total(), facts.testCount());
    }

    /** The test never starts. Only while the run stops. */
    void skip(TestEntry entry, Stop because) {
        verdict(entry, Outcome.SKIPPED);
        happened(new RunEvent.TestSkipped(
                facts.projectId(),
                facts.runId(),
                entry.plan().testId(),
                because.why(),
                StopPolicy.saysOfSkipped(because),
                progress()));
    }

    /** A verdict that no worker reports. */
    void conclude(TestEntry entry, Outcome outcome, String why) {
        verdict(entry, outcome);
        happened(new RunEvent.TestFinished(
                facts.projectId(),
                facts.runId(),
                entry.plan().testId(),
                entry.attempt(),
                outcome,
                now,
                0,
                why,
                Map.of(),
                "",
                0,
                EMPTY_LOG_DIGEST,
                entry.plan().quarantined(),
                progress()));
    }

    void lost(TestEntry entry, SliceEntry slice) {
        WorkerId worker = slice.worker();
        if (worker != null) {
            happened(new RunEvent.AttemptLost(
                    facts.projectId(), facts.runId(), entry.plan().testId(), entry.attempt(), worker, now));
        }
    }

    // ---- slices

    @Nullable
    SliceEntry slice(long number) {
        Optional<SliceEntry> changed = slices.get(number);
        return changed == null ? run.slice(number) : changed.orElse(null);
    }

    private List<SliceEntry> slices() {
        Map<Long, SliceEntry> all = new TreeMap<>();
        run.slices().forEach(slice -> all.put(slice.number(), slice));
        slices.forEach((number, changed) ->
                changed.ifPresentOrElse(slice -> all.put(number, slice), () -> all.remove(number)));
        return List.copyOf(all.values());
    }

    void put(SliceEntry slice) {
        count(slice(slice.number()), -1);
        count(slice, 1);
        slices.put(slice.number(), Optional.of(slice));
        decisions.add(new Decision.SliceBecomes(slice));
    }

    private void count(@Nullable SliceEntry slice, int change) {
        switch (slice == null ? Phase.SETTLED : slice.phase()) {
            case ASKED -> asked += change;
            case QUEUED -> queued += change;
            case HELD -> held += change;
            case SETTLED -> {}
        }
    }

    /** Puts the tests into a slice of their own, which goes to the workers at once or as soon as the environment takes it. */
    void handOut(List<TestEntry> entries) {
        Integer cap = facts.options().environmentCap();
        SliceEntry slice =
                new SliceEntry(nextSlice++, cap == null ? Phase.QUEUED : Phase.ASKED, null, false, sliced(entries));
        put(slice);
        if (cap == null) {
            dispatch(slice);
        } else {
            decisions.add(new Decision.PermitRequested(
                    new PermitAsked(facts.projectId(), facts.environmentId(), facts.runId(), slice.number(), cap)));
        }
    }

    void dispatch(SliceEntry slice) {
        decisions.add(new Decision.Dispatched(new SliceDispatched(
                facts.projectId(),
                facts.runId(),
                facts.campaignId(),
                slice.number(),
                facts.environmentId(),
                facts.environmentVersion(),
                facts.filesVersion(),
                facts.stopOnFailure(),
                facts.options().keepFailedWork(),
                left(slice).stream().map(this::sliced).toList(),
                now)));
    }

    private static List<SlicedTest> sliced(List<TestEntry> entries) {
        return entries.stream()
                .map(entry -> new SlicedTest(entry.turn(), entry.plan().testId()))
                .toList();
    }

    // ---- slices that are extended

    /** Whether the worker of the run's one slice may be given more of it: no other slice has a claim to the tests or to the environment. */
    private boolean mayExtend() {
        return facts.parallelism() == 1 && facts.options().environmentCap() == null;
    }

    /** Gives the slice's worker so many of the next tests that it has a whole slice before it again. Returns whether there were any. */
    boolean extend(SliceEntry slice) {
        if (stop != null || !mayExtend()) {
            return false;
        }
        WorkerId worker = slice.worker();
        List<TestEntry> left = left(slice);
        List<TestEntry> more = policy().after(left, cursor, this::waiting);
        if (worker == null || left.isEmpty() || more.isEmpty()) {
            return false;
        }
        cursor += more.size();
        List<TestEntry> all = new ArrayList<>(left);
        all.addAll(more);
        put(slice.holding(sliced(all)));
        decisions.add(new Decision.Extended(new SliceExtended(
                facts.projectId(),
                facts.runId(),
                slice.number(),
                worker,
                left.getLast().plan().testId(),
                more.stream().map(this::sliced).toList(),
                now)));
        return true;
    }

    /**
     * The slice that its worker returns, without what was added and never started, whether that came too late or not: it is handed out anew,
     * as if it had not been.
     */
    SliceEntry withoutUnusedExtensions(SliceEntry slice) {
        if (!mayExtend()) {
            return slice;
        }
        List<TestEntry> used = left(slice);
        while (!used.isEmpty() && isUnused(slice, used.getLast())) {
            used.removeLast();
            cursor--;
        }
        return slice.holding(sliced(used));
    }

    private boolean isUnused(SliceEntry slice, TestEntry last) {
        return last.turn() > slice.dispatchedTo() && last.turn() == cursor - 1 && !last.started();
    }

    private SliceTest sliced(TestEntry entry) {
        return new SliceTest(
                entry.plan().testId(),
                entry.plan().version(),
                entry.attempt(),
                entry.retriesLeft(),
                facts.timeoutOf(entry.plan()),
                entry.plan().quarantined());
    }

    /** The slice's place is free again, though its worker still has to say that it let go of it. */
    void settle(SliceEntry slice) {
        release(slice);
        put(slice.settled());
    }

    /** The slice is nobody's any more. */
    void end(SliceEntry slice, SliceEnd reason) {
        WorkerId worker = slice.worker();
        if (worker != null) {
            happened(new RunEvent.SliceEnded(facts.projectId(), facts.runId(), slice.number(), worker, reason, now));
        }
        if (slice.phase() != Phase.SETTLED) {
            release(slice);
        }
        count(slice, -1);
        slices.put(slice.number(), Optional.empty());
        decisions.add(new Decision.SliceForgotten(slice.number()));
    }

    private void release(SliceEntry slice) {
        if (facts.options().environmentCap() != null) {
            decisions.add(new Decision.PermitRequested(
                    new PermitReleased(facts.projectId(), facts.environmentId(), facts.runId(), slice.number())));
        }
    }

    void order(Order order) {
        decisions.add(new Decision.Ordered(order));
    }

    // ---- the way on

    /** Hands out what may be handed out, or stops what is to be stopped, and ends the run when every test has its verdict. */
    List<Decision> goOn() {
        if (stop == null) {
            handOutMore();
        } else {
            stopMore(stop);
        }
        return counts.total() == facts.testCount() ? end() : asItIs();
    }

    private void handOutMore() {
        while (cursor <= facts.testCount()
                && asked + queued + held < facts.parallelism()
                && asked + queued < SlicePolicy.window(limits, held)) {
            List<TestEntry> next = policy().from(cursor, this::waiting);
            cursor += next.size();
            handOut(next);
        }
    }

    private SlicePolicy policy() {
        return new SlicePolicy(facts, limits, pace, facts.testCount() - cursor + 1);
    }

    private void stopMore(Stop because) {
        int left = limits.testsPerStep();
        if (asked > 0 || (because.interrupts() && queued > 0) || (because.graceOver() && held > 0)) {
            for (SliceEntry slice : slices()) {
                if (left > 0 && StopPolicy.takesBack(slice.phase(), because)) {
                    left -= slice.tests().size();
                    TakingBack.of(this, slice, SliceEnd.RUN_STOPPED);
                }
            }
        }
        for (; left > 0 && cursor <= facts.testCount(); left--, cursor++) {
            skip(waiting(cursor), because);
        }
    }

    /** What was decided so far, where the header stays as it is. */
    List<Decision> decided() {
        return decisions;
    }

    /** Leaves it at what was decided. */
    List<Decision> asItIs() {
        return as(new Running(facts, counts, cursor, asked, queued, held, nextSlice, pace, stop));
    }

    List<Decision> as(RunState becomes) {
        decisions.add(new Decision.RunBecomes(becomes));
        return decisions;
    }

    private List<Decision> end() {
        boolean interrupted = stop != null && stop.interrupts();
        for (SliceEntry slice : slices()) {
            end(slice, interrupted ? SliceEnd.RUN_STOPPED : SliceEnd.COMPLETED);
        }
        happened(new RunEvent.RunFinished(
                facts.projectId(),
                facts.runId(),
                stop != null && stop.interrupts() ? stop.outcome() : counts.outcome(),
                counts,
                now,
                Duration.between(facts.startedAt(), now).toMillis()));
        return as(new Ended(now));
    }
}
