package io.vigie.execution.working;

import io.vigie.contracts.Outcome;
import io.vigie.contracts.StopReason;
import io.vigie.contracts.TestId;
import io.vigie.contracts.attempt.AttemptEvent;
import io.vigie.contracts.attempt.AttemptEvent.SliceReturned;
import io.vigie.contracts.attempt.AttemptEvent.SliceReturned.Reason;
import io.vigie.contracts.definition.Definition.CampaignFiles;
import io.vigie.contracts.definition.Definition.EnvironmentDefinition;
import io.vigie.contracts.definition.Definition.TestDefinition;
import io.vigie.contracts.log.LogEvent.LogSegment;
import io.vigie.contracts.task.TaskMessage.SliceDispatched;
import io.vigie.contracts.task.TaskMessage.SliceExtended;
import io.vigie.contracts.task.TaskMessage.SliceTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One slice in one slot: its tests one after another, each again while its outcome is worth it and tries are left, without asking
 * anybody in between; more may be added while they run. Reports are handed over and not waited for, so that the gap between two tests is the
 * worker's own. A report that cannot be delivered ends the slice without a further word: the worker then no longer speaks for it, and its
 * lease runs out.
 */
final class SliceRun implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(SliceRun.class);

    private final SliceDispatched slice;
    private final TestsAhead ahead;
    private final Origin origin;
    private final SlotPlace place;
    private final Equipment equipment;
    private final StopSignal stop = new StopSignal();
    private volatile boolean draining;
    private volatile boolean halted;
    private volatile boolean revoked;
    private volatile boolean abandoned;
    private volatile @Nullable StopReason stopped;
    private volatile long heardAt = System.nanoTime();
    private volatile Duration patience;

    SliceRun(SliceDispatched slice, Origin origin, SlotPlace place, Equipment equipment) {
        this.slice = slice;
        this.ahead = new TestsAhead(slice.tests());
        this.origin = origin;
        this.place = place;
        this.equipment = equipment;
        this.patience = equipment.settings().definitionPatience();
    }

    SliceDispatched slice() {
        return slice;
    }

    Origin origin() {
        return origin;
    }

    SlotPlace place() {
        return place;
    }

    StopSignal stop() {
        return stop;
    }

    /** Runs these tests after the others, unless they came before or come too late. */
    void extend(SliceExtended extension) {
        if (ahead.add(extension.afterTest(), extension.tests())) {
            patience = equipment.settings().definitionPatience();
        }
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

    /** Interrupts the running test, says how it ended, and gives the slice back. */
    void stopRun(StopReason reason) {
        stopped = reason;
        stop.stop();
    }

    /** Why the run is being ended; null while it is not. */
    @Nullable
    StopReason stopped() {
        return stopped;
    }

    /** Starts no further attempt, and gives the slice back once the running one has ended. */
    void halt() {
        halted = true;
    }

    /** Ends the slice without a verdict: all that is still said of it is that its slot is free. */
    void revoke() {
        revoked = true;
        stop.stop();
    }

    /** Ends the slice without a further word. */
    void abandon() {
        abandoned = true;
        stop.stop();
    }

    /** Whether nothing that happens in it is told any more. */
    boolean isAbandoned() {
        return abandoned || revoked;
    }

    boolean isDraining() {
        return draining;
    }

    /** Something that was said of the slice at that time, by {@link System#nanoTime()}, has reached Kafka. */
    void heard(long saidAt) {
        if (saidAt - heardAt > 0) {
            heardAt = saidAt;
        }
    }

    /** For how long nothing that was said of the slice has reached Kafka. */
    Duration silence() {
        return Duration.ofNanos(System.nanoTime() - heardAt);
    }

    @Override
    public void run() {
        try {
            Environment environment = environment();
            for (SliceTest test = ahead.first(); test != null; test = ahead.first()) {
                if (halted && !abandoned) {
                    giveBack(Reason.STOPPED_ON_FAILURE);
                    return;
                }
                Outcome outcome = runToTheLastAttempt(test, environment);
                ahead.firstIsDone();
                if (stopped != null && !abandoned) {
                    giveBack(Reason.RUN_STOPPED);
                    return;
                }
                if (slice.stopOnFailure() && outcome.isAgainstTheRun() && !test.quarantined()) {
                    giveBack(Reason.STOPPED_ON_FAILURE);
                    return;
                }
            }
            giveBack(Reason.COMPLETED);
        } catch (InterruptedException interrupted) {
            giveBack(stopped == null ? Reason.DRAINING : Reason.RUN_STOPPED);
        } catch (RuntimeException ours) {
            log.error(
                    "Expected to run slice {} of run \"{}\", but the worker itself failed; what is left of it counts as lost.",
                    slice.slice(),
                    slice.runId(),
                    ours);
            giveBack(Reason.COMPLETED);
        }
    }

    /** @throws InterruptedException when the test is to be handed back */
    private Outcome runToTheLastAttempt(SliceTest test, Environment environment) throws InterruptedException {
        int retriesLeft = test.retriesLeft();
        for (int number = test.attempt(); ; number++, retriesLeft--) {
            requireToGoOn();
            Outcome outcome = new Attempt(this, test, number, environment, equipment).run();
            if (retriesLeft <= 0 || !outcome.isWorthRetrying() || stopped != null || halted) {
                return outcome;
            }
        }
    }

    private void requireToGoOn() throws InterruptedException {
        if (draining || abandoned || revoked || stopped != null) {
            throw new InterruptedException();
        }
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

    Optional<TestDefinition> definition(SliceTest test) throws InterruptedException {
        return patiently(left -> equipment.definitions().test(test.testId(), test.version(), left));
    }

    /** Asked by an action's thread, which the attempt interrupts. */
    Optional<CampaignFiles> files() throws InterruptedException {
        return equipment
                .definitions()
                .files(
                        slice.campaignId(),
                        slice.filesVersion(),
                        equipment.settings().definitionPatience());
    }

    private interface Question<T> {
        Optional<T> ask(Duration left) throws InterruptedException;
    }

    /** All questions of a slice, or since it was extended, share one patience, so that many missing definitions do not add up. */
    private <T> Optional<T> patiently(Question<T> question) throws InterruptedException {
        long began = System.nanoTime();
        Duration left = patience;
        Optional<T> answer = stop.during(() -> question.ask(left));
        Duration taken = Duration.ofNanos(System.nanoTime() - began);
        patience = taken.compareTo(left) >= 0 ? Duration.ZERO : left.minus(taken);
        return answer;
    }

    private void giveBack(Reason reason) {
        List<TestId> unfinished = ahead.close().stream().map(SliceTest::testId).toList();
        if (!abandoned) {
            if (reason == Reason.DRAINING) {
                log.info(
                        "Handing back {} tests of slice {} of run \"{}\".",
                        unfinished.size(),
                        slice.slice(),
                        slice.runId());
            }
            report(new SliceReturned(
                    slice.projectId(), slice.runId(), equipment.workerId(), slice.slice(), reason, unfinished));
        }
    }

    void report(AttemptEvent event) {
        if (!abandoned && (!revoked || event instanceof SliceReturned)) {
            watch(equipment.reports().report(event, origin));
        }
    }

    void log(LogSegment segment) {
        watch(equipment.reports().log(segment, origin));
    }

    private void watch(CompletableFuture<Void> delivery) {
        long saidAt = System.nanoTime();
        delivery.whenComplete((done, failure) -> {
            if (failure == null) {
                heard(saidAt);
            } else if (!abandoned) {
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
    record Environment(OpenEnvironment open, @Nullable String missing) {}
}
