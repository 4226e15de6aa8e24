package io.vigie.execution.coordinating;

import io.vigie.contracts.Outcome;
import io.vigie.contracts.TestId;
import io.vigie.contracts.WorkerId;
import io.vigie.contracts.attempt.AttemptEvent;
import io.vigie.contracts.attempt.AttemptEvent.SliceReturned;
import io.vigie.contracts.campaign.CampaignEvent.Launched;
import io.vigie.contracts.campaign.CampaignEvent.PlanChunk;
import io.vigie.contracts.campaign.CampaignEvent.PlannedTest;
import io.vigie.contracts.run.RunEvent;
import io.vigie.contracts.run.RunEvent.Counts;
import io.vigie.contracts.run.RunEvent.Progress;
import io.vigie.contracts.run.RunEvent.QueueReason;
import io.vigie.contracts.run.RunEvent.SkipReason;
import io.vigie.contracts.task.TaskMessage.SliceDispatched;
import io.vigie.contracts.task.TaskMessage.SliceTest;
import io.vigie.contracts.wire.LogDigest;
import io.vigie.execution.coordinating.Decision.Fenced;
import io.vigie.execution.coordinating.RunState.Ended;
import io.vigie.execution.coordinating.RunState.Planning;
import io.vigie.execution.coordinating.RunState.Running;
import io.vigie.execution.coordinating.SliceEntry.SlicedTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides what an input does to a run: a pure function of what is known, what happened and what time it is. Thread-safe.
 *
 * <p>Its cost does not grow with the run: a report reads the header, its slice and its test. What is proportional (skipping the
 * rest of a run) is cut into steps of {@link RunLimits#testsPerStep()}; as long as {@link Running#hasMoreToSkip()} holds,
 * somebody has to come back with {@link RunInput.NextStep}.
 */
public final class RunDecider {

    /** Why a test that was not started never will be, as the first seed says it. */
    static final String SKIPPED_AFTER_FAILURE = "Test ignoré après un échec précédent";

    /** How many characters of outputs a verdict carries at most: with its log and its message it stays a legal message. */
    static final int MAX_OUTPUT_TEXT = 50_000;

    private static final int MAX_MESSAGE_TEXT = 4_000;
    private static final String EMPTY_LOG_DIGEST = new LogDigest().finish();

    private final RunLimits limits;

    public RunDecider(RunLimits limits) {
        this.limits = limits;
    }

    /** What follows; empty when the input changes nothing. */
    public List<Decision> decide(RunView run, RunInput input, Instant now) {
        RunState state = run.state();
        return switch (input) {
            case RunInput.Launch launch -> state == null ? start(run, launch, now) : List.of();
            case RunInput.Plan(PlanChunk chunk) -> plan(run, state, chunk, now);
            case RunInput.PlanUnreadable() ->
                state instanceof Planning planning
                        ? fail(planning.facts(), "Une partie du plan est illisible", new ArrayList<>(), now)
                        : List.of();
            case RunInput.Report(AttemptEvent event) -> report(run, state, event, now);
            case RunInput.WorkerSilent(long slice) -> silent(run, state, slice, now);
            case RunInput.SliceUnclaimed(long slice) -> unclaimed(run, state, slice, now);
            case RunInput.NextStep() ->
                state instanceof Running running && running.hasMoreToSkip()
                        ? new Draft(run, running, now).goOn()
                        : List.of();
        };
    }

    // ---- launch and plan

    private List<Decision> start(RunView run, RunInput.Launch launch, Instant now) {
        Launched launched = launch.launched();
        RunFacts facts = new RunFacts(
                launched.projectId(),
                launched.runId(),
                launched.campaignId(),
                launched.environmentId(),
                launched.environmentVersion(),
                launched.filesVersion(),
                launched.options(),
                launched.testCount(),
                launched.planChunks(),
                launched.launchedBy(),
                launch.correlationId(),
                now);
        List<Decision> decisions = new ArrayList<>();
        decisions.add(new Decision.Happened(started(launched, facts, now)));
        String insane = PlanPolicy.sizeIsSane(launched);
        if (insane != null) {
            return fail(facts, insane, decisions, now);
        }
        if (facts.planChunks() == 0) {
            Draft draft = new Draft(run, beginning(facts), now);
            draft.decisions.addAll(decisions);
            return draft.goOn();
        }
        decisions.add(new Decision.RunBecomes(new Planning(facts, new BitSet(), 0)));
        return decisions;
    }

    private static RunEvent.RunStarted started(Launched launched, RunFacts facts, Instant now) {
        return new RunEvent.RunStarted(
                launched.projectId(),
                launched.runId(),
                launched.kind(),
                launched.campaignId(),
                launched.campaignName(),
                launched.name(),
                launched.environmentId(),
                launched.environmentVersion(),
                launched.environment(),
                launched.filesVersion(),
                launched.options(),
                launched.testCount(),
                launched.launchedBy(),
                launched.launchedAt(),
                now);
    }

    private List<Decision> plan(RunView run, @Nullable RunState state, PlanChunk chunk, Instant now) {
        return switch (state) {
            case null ->
                List.of(new Decision.Refused(
                        "Expected the launch of run \"%s\" before chunk %d of its plan, but there was none."
                                .formatted(chunk.runId(), chunk.number())));
            case Running running -> List.of();
            case Ended ended -> List.of();
            case Planning planning -> plan(run, planning, chunk, now);
        };
    }

    private List<Decision> plan(RunView run, Planning planning, PlanChunk chunk, Instant now) {
        RunFacts facts = planning.facts();
        String wrong = PlanPolicy.numberIsOfThePlan(chunk, facts);
        if (wrong == null && planning.received().get(chunk.number())) {
            return List.of();
        }
        if (wrong == null) {
            wrong = PlanPolicy.testsAreNamedOnce(chunk, facts, run);
        }
        BitSet received = (BitSet) planning.received().clone();
        int planned = planning.planned() + chunk.tests().size();
        boolean complete = false;
        if (wrong == null) {
            received.set(chunk.number());
            complete = received.cardinality() == facts.planChunks();
            wrong = complete ? PlanPolicy.everyTestHasArrived(planned, facts) : null;
        }
        if (wrong != null) {
            return fail(facts, wrong, new ArrayList<>(), now);
        }
        Draft draft = new Draft(run, beginning(facts), now);
        for (PlannedTest test : chunk.tests()) {
            draft.keep(test.position(), TestEntry.planned(test.testId(), test.version(), test.name()));
            draft.queued(test.position(), QueueReason.PLANNED);
        }
        if (complete) {
            return draft.goOn();
        }
        draft.decisions.add(new Decision.RunBecomes(new Planning(facts, received, planned)));
        return draft.decisions;
    }

    private static Running beginning(RunFacts facts) {
        return new Running(facts, Counts.NONE, 1, 0, 1, false);
    }

    private static List<Decision> fail(RunFacts facts, String error, List<Decision> decisions, Instant now) {
        decisions.add(new Decision.Happened(new RunEvent.RunFailed(
                facts.projectId(),
                facts.runId(),
                error,
                Counts.NONE,
                now,
                Duration.between(facts.startedAt(), now).toMillis())));
        decisions.add(new Decision.TestsForgotten());
        decisions.add(new Decision.RunBecomes(new Ended(now)));
        return decisions;
    }

    // ---- reports

    private List<Decision> report(RunView run, @Nullable RunState state, AttemptEvent event, Instant now) {
        return switch (state) {
            case null ->
                event instanceof AttemptEvent.Heartbeat
                        ? List.of()
                        : List.of(new Decision.Refused(
                                "Expected a report of a known run, but run \"%s\" was never launched."
                                        .formatted(event.runId())));
            case Planning planning ->
                event instanceof AttemptEvent.Heartbeat ? List.of() : fenced(Fenced.Why.SLICE_NOT_HELD);
            case Ended ended -> afterTheEnd(run, event);
            case Running running -> report(new Draft(run, running, now), event);
        };
    }

    private static List<Decision> afterTheEnd(RunView run, AttemptEvent event) {
        return switch (event) {
            case AttemptEvent.Heartbeat heartbeat -> List.of();
            case SliceReturned returned -> {
                SliceEntry slice = run.slice(returned.slice());
                yield slice != null && returned.workerId().equals(slice.worker())
                        ? List.of(new Decision.SliceForgotten(slice.number()))
                        : fenced(Fenced.Why.RUN_ENDED);
            }
            default -> fenced(Fenced.Why.RUN_ENDED);
        };
    }

    private List<Decision> report(Draft draft, AttemptEvent event) {
        return switch (event) {
            case AttemptEvent.Heartbeat heartbeat -> List.of();
            case AttemptEvent.SliceAccepted accepted -> accept(draft, accepted);
            case AttemptEvent.TestStarted started -> testStarted(draft, started);
            case AttemptEvent.ActionFinished finished -> actionFinished(draft, finished);
            case AttemptEvent.TestFinished finished -> testFinished(draft, finished);
            case SliceReturned returned -> sliceReturned(draft, returned);
            case AttemptEvent.CasesFinished cases -> List.of();
            case AttemptEvent.ArtifactStored artifact -> List.of();
        };
    }

    private static List<Decision> accept(Draft draft, AttemptEvent.SliceAccepted accepted) {
        SliceEntry slice = draft.run.slice(accepted.slice());
        if (slice == null) {
            return fenced(Fenced.Why.SLICE_NOT_HELD);
        }
        if (slice.worker() != null) {
            return fenced(slice.worker().equals(accepted.workerId()) ? Fenced.Why.REPEATED : Fenced.Why.OTHER_WORKER);
        }
        return List.of(new Decision.SliceBecomes(slice.acceptedBy(accepted.workerId())));
    }

    private static List<Decision> testStarted(Draft draft, AttemptEvent.TestStarted started) {
        Fenced fence = draft.aim(started.slice(), started.workerId(), started.testId(), started.attempt());
        if (fence != null) {
            return List.of(fence);
        }
        if (draft.test().started()) {
            return fenced(Fenced.Why.REPEATED);
        }
        draft.happened(new RunEvent.TestStarted(
                started.projectId(),
                started.runId(),
                started.testId(),
                started.attempt(),
                started.workerId(),
                started.startedAt()));
        draft.keep(draft.position, draft.test().begun());
        return draft.decisions;
    }

    private static List<Decision> actionFinished(Draft draft, AttemptEvent.ActionFinished finished) {
        Fenced fence = draft.aim(finished.slice(), finished.workerId(), finished.testId(), finished.attempt());
        if (fence != null) {
            return List.of(fence);
        }
        if (finished.index() <= draft.test().actions()) {
            return fenced(Fenced.Why.REPEATED);
        }
        draft.happened(new RunEvent.ActionFinished(
                finished.projectId(),
                finished.runId(),
                finished.testId(),
                finished.attempt(),
                finished.index(),
                finished.count(),
                finished.type(),
                finished.outcome(),
                finished.durationMillis(),
                cut(finished.message())));
        draft.keep(draft.position, draft.test().after(finished.index()));
        return draft.decisions;
    }

    private List<Decision> testFinished(Draft draft, AttemptEvent.TestFinished finished) {
        Fenced fence = draft.aim(finished.slice(), finished.workerId(), finished.testId(), finished.attempt());
        if (fence != null) {
            return List.of(fence);
        }
        draft.verdict(draft.position, finished.outcome());
        draft.happened(new RunEvent.TestFinished(
                finished.projectId(),
                finished.runId(),
                finished.testId(),
                finished.attempt(),
                finished.outcome(),
                finished.finishedAt(),
                finished.durationMillis(),
                cut(finished.message()),
                cut(finished.outputs()),
                cut(finished.logs(), AttemptEvent.TestFinished.MAX_LOG_TEXT),
                finished.logLines(),
                finished.logDigest(),
                false,
                draft.progress()));
        return draft.goOn();
    }

    private List<Decision> sliceReturned(Draft draft, SliceReturned returned) {
        SliceEntry slice = draft.run.slice(returned.slice());
        if (slice == null) {
            return fenced(Fenced.Why.SLICE_NOT_HELD);
        }
        if (!returned.workerId().equals(slice.worker())) {
            return fenced(Fenced.Why.OTHER_WORKER);
        }
        draft.takeBack(slice, false);
        return draft.goOn();
    }

    // ---- leases

    private List<Decision> silent(RunView run, @Nullable RunState state, long number, Instant now) {
        SliceEntry slice = run.slice(number);
        if (slice == null) {
            return List.of();
        }
        if (state instanceof Running running) {
            Draft draft = new Draft(run, running, now);
            draft.takeBack(slice, true);
            return draft.goOn();
        }
        return List.of(new Decision.SliceForgotten(number));
    }

    /** The same slice once more: whichever copy is accepted first counts, so that none is run in vain. */
    private static List<Decision> unclaimed(RunView run, @Nullable RunState state, long number, Instant now) {
        SliceEntry slice = run.slice(number);
        if (slice == null || slice.worker() != null) {
            return List.of();
        }
        return state instanceof Running running
                ? List.of(new Decision.Dispatched(message(running.facts(), slice, now)))
                : List.of(new Decision.SliceForgotten(number));
    }

    private static SliceDispatched message(RunFacts facts, SliceEntry slice, Instant now) {
        return new SliceDispatched(
                facts.projectId(),
                facts.runId(),
                facts.campaignId(),
                slice.number(),
                facts.environmentId(),
                facts.environmentVersion(),
                facts.filesVersion(),
                facts.stopOnFailure(),
                facts.options().keepFailedWork(),
                slice.tests().stream()
                        .map(test -> new SliceTest(test.testId(), test.version(), test.attempt(), 0, null, false))
                        .toList(),
                now);
    }

    private static List<Decision> fenced(Fenced.Why why) {
        return List.of(new Fenced(why));
    }

    private static @Nullable String cut(@Nullable String message) {
        return message == null ? null : cut(message, MAX_MESSAGE_TEXT);
    }

    private static String cut(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length);
    }

    private static Map<String, String> cut(Map<String, String> outputs) {
        int length = 0;
        Map<String, String> kept = new LinkedHashMap<>();
        for (Map.Entry<String, String> output : outputs.entrySet()) {
            length += output.getKey().length() + output.getValue().length();
            if (length > MAX_OUTPUT_TEXT) {
                return kept;
            }
            kept.put(output.getKey(), output.getValue());
        }
        return outputs;
    }

    /** A running run while one input is decided on: what was decided so far is visible to what is decided next. */
    private final class Draft {

        private final RunView run;
        private final RunFacts facts;
        private final Instant now;
        private final List<Decision> decisions = new ArrayList<>();
        private final Map<Integer, TestEntry> kept = new HashMap<>();

        private Counts counts;
        private int cursor;
        private int inFlight;
        private long nextSlice;
        private boolean stopping;

        private int position;
        private @Nullable TestEntry test;

        Draft(RunView run, Running running, Instant now) {
            this.run = run;
            this.facts = running.facts();
            this.now = now;
            this.counts = running.counts();
            this.cursor = running.cursor();
            this.inFlight = running.inFlight();
            this.nextSlice = running.nextSlice();
            this.stopping = running.stopping();
        }

        /** Finds the test that a report speaks of, or says why the report does not count. */
        @Nullable
        Fenced aim(long number, WorkerId worker, TestId testId, int attempt) {
            SliceEntry slice = run.slice(number);
            if (slice == null) {
                return new Fenced(Fenced.Why.SLICE_NOT_HELD);
            }
            if (!worker.equals(slice.worker())) {
                return new Fenced(Fenced.Why.OTHER_WORKER);
            }
            SlicedTest sliced = slice.find(testId);
            if (sliced == null || sliced.attempt() != attempt) {
                return new Fenced(Fenced.Why.OTHER_ATTEMPT);
            }
            position = sliced.position();
            test = run.test(position);
            return test == null ? new Fenced(Fenced.Why.REPEATED) : null;
        }

        TestEntry test() {
            if (test == null) {
                throw new IllegalStateException("Expected a test to be aimed at, but there is none.");
            }
            return test;
        }

        void happened(RunEvent event) {
            decisions.add(new Decision.Happened(event));
        }

        void keep(int at, TestEntry entry) {
            kept.put(at, entry);
            decisions.add(new Decision.TestBecomes(at, entry));
        }

        void queued(int at, QueueReason reason) {
            TestEntry entry = entry(at);
            happened(new RunEvent.TestQueued(
                    facts.projectId(),
                    facts.runId(),
                    entry.testId(),
                    at,
                    entry.version(),
                    entry.name(),
                    entry.attempt(),
                    reason,
                    false));
        }

        /** Counts the verdict, and stops the run at the first that counts against it when it is to stop there. */
        void verdict(int at, Outcome outcome) {
            counts = counts.plus(outcome, false);
            stopping |= facts.stopOnFailure() && outcome.isAgainstTheRun();
            kept.remove(at);
            decisions.add(new Decision.TestForgotten(at));
        }

        Progress progress() {
            return Progress.of(counts.total(), facts.testCount());
        }

        void skip(int at, TestEntry entry) {
            verdict(at, Outcome.SKIPPED);
            happened(new RunEvent.TestSkipped(
                    facts.projectId(),
                    facts.runId(),
                    entry.testId(),
                    SkipReason.STOPPED_ON_FAILURE,
                    SKIPPED_AFTER_FAILURE,
                    progress()));
        }

        void interrupt(int at, TestEntry entry, String why) {
            verdict(at, Outcome.INTERRUPTED);
            happened(new RunEvent.TestFinished(
                    facts.projectId(),
                    facts.runId(),
                    entry.testId(),
                    entry.attempt(),
                    Outcome.INTERRUPTED,
                    now,
                    0,
                    why,
                    Map.of(),
                    "",
                    0,
                    EMPTY_LOG_DIGEST,
                    false,
                    progress()));
        }

        /**
         * The slice is over. What it left is queued again as a slice of its own, which is at once in its place; a test that was known to
         * run, or else the first that was to run, is charged with the loss of its worker, so that no test is tried for ever.
         */
        void takeBack(SliceEntry slice, boolean workerLost) {
            decisions.add(new Decision.SliceForgotten(slice.number()));
            inFlight--;
            Map<Integer, TestEntry> left = new LinkedHashMap<>();
            for (SlicedTest sliced : slice.tests()) {
                TestEntry entry = run.test(sliced.position());
                if (entry != null) {
                    left.put(sliced.position(), entry);
                }
            }
            boolean someStarted = left.values().stream().anyMatch(TestEntry::started);
            boolean firstIsSuspect = workerLost && !someStarted;
            Map<Integer, TestEntry> charged = new LinkedHashMap<>();
            left.forEach((at, entry) -> {
                if (entry.started()) {
                    lost(entry, slice);
                }
                if (entry.started() || (firstIsSuspect && charged.isEmpty())) {
                    charged.put(at, entry);
                }
            });
            charged.forEach((at, entry) -> {
                if (entry.lost() + 1 >= limits.maxLostAttempts()) {
                    interrupt(at, entry, "L'exécuteur du test a été perdu %d fois".formatted(entry.lost() + 1));
                    left.remove(at);
                } else if (stopping && entry.started()) {
                    interrupt(at, entry, "L'exécuteur du test a été perdu pendant l'arrêt de la campagne");
                    left.remove(at);
                }
            });
            if (stopping) {
                left.forEach(this::skip);
                return;
            }
            List<SlicedTest> again = new ArrayList<>();
            left.forEach((at, entry) -> {
                boolean isCharged = charged.containsKey(at);
                TestEntry next = entry.again(isCharged);
                keep(at, next);
                queued(at, workerLost || isCharged ? QueueReason.WORKER_LOST : QueueReason.HANDED_BACK);
                again.add(new SlicedTest(at, next.testId(), next.version(), next.attempt()));
            });
            if (!again.isEmpty()) {
                dispatch(again);
            }
        }

        private void lost(TestEntry entry, SliceEntry slice) {
            WorkerId worker = slice.worker();
            if (worker != null) {
                happened(new RunEvent.AttemptLost(
                        facts.projectId(), facts.runId(), entry.testId(), entry.attempt(), worker, now));
            }
        }

        /** Hands out what may be handed out, or skips what is to be skipped, and ends the run when every test has its verdict. */
        List<Decision> goOn() {
            if (stopping) {
                skipSome();
            } else {
                handOut();
            }
            if (counts.total() == facts.testCount()) {
                happened(new RunEvent.RunFinished(
                        facts.projectId(),
                        facts.runId(),
                        counts.outcome(),
                        counts,
                        now,
                        Duration.between(facts.startedAt(), now).toMillis()));
                decisions.add(new Decision.RunBecomes(new Ended(now)));
            } else {
                decisions.add(
                        new Decision.RunBecomes(new Running(facts, counts, cursor, inFlight, nextSlice, stopping)));
            }
            return decisions;
        }

        private void skipSome() {
            int end = (int) Math.min(facts.testCount(), (long) cursor + limits.testsPerStep() - 1);
            while (cursor <= end) {
                skip(cursor, entry(cursor));
                cursor++;
            }
        }

        private void handOut() {
            while (inFlight < facts.parallelism() && cursor <= facts.testCount()) {
                int size = SlicePolicy.size(facts.testCount() - cursor + 1, facts.parallelism());
                List<SlicedTest> tests = new ArrayList<>(size);
                for (int i = 0; i < size; i++, cursor++) {
                    TestEntry entry = entry(cursor);
                    tests.add(new SlicedTest(cursor, entry.testId(), entry.version(), entry.attempt()));
                }
                dispatch(tests);
            }
        }

        private void dispatch(List<SlicedTest> tests) {
            SliceEntry slice = new SliceEntry(nextSlice++, null, List.copyOf(tests));
            inFlight++;
            decisions.add(new Decision.SliceBecomes(slice));
            decisions.add(new Decision.Dispatched(message(facts, slice, now)));
        }

        private TestEntry entry(int at) {
            TestEntry entry = kept.get(at);
            if (entry == null) {
                entry = run.test(at);
            }
            if (entry == null) {
                throw new IllegalStateException("Expected run \"%s\" to have a test at position %d, but it has none."
                        .formatted(facts.runId(), at));
            }
            return entry;
        }
    }
}
