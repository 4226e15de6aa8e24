package io.vigie.report.details;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.contracts.Outcome;
import io.vigie.contracts.run.RunEvent.QueueReason;
import io.vigie.report.AnyRun;
import io.vigie.report.details.TestChange.AttemptKey;
import io.vigie.report.details.TestChange.Key;
import io.vigie.report.projection.Facts;
import org.junit.jupiter.api.Test;

class TestChangesTests {

    private static TestChanges of(AnyRun run) {
        return TestChanges.of(Facts.of(run, run.history));
    }

    @Test
    void writesEachTestOnceWhateverTheNumberOfItsEvents() {
        AnyRun run = AnyRun.withTests(3).passed();

        TestChanges changes = of(run);

        assertThat(changes.tests()).hasSize(3);
        assertThat(changes.attempts()).hasSize(3);
        assertThat(changes.actions()).hasSize(3);
        assertThat(changes.tests().values())
                .allSatisfy(test -> assertThat(test.status()).isEqualTo("passed"));
    }

    @Test
    void keepsTheNewestAttemptAndTheFateOfTheOthers() {
        AnyRun run = AnyRun.withTests(1).started();
        run.testStarted(1, 1).lost(1, 1).queued(1, 2, QueueReason.WORKER_LOST);
        TestChanges waiting = of(run);
        run.testStarted(1, 2).testFinished(1, 2, Outcome.PASSED);

        TestChanges ended = of(run);
        Key test = new Key(run.uuid(), run.test(1));

        assertThat(waiting.tests().get(test).status()).isEqualTo("pending");
        assertThat(waiting.tests().get(test).attempt()).isEqualTo(2);
        assertThat(ended.tests().get(test).status()).isEqualTo("passed");
        assertThat(ended.attempts()
                        .get(new AttemptKey(run.uuid(), run.test(1), 1))
                        .lostAt())
                .isNotNull();
        assertThat(ended.attempts()
                        .get(new AttemptKey(run.uuid(), run.test(1), 2))
                        .queue())
                .isNotNull()
                .extracting(TestChange.Queue::reason)
                .isEqualTo(QueueReason.WORKER_LOST);
    }

    @Test
    void keepsEveryAttemptThatWasRetriedWithAnEndOfItsOwn() {
        AnyRun run = AnyRun.withTests(1).started();
        run.testStarted(1, 1).attemptFinished(1, 1, Outcome.FAILED).queued(1, 2, QueueReason.RETRIED);
        run.queued(1, 2, QueueReason.ENVIRONMENT_FULL);

        TestChanges changes = of(run);
        TestChange.OfTest test = changes.tests().get(new Key(run.uuid(), run.test(1)));
        TestChange.OfAttempt first = changes.attempts().get(new AttemptKey(run.uuid(), run.test(1), 1));
        TestChange.OfAttempt second = changes.attempts().get(new AttemptKey(run.uuid(), run.test(1), 2));

        assertThat(test.status()).isEqualTo("pending");
        assertThat(test.ending()).isNull();
        assertThat(test.queue()).isEqualTo(new TestChange.Queue(QueueReason.ENVIRONMENT_FULL, AnyRun.AT));
        assertThat(first.ending())
                .isNotNull()
                .extracting(TestChange.Ending::outcome)
                .isEqualTo(Outcome.FAILED);
        assertThat(second.queue()).isEqualTo(new TestChange.Queue(QueueReason.RETRIED, AnyRun.AT));
    }

    @Test
    void knowsFromPlanAndHistoryWhichTestsAreQuarantined() {
        AnyRun run = AnyRun.withTests(2);
        run.quarantined.add(2);
        run.launched().started().ran(2, Outcome.FAILED);

        TestChanges planned = TestChanges.of(Facts.of(run, run.launch));
        TestChanges told = of(run);

        assertThat(planned.planned()
                        .get(new Key(run.uuid(), run.test(2)))
                        .test()
                        .quarantined())
                .isTrue();
        assertThat(told.tests().get(new Key(run.uuid(), run.test(1))).quarantined())
                .isFalse();
        assertThat(told.tests().get(new Key(run.uuid(), run.test(2))).quarantined())
                .isTrue();
    }

    @Test
    void givesASkippedTestItsReasonForALog() {
        AnyRun run = AnyRun.withTests(1).started().skipped(1);

        TestChange.OfTest test = of(run).tests().get(new Key(run.uuid(), run.test(1)));

        assertThat(test.status()).isEqualTo("skipped");
        assertThat(test.ending())
                .isNotNull()
                .extracting(TestChange.Ending::logs)
                .isEqualTo(AnyRun.SKIPPED);
    }

    @Test
    void readsThePlanOfALaunch() {
        AnyRun run = AnyRun.withTests(600).launched();

        TestChanges changes = TestChanges.of(Facts.of(run, run.launch));

        assertThat(run.launch).hasSize(1 + 3);
        assertThat(changes.planned()).hasSize(600);
    }
}
