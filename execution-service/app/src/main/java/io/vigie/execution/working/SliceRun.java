package io.vigie.execution.working;

import io.vigie.contracts.Outcome;
import io.vigie.contracts.TestId;
import io.vigie.contracts.attempt.AttemptEvent;
import io.vigie.contracts.attempt.AttemptEvent.ActionFinished;
import io.vigie.contracts.attempt.AttemptEvent.SliceReturned;
import io.vigie.contracts.attempt.AttemptEvent.SliceReturned.Reason;
import io.vigie.contracts.attempt.AttemptEvent.TestFinished;
import io.vigie.contracts.attempt.AttemptEvent.TestStarted;
import io.vigie.contracts.definition.Definition.EnvironmentDefinition;
import io.vigie.contracts.definition.Definition.TestDefinition;
import io.vigie.contracts.log.LogEvent.LogLevel;
import io.vigie.contracts.log.LogEvent.LogSegment;
import io.vigie.contracts.task.TaskMessage.SliceDispatched;
import io.vigie.contracts.task.TaskMessage.SliceTest;
import io.vigie.execution.variables.Resolver;
import io.vigie.execution.variables.Scope;
import io.vigie.execution.working.TestRun.Verdict;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One slice in one slot: its tests one after another, without asking anybody in between. Reports are handed over and not waited
 * for, so that the gap between two tests is the worker's own. A report that cannot be delivered ends the slice without a further
 * word: the worker then no longer speaks for it, and its lease runs out.
 */
final class SliceRun implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(SliceRun.class);

    private static final int MAX_TYPE = 200;
    private static final int MAX_OUTPUTS = 100;
    private static final int MAX_OUTPUT = 1_000;
    private static final int MAX_OUTPUT_CHARACTERS = 30_000;

    private final SliceDispatched slice;
    private final Origin origin;
    private final int slot;
    private final Equipment equipment;
    private final StopSignal stop = new StopSignal();
    private volatile boolean draining;
    private volatile boolean abandoned;
    private Duration patience;

    SliceRun(SliceDispatched slice, Origin origin, int slot, Equipment equipment) {
        this.slice = slice;
        this.origin = origin;
        this.slot = slot;
        this.equipment = equipment;
        this.patience = equipment.settings().definitionPatience();
    }

    SliceDispatched slice() {
        return slice;
    }

    /** Starts no further test, and hands back what is left once the running one has ended. */
    void drain() {
        draining = true;
    }

    /** Interrupts the running test and hands it back too. */
    void drainNow() {
        draining = true;
        stop.stop();
    }

    /** Ends the slice without a further word. */
    void abandon() {
        abandoned = true;
        stop.stop();
    }

    boolean isAbandoned() {
        return abandoned;
    }

    @Override
    public void run() {
        List<SliceTest> tests = slice.tests();
        int next = 0;
        try {
            Environment environment = environment();
            for (; next < tests.size(); next++) {
                if (draining || abandoned) {
                    throw new InterruptedException();
                }
                Outcome outcome = run(tests.get(next), environment);
                if (slice.stopOnFailure() && outcome.isAgainstTheRun()) {
                    giveBack(Reason.STOPPED_ON_FAILURE, next + 1);
                    return;
                }
            }
            giveBack(Reason.COMPLETED, tests.size());
        } catch (InterruptedException stopped) {
            giveBack(Reason.DRAINING, next);
        } catch (RuntimeException ours) {
            log.error(
                    "Expected to run slice {} of run \"{}\", but the worker itself failed; the slice is handed back.",
                    slice.slice(),
                    slice.runId(),
                    ours);
            giveBack(Reason.DRAINING, next);
        }
    }

    private Outcome run(SliceTest test, Environment environment) throws InterruptedException {
        long began = System.nanoTime();
        report(new TestStarted(
                slice.projectId(),
                slice.runId(),
                equipment.workerId(),
                slice.slice(),
                test.testId(),
                test.attempt(),
                equipment.clock().instant()));
        SecretMask mask = environment.mask().copy();
        LogBook book = new LogBook(
                (firstLine, lines) -> watch(equipment
                        .reports()
                        .log(
                                new LogSegment(
                                        slice.projectId(),
                                        slice.runId(),
                                        test.testId(),
                                        test.attempt(),
                                        firstLine,
                                        lines),
                                origin)),
                mask,
                equipment.clock(),
                equipment.zone(),
                equipment.pace(),
                equipment.settings().maxLogLines());
        Workspace workspace = new Workspace(equipment.directory().resolve("slot-" + slot));
        Scope scope = environment.scope(test.testId(), slice, workspace);
        boolean ended = false;
        try {
            book.say(LogLevel.INFO, "Démarrage du test");
            Verdict verdict = verdictOrBroken(test, environment, scope, workspace, mask, book);
            LogBook.Closed closed = book.close();
            ended = true;
            report(new TestFinished(
                    slice.projectId(),
                    slice.runId(),
                    equipment.workerId(),
                    slice.slice(),
                    test.testId(),
                    test.attempt(),
                    verdict.outcome(),
                    equipment.clock().instant(),
                    (System.nanoTime() - began) / 1_000_000,
                    verdict.message(),
                    outputs(scope, mask),
                    closed.excerpt(),
                    closed.lines(),
                    closed.digest()));
            return verdict.outcome();
        } finally {
            if (!ended) {
                book.say(LogLevel.WARNING, "⏹️ Test interrompu : son worker s'arrête, un autre le reprendra");
                book.close();
            }
            workspace.wipe();
        }
    }

    /** A test that the worker itself stumbles over is broken; handed back, it would make the next worker stumble too. */
    private Verdict verdictOrBroken(
            SliceTest test, Environment environment, Scope scope, Workspace workspace, SecretMask mask, LogBook book)
            throws InterruptedException {
        try {
            return verdict(test, environment, scope, workspace, mask, book);
        } catch (RuntimeException | StackOverflowError ours) {
            StringWriter trace = new StringWriter();
            ours.printStackTrace(new PrintWriter(trace));
            log.error("Expected to run the test \"{}\", but:\n{}", test.testId(), mask.hide(trace.toString()));
            String message = "Expected to run the test, but the worker failed; its own log says more.";
            book.say(LogLevel.ERROR, "❌ " + message);
            TestRun.sayVerdict(book, Outcome.BROKEN);
            return new Verdict(Outcome.BROKEN, message);
        }
    }

    private Verdict verdict(
            SliceTest test, Environment environment, Scope scope, Workspace workspace, SecretMask mask, LogBook book)
            throws InterruptedException {
        String unknown = environment.missing();
        Optional<TestDefinition> definition = unknown == null
                ? patiently(left -> equipment.definitions().test(test.testId(), test.version(), left))
                : Optional.empty();
        if (definition.isEmpty()) {
            String message = unknown != null
                    ? unknown
                    : "Expected to find version %d of the test \"%s\", but it has not arrived."
                            .formatted(test.version(), test.testId());
            book.say(LogLevel.ERROR, "❌ " + message);
            TestRun.sayVerdict(book, Outcome.BROKEN);
            return new Verdict(Outcome.BROKEN, message);
        }
        definition.get().variables().forEach(variable -> scope.declare(variable.name(), variable.value()));
        return new TestRun(definition.get(), equipment, scope, workspace, mask, book, origin.traceHeaders(), stop)
                .run((index, count, type, outcome, millis, message) -> report(new ActionFinished(
                        slice.projectId(),
                        slice.runId(),
                        equipment.workerId(),
                        slice.slice(),
                        test.testId(),
                        test.attempt(),
                        index,
                        count,
                        Texts.cut(Texts.fit(mask.hide(type)), MAX_TYPE),
                        outcome,
                        millis,
                        message)));
    }

    private Environment environment() throws InterruptedException {
        Optional<EnvironmentDefinition> definition = patiently(
                left -> equipment.definitions().environment(slice.environmentId(), slice.environmentVersion(), left));
        return definition
                .map(found -> new Environment(OpenEnvironment.of(found, equipment.masterKey()), null))
                .orElseGet(() -> new Environment(
                        new OpenEnvironment(Map.of(), Map.of(), SecretMask.none()),
                        "Expected to find version %d of the environment \"%s\", but it has not arrived."
                                .formatted(slice.environmentVersion(), slice.environmentId())));
    }

    private interface Question<T> {
        Optional<T> ask(Duration left) throws InterruptedException;
    }

    /** All questions of a slice share one patience, so that many missing definitions do not add up. */
    private <T> Optional<T> patiently(Question<T> question) throws InterruptedException {
        long began = System.nanoTime();
        Duration left = patience;
        Optional<T> answer = stop.during(() -> question.ask(left));
        Duration taken = Duration.ofNanos(System.nanoTime() - began);
        patience = taken.compareTo(left) >= 0 ? Duration.ZERO : left.minus(taken);
        return answer;
    }

    private static Map<String, String> outputs(Scope scope, SecretMask mask) {
        Map<String, String> outputs = new LinkedHashMap<>();
        int characters = 0;
        for (Map.Entry<String, @Nullable Object> variable : scope.own().entrySet()) {
            String name = Texts.fit(mask.hide(variable.getKey()));
            String value = Texts.cut(Texts.fit(mask.hide(Resolver.written(variable.getValue()))), MAX_OUTPUT);
            characters += name.length() + value.length();
            if (outputs.size() == MAX_OUTPUTS || characters > MAX_OUTPUT_CHARACTERS) {
                break;
            }
            outputs.put(name, value);
        }
        return outputs;
    }

    private void giveBack(Reason reason, int from) {
        if (!abandoned) {
            List<TestId> unfinished = slice.tests().subList(from, slice.tests().size()).stream()
                    .map(SliceTest::testId)
                    .toList();
            report(new SliceReturned(
                    slice.projectId(), slice.runId(), equipment.workerId(), slice.slice(), reason, unfinished));
        }
    }

    private void report(AttemptEvent event) {
        if (!abandoned) {
            watch(equipment.reports().report(event, origin));
        }
    }

    private void watch(CompletableFuture<Void> delivery) {
        delivery.whenComplete((done, failure) -> {
            if (failure != null && !abandoned) {
                log.error(
                        "Expected to report on slice {} of run \"{}\", but it could not be delivered ({}); the slice is abandoned.",
                        slice.slice(),
                        slice.runId(),
                        String.valueOf(failure.getMessage()));
                abandon();
            }
        });
    }

    /** @param missing the message of every test when there is no environment to run it in */
    private record Environment(
            OpenEnvironment open, @Nullable String missing) {

        SecretMask mask() {
            return open.mask();
        }

        Scope scope(TestId testId, SliceDispatched slice, Workspace workspace) {
            Map<String, Supplier<String>> system = Map.of(
                    "test_id", testId::value,
                    "campain_id", () -> slice.campaignId().value(),
                    "work_dir", () -> workspace.directory().toString());
            return new Scope(open.values(), open.unreadable(), system);
        }
    }
}
