package io.vigie.execution.coordinating;

import io.vigie.contracts.CampaignId;
import io.vigie.contracts.Envelope;
import io.vigie.contracts.EnvironmentId;
import io.vigie.contracts.Message;
import io.vigie.contracts.Outcome;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunId;
import io.vigie.contracts.RunKind;
import io.vigie.contracts.RunOptions;
import io.vigie.contracts.TestId;
import io.vigie.contracts.WorkerId;
import io.vigie.contracts.attempt.AttemptEvent;
import io.vigie.contracts.campaign.CampaignEvent;
import io.vigie.contracts.campaign.CampaignEvent.PlannedTest;
import io.vigie.contracts.run.RunEvent;
import io.vigie.contracts.task.TaskMessage.SliceDispatched;
import io.vigie.contracts.task.TaskMessage.SliceTest;
import io.vigie.contracts.wire.HashChain;
import io.vigie.contracts.wire.LogDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Plays a run against the decider, input by input, with a state in memory that counts how often it is read. {@link #history()} is the
 * whole history of the run so played, numbered and chained as the coordinator does it, for whoever needs a realistic one.
 */
public final class RunFixture implements RunView {

    public static final RunId RUN = RunId.of("019b2c7e-0d00-7000-8000-0000000000c0");
    public static final WorkerId WORKER = WorkerId.of("worker-1");
    public static final WorkerId OTHER_WORKER = WorkerId.of("worker-2");
    public static final Instant AT = Instant.parse("2026-11-21T07:25:41Z");

    public static final AttemptEvent.SlotLease SLOT =
            new AttemptEvent.SlotLease("machine-1", 1, "/slots/1", 20_000, 20, "w1", "/slots/1/media");

    private static final CampaignId CAMPAIGN = CampaignId.of("6a0d4a5e-3f0b-4a39-9c55-0d2f3c1b7a10");
    private static final EnvironmentId ENVIRONMENT = EnvironmentId.of("f2a1d9c4-6c1e-4f0a-b2c3-5f8a7d6e9b30");
    private static final String EMPTY_LOG = new LogDigest().finish();

    private final RunDecider decider;
    private final List<RunEvent> events = new ArrayList<>();
    private final List<Instant> times = new ArrayList<>();
    private final List<SliceDispatched> dispatched = new ArrayList<>();
    private final Map<Integer, TestEntry> tests = new HashMap<>();
    private final Map<Long, SliceEntry> slices = new LinkedHashMap<>();
    private RunState state;
    private Instant now = AT;
    private boolean stopOnFailure;
    private int parallelism = 1;
    private long reads;
    private long writes;
    private List<Decision> last = List.of();
    private int eventsBefore;

    private RunFixture(RunLimits limits) {
        this.decider = new RunDecider(limits);
    }

    public static RunFixture run() {
        return new RunFixture(RunLimits.DEFAULT);
    }

    static RunFixture run(RunLimits limits) {
        return new RunFixture(limits);
    }

    public RunFixture stopsOnFailure() {
        stopOnFailure = true;
        return this;
    }

    public RunFixture inParallel(int slices) {
        parallelism = slices;
        return this;
    }

    // ---- inputs

    /** The launch and the whole plan. */
    public RunFixture launched(int testCount) {
        int chunks = (testCount + CampaignEvent.PlanChunk.MAX_TESTS - 1) / CampaignEvent.PlanChunk.MAX_TESTS;
        launch(testCount, chunks);
        for (int chunk = 1; chunk <= chunks; chunk++) {
            int first = (chunk - 1) * CampaignEvent.PlanChunk.MAX_TESTS + 1;
            plan(chunk, first, Math.min(testCount, first + CampaignEvent.PlanChunk.MAX_TESTS - 1));
        }
        return this;
    }

    RunFixture launch(int testCount, int chunks) {
        return input(new RunInput.Launch(launchedEvent(RUN, testCount, chunks, stopOnFailure, parallelism), "click-1"));
    }

    public static CampaignEvent.Launched launchedEvent(
            RunId run, int testCount, int chunks, boolean stopOnFailure, int parallelism) {
        return new CampaignEvent.Launched(
                ProjectId.COMMON,
                run,
                RunKind.CAMPAIGN,
                CAMPAIGN,
                "Connexion",
                "Novembre 2026 (1)",
                ENVIRONMENT,
                3,
                "PRODUCTION",
                0,
                new RunOptions(stopOnFailure, parallelism, 0, null, null, null, false),
                testCount,
                chunks,
                "admin@example.com",
                AT);
    }

    RunFixture plan(int chunk, int first, int last) {
        return plan(planChunk(RUN, chunk, first, last));
    }

    public static CampaignEvent.PlanChunk planChunk(RunId run, int chunk, int first, int last) {
        return new CampaignEvent.PlanChunk(
                ProjectId.COMMON,
                run,
                chunk,
                IntStream.rangeClosed(first, last).mapToObj(RunFixture::planned).toList());
    }

    RunFixture plan(CampaignEvent.PlanChunk chunk) {
        return input(new RunInput.Plan(chunk));
    }

    static PlannedTest planned(int position) {
        return PlannedTest.plain(position, testId(position), 7, "Test " + position);
    }

    /** The worker takes the newest slice. */
    public RunFixture accepted(WorkerId worker) {
        return accepted(worker, newest().slice());
    }

    public RunFixture accepted(WorkerId worker, long slice) {
        return report(new AttemptEvent.SliceAccepted(ProjectId.COMMON, RUN, worker, slice, SLOT, now));
    }

    /** The test starts, runs one action and ends, in the slice that holds it. */
    public RunFixture ran(WorkerId worker, int position, Outcome outcome) {
        started(worker, position);
        SliceDispatched slice = sliceOf(position);
        int attempt = attemptOf(slice, position);
        report(new AttemptEvent.ActionFinished(
                ProjectId.COMMON,
                RUN,
                worker,
                slice.slice(),
                testId(position),
                attempt,
                1,
                1,
                "http",
                outcome,
                12,
                null));
        return report(finishedEvent(RUN, worker, slice.slice(), position, attempt, outcome, now));
    }

    public RunFixture ran(WorkerId worker, int position) {
        return ran(worker, position, Outcome.PASSED);
    }

    public RunFixture started(WorkerId worker, int position) {
        SliceDispatched slice = sliceOf(position);
        return report(startedEvent(RUN, worker, slice.slice(), position, attemptOf(slice, position), now));
    }

    public static AttemptEvent.TestStarted startedEvent(
            RunId run, WorkerId worker, long slice, int position, int attempt, Instant at) {
        return new AttemptEvent.TestStarted(ProjectId.COMMON, run, worker, slice, testId(position), attempt, at);
    }

    public static AttemptEvent.TestFinished finishedEvent(
            RunId run, WorkerId worker, long slice, int position, int attempt, Outcome outcome, Instant at) {
        return new AttemptEvent.TestFinished(
                ProjectId.COMMON,
                run,
                worker,
                slice,
                testId(position),
                attempt,
                outcome,
                at,
                15,
                outcome == Outcome.PASSED ? null : "Expected status 200, but found 500.",
                Map.of(),
                "",
                0,
                EMPTY_LOG);
    }

    public RunFixture returned(WorkerId worker, long slice, AttemptEvent.SliceReturned.Reason reason) {
        List<TestId> unfinished = slices.containsKey(slice)
                ? slices.get(slice).tests().stream()
                        .filter(sliced -> tests.containsKey(sliced.position()))
                        .map(SliceEntry.SlicedTest::testId)
                        .toList()
                : List.of();
        return report(new AttemptEvent.SliceReturned(ProjectId.COMMON, RUN, worker, slice, reason, unfinished));
    }

    public RunFixture silent(long slice) {
        return input(new RunInput.WorkerSilent(slice));
    }

    RunFixture unclaimed(long slice) {
        return input(new RunInput.SliceUnclaimed(slice));
    }

    RunFixture report(AttemptEvent event) {
        return input(new RunInput.Report(event));
    }

    /** Takes every step that is left. */
    public RunFixture stepsDone() {
        while (state instanceof RunState.Running running && running.hasMoreToSkip()) {
            input(new RunInput.NextStep());
        }
        return this;
    }

    RunFixture later(Duration time) {
        now = now.plus(time);
        return this;
    }

    RunFixture input(RunInput input) {
        now = now.plusMillis(5);
        eventsBefore = events.size();
        last = decider.decide(this, input, now);
        last.forEach(this::apply);
        return this;
    }

    private void apply(Decision decision) {
        switch (decision) {
            case Decision.Happened(RunEvent event) -> {
                events.add(event);
                times.add(now);
            }
            case Decision.Dispatched(SliceDispatched slice) -> dispatched.add(slice);
            case Decision.RunBecomes(RunState becomes) -> state = becomes;
            case Decision.TestBecomes(int position, TestEntry test) -> tests.put(position, test);
            case Decision.TestForgotten(int position) -> tests.remove(position);
            case Decision.TestsForgotten() -> tests.clear();
            case Decision.SliceBecomes(SliceEntry slice) -> slices.put(slice.number(), slice);
            case Decision.SliceForgotten(long number) -> slices.remove(number);
            case Decision.Fenced fenced -> {}
            case Decision.Refused refused -> {}
        }
        writes++;
    }

    // ---- what came of it

    List<RunEvent> events() {
        return events;
    }

    /** The events that the last input led to. */
    List<RunEvent> newEvents() {
        return events.subList(eventsBefore, events.size());
    }

    List<Decision> decisions() {
        return last;
    }

    List<SliceDispatched> dispatched() {
        return dispatched;
    }

    SliceDispatched newest() {
        return dispatched.getLast();
    }

    int keptTests() {
        return tests.size();
    }

    int keptSlices() {
        return slices.size();
    }

    RunFixture andThen(Consumer<RunFixture> check) {
        check.accept(this);
        return this;
    }

    /** How often state was read and written since the last call. */
    long accesses() {
        long accesses = reads + writes;
        reads = 0;
        writes = 0;
        return accesses;
    }

    /** The whole history so far, as it stands on {@code vigie.run-events.v1}. */
    public List<Envelope<RunEvent>> history() {
        List<Envelope<RunEvent>> history = new ArrayList<>();
        String hash = Envelope.Link.GENESIS;
        for (int i = 0; i < events.size(); i++) {
            long sequence = i + 1;
            Envelope<RunEvent> linked = HashChain.link(
                    Envelope.of(RUN + "/" + sequence, "/vigie/coordinator", times.get(i), RUN.value(), events.get(i)),
                    sequence,
                    hash);
            hash = linked.link().hash();
            history.add(linked);
        }
        return history;
    }

    public static TestId testId(int position) {
        return TestId.of("0b7c9a52-8d5e-4a35-8f3c-%012d".formatted(position));
    }

    private SliceDispatched sliceOf(int position) {
        return dispatched.reversed().stream()
                .filter(slice ->
                        slice.tests().stream().anyMatch(test -> test.testId().equals(testId(position))))
                .findFirst()
                .orElseThrow();
    }

    private static int attemptOf(SliceDispatched slice, int position) {
        return slice.tests().stream()
                .filter(test -> test.testId().equals(testId(position)))
                .mapToInt(SliceTest::attempt)
                .findFirst()
                .orElseThrow();
    }

    static String type(Message message) {
        return message.getClass().getSimpleName();
    }

    @Override
    public RunState state() {
        reads++;
        return state;
    }

    @Override
    public TestEntry test(int position) {
        reads++;
        return tests.get(position);
    }

    @Override
    public SliceEntry slice(long number) {
        reads++;
        return slices.get(number);
    }
}
