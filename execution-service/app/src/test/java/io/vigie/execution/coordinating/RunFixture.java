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
import io.vigie.contracts.permit.PermitMessage;
import io.vigie.contracts.run.RunEvent;
import io.vigie.contracts.task.TaskMessage.Order;
import io.vigie.contracts.task.TaskMessage.SliceDispatched;
import io.vigie.contracts.task.TaskMessage.SliceExtended;
import io.vigie.contracts.task.TaskMessage.SliceTest;
import io.vigie.contracts.wire.HashChain;
import io.vigie.contracts.wire.LogDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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
    private final List<SliceExtended> extended = new ArrayList<>();
    private final List<Order> orders = new ArrayList<>();
    private final List<PermitMessage> requests = new ArrayList<>();
    private final RunId id;
    private RunState state;
    private Instant now = AT;
    private RunOptions options = RunOptions.USUAL;
    private UnaryOperator<PlannedTest> settings = UnaryOperator.identity();
    private boolean queueIsEmpty;
    private long reads;
    private long writes;
    private List<Decision> last = List.of();
    private int eventsBefore;

    private RunFixture(RunId id, RunLimits limits) {
        this.id = id;
        this.decider = new RunDecider(limits);
    }

    public static RunFixture run() {
        return run(RunLimits.DEFAULT);
    }

    static RunFixture run(RunLimits limits) {
        return new RunFixture(RUN, limits);
    }

    static RunFixture run(RunId id) {
        return new RunFixture(id, RunLimits.DEFAULT);
    }

    public RunFixture stopsOnFailure() {
        options = options(true, options.parallelism(), options.testTimeoutMillis(), options.runTimeoutMillis(), null);
        return this;
    }

    public RunFixture inParallel(int slices) {
        options = options(options.stopOnFailure(), slices, null, null, options.environmentCap());
        return this;
    }

    RunFixture timesOutAfter(Duration test, Duration whole) {
        options = options(options.stopOnFailure(), options.parallelism(), test.toMillis(), whole.toMillis(), null);
        return this;
    }

    RunFixture inAnEnvironmentOf(int cap) {
        options = options(options.stopOnFailure(), options.parallelism(), null, null, cap);
        return this;
    }

    private static RunOptions options(boolean stopOnFailure, int parallelism, Long test, Long whole, Integer cap) {
        return new RunOptions(stopOnFailure, parallelism, 0, test, whole, cap, false);
    }

    /** Whether slices of other runs wait for a worker, from now on; at first they do. */
    RunFixture withAnEmptyQueue(boolean isEmpty) {
        queueIsEmpty = isEmpty;
        return this;
    }

    /** What the plan says of each test beyond its name. */
    RunFixture planning(UnaryOperator<PlannedTest> settings) {
        this.settings = settings;
        return this;
    }

    static PlannedTest retried(PlannedTest test, int retries) {
        return settled(test, retries, test.timeoutMillis(), test.quarantined(), test.affinity(), test.expectedMillis());
    }

    static PlannedTest limited(PlannedTest test, long timeoutMillis) {
        return settled(test, test.retries(), timeoutMillis, test.quarantined(), test.affinity(), test.expectedMillis());
    }

    static PlannedTest quarantined(PlannedTest test) {
        return settled(test, test.retries(), test.timeoutMillis(), true, test.affinity(), test.expectedMillis());
    }

    static PlannedTest together(PlannedTest test, String affinity) {
        return settled(test, test.retries(), test.timeoutMillis(), test.quarantined(), affinity, test.expectedMillis());
    }

    static PlannedTest expected(PlannedTest test, long millis) {
        return settled(test, test.retries(), test.timeoutMillis(), test.quarantined(), test.affinity(), millis);
    }

    static PlannedTest atTurn(PlannedTest test, int turn) {
        return new PlannedTest(
                test.position(),
                turn,
                test.testId(),
                test.version(),
                test.name(),
                test.retries(),
                test.timeoutMillis(),
                test.quarantined(),
                test.affinity(),
                test.expectedMillis());
    }

    private static PlannedTest settled(
            PlannedTest test, int retries, Long timeoutMillis, boolean quarantined, String affinity, Long expected) {
        return new PlannedTest(
                test.position(),
                test.turn(),
                test.testId(),
                test.version(),
                test.name(),
                retries,
                timeoutMillis,
                quarantined,
                affinity,
                expected);
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
        return input(new RunInput.Launch(launchedEvent(id, testCount, chunks, options), "click-1"));
    }

    public static CampaignEvent.Launched launchedEvent(
            RunId run, int testCount, int chunks, boolean stopOnFailure, int parallelism) {
        return launchedEvent(run, testCount, chunks, options(stopOnFailure, parallelism, null, null, null));
    }

    public static CampaignEvent.Launched launchedEvent(RunId run, int testCount, int chunks, RunOptions options) {
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
                options,
                testCount,
                chunks,
                "admin@example.com",
                AT);
    }

    RunFixture plan(int chunk, int first, int last) {
        return plan(new CampaignEvent.PlanChunk(
                ProjectId.COMMON,
                id,
                chunk,
                IntStream.rangeClosed(first, last)
                        .mapToObj(RunFixture::planned)
                        .map(settings)
                        .toList()));
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
        return report(new AttemptEvent.SliceAccepted(ProjectId.COMMON, id, worker, slice, SLOT, now));
    }

    /** The test starts, runs one action and ends, in the slice that holds it. */
    public RunFixture ran(WorkerId worker, int position, Outcome outcome) {
        started(worker, position);
        report(new AttemptEvent.ActionFinished(
                ProjectId.COMMON,
                id,
                worker,
                sliceOf(position),
                testId(position),
                attemptOf(position),
                1,
                1,
                "http",
                outcome,
                12,
                null));
        return finished(worker, position, outcome);
    }

    public RunFixture ran(WorkerId worker, int position) {
        return ran(worker, position, Outcome.PASSED);
    }

    public RunFixture started(WorkerId worker, int position) {
        return report(startedEvent(id, worker, sliceOf(position), position, attemptOf(position), now));
    }

    RunFixture finished(WorkerId worker, int position, Outcome outcome) {
        return finished(worker, position, outcome, 15);
    }

    RunFixture finished(WorkerId worker, int position, Outcome outcome, long millis) {
        AttemptEvent.TestFinished event =
                finishedEvent(id, worker, sliceOf(position), position, attemptOf(position), outcome, now);
        return report(new AttemptEvent.TestFinished(
                event.projectId(),
                event.runId(),
                event.workerId(),
                event.slice(),
                event.testId(),
                event.attempt(),
                event.outcome(),
                event.finishedAt(),
                millis,
                event.message(),
                event.outputs(),
                event.logs(),
                event.logLines(),
                event.logDigest()));
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
                        .filter(sliced -> tests.containsKey(sliced.turn()))
                        .map(SliceEntry.SlicedTest::testId)
                        .toList()
                : List.of();
        return report(new AttemptEvent.SliceReturned(ProjectId.COMMON, id, worker, slice, reason, unfinished));
    }

    public RunFixture silent(long slice) {
        return input(new RunInput.WorkerSilent(slice));
    }

    RunFixture unclaimed(long slice) {
        return unclaimed(slice, 0);
    }

    RunFixture unclaimed(long slice, int before) {
        return input(new RunInput.SliceUnclaimed(slice, before));
    }

    RunFixture waits(long slice) {
        return input(new RunInput.SliceWaits(slice));
    }

    RunFixture cancelled(String who) {
        return input(new RunInput.Cancel(new CampaignEvent.CancelRequested(ProjectId.COMMON, id, who, now)));
    }

    RunFixture granted(long slice) {
        return input(new RunInput.Permit(new PermitMessage.PermitGranted(ProjectId.COMMON, ENVIRONMENT, id, slice)));
    }

    RunFixture delayed(long slice) {
        return input(new RunInput.Permit(new PermitMessage.PermitDelayed(ProjectId.COMMON, ENVIRONMENT, id, slice)));
    }

    /** Lets time pass, up to the deadline that is due then. */
    RunFixture afterDeadline() {
        now = decider.nextDeadline(state);
        return input(new RunInput.DeadlineReached());
    }

    boolean hasDeadline() {
        return decider.nextDeadline(state) != null;
    }

    RunFixture report(AttemptEvent event) {
        return input(new RunInput.Report(event, queueIsEmpty));
    }

    /** Takes every step that is left. */
    public RunFixture stepsDone() {
        while (state instanceof RunState.Running running && running.hasMoreToStop()) {
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
            case Decision.Extended(SliceExtended extension) -> extended.add(extension);
            case Decision.Ordered(Order order) -> orders.add(order);
            case Decision.PermitRequested(PermitMessage request) -> requests.add(request);
            case Decision.TestBecomes(TestEntry test) -> tests.put(test.turn(), test);
            case Decision.TestForgotten(int turn) -> tests.remove(turn);
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

    List<SliceExtended> extended() {
        return extended;
    }

    List<Order> orders() {
        return orders;
    }

    List<PermitMessage> requests() {
        return requests;
    }

    Instant now() {
        return now;
    }

    RunId id() {
        return id;
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
                    Envelope.of(id + "/" + sequence, "/vigie/coordinator", times.get(i), id.value(), events.get(i)),
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

    private long sliceOf(int position) {
        return Stream.concat(
                        dispatched.stream()
                                .filter(slice -> holds(slice.tests(), position))
                                .map(SliceDispatched::slice),
                        extended.stream()
                                .filter(slice -> holds(slice.tests(), position))
                                .map(SliceExtended::slice))
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    private static boolean holds(List<SliceTest> tests, int position) {
        return tests.stream().anyMatch(test -> test.testId().equals(testId(position)));
    }

    /** The attempt that the test is at; 1 once it has its verdict. */
    private int attemptOf(int position) {
        SliceEntry slice = slices.get(sliceOf(position));
        Integer turn = slice == null ? null : slice.turnOf(testId(position));
        TestEntry test = turn == null ? null : tests.get(turn);
        return test == null ? 1 : test.attempt();
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
    public TestEntry test(int turn) {
        reads++;
        return tests.get(turn);
    }

    @Override
    public SliceEntry slice(long number) {
        reads++;
        return slices.get(number);
    }

    @Override
    public List<SliceEntry> slices() {
        reads += slices.size();
        return List.copyOf(slices.values());
    }
}
