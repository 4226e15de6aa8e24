package io.vigie.report.details;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.TestId;
import io.vigie.contracts.campaign.CampaignEvent;
import io.vigie.contracts.campaign.CampaignEvent.PlannedTest;
import io.vigie.contracts.run.RunEvent;
import io.vigie.report.details.TestChange.AttemptKey;
import io.vigie.report.details.TestChange.Key;
import io.vigie.report.details.TestChange.OfAttempt;
import io.vigie.report.details.TestChange.OfTest;
import io.vigie.report.projection.Fact;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** Folds a batch over the tests that it speaks of. Pure, and blind to all other tests: its cost is the batch's, not the run's. */
final class TestChanges {

    /** One test of a plan. */
    record Planned(ProjectId project, PlannedTest test) {}

    /** One action that ended. */
    record Action(UUID run, RunEvent.ActionFinished event) {}

    private final Map<Key, Planned> planned = new LinkedHashMap<>();
    private final Map<Key, OfTest> tests = new LinkedHashMap<>();
    private final Map<AttemptKey, OfAttempt> attempts = new LinkedHashMap<>();
    private final List<Action> actions = new ArrayList<>();

    static TestChanges of(List<Fact> facts) {
        TestChanges changes = new TestChanges();
        facts.forEach(fact -> changes.add(fact.run(), fact.envelope()));
        return changes;
    }

    /** @param events of one run, in order */
    static TestChanges of(UUID run, List<Envelope<?>> events) {
        TestChanges changes = new TestChanges();
        events.forEach(event -> changes.add(run, event));
        return changes;
    }

    private void add(UUID run, Envelope<?> envelope) {
        switch (envelope.message()) {
            case RunEvent event -> {
                Envelope.Link link = envelope.link();
                fold(run, event, envelope.time(), link == null ? 0 : link.sequence());
            }
            case CampaignEvent event -> fold(run, event);
            default -> {
                // Logs are another view's.
            }
        }
    }

    Map<Key, Planned> planned() {
        return planned;
    }

    Map<Key, OfTest> tests() {
        return tests;
    }

    Map<AttemptKey, OfAttempt> attempts() {
        return attempts;
    }

    List<Action> actions() {
        return actions;
    }

    private void fold(UUID run, CampaignEvent event) {
        switch (event) {
            case CampaignEvent.PlanChunk chunk ->
                chunk.tests()
                        .forEach(test ->
                                planned.putIfAbsent(new Key(run, test.testId()), new Planned(chunk.projectId(), test)));
            case CampaignEvent.Launched inProgress -> {}
            case CampaignEvent.CancelRequested inProgress -> {}
            case CampaignEvent.ReportDeleted atTheGate -> {}
            case CampaignEvent.CampaignCreated ofNoRun -> {}
            case CampaignEvent.CampaignChanged ofNoRun -> {}
            case CampaignEvent.CampaignFileAdded ofNoRun -> {}
            case CampaignEvent.CampaignFileRemoved ofNoRun -> {}
            case CampaignEvent.CampaignArchived _, CampaignEvent.CampaignRestored _ -> {}
            case CampaignEvent.CampaignDeleted ofNoRun -> {}
            case CampaignEvent.TestCreated ofNoRun -> {}
            case CampaignEvent.TestChanged ofNoRun -> {}
            case CampaignEvent.TestDeleted ofNoRun -> {}
            case CampaignEvent.EnvironmentCreated ofNoRun -> {}
            case CampaignEvent.EnvironmentLimited ofNoRun -> {}
            case CampaignEvent.EnvironmentDeleted ofNoRun -> {}
            case CampaignEvent.VariableDeclared ofNoRun -> {}
            case CampaignEvent.VariableRetracted ofNoRun -> {}
            case CampaignEvent.VariableDefined ofNoRun -> {}
            case CampaignEvent.VariableRemoved ofNoRun -> {}
            case CampaignEvent.UserCreated ofNoRun -> {}
            case CampaignEvent.UserChanged ofNoRun -> {}
            case CampaignEvent.UserPasswordChanged ofNoRun -> {}
            case CampaignEvent.UserDeleted ofNoRun -> {}
            case CampaignEvent.WebhookCreated ofNoRun -> {}
            case CampaignEvent.WebhookChanged ofNoRun -> {}
            case CampaignEvent.WebhookSecretRotated ofNoRun -> {}
            case CampaignEvent.WebhookDeleted ofNoRun -> {}
            case CampaignEvent.RetentionSet _, CampaignEvent.RetentionUnset _ -> {}
            case CampaignEvent.CampaignHeld _, CampaignEvent.CampaignReleased _ -> {}
            case CampaignEvent.ReportHeld _, CampaignEvent.ReportReleased _, CampaignEvent.ReportExpired _ -> {}
        }
    }

    private void fold(UUID run, RunEvent event, Instant at, long number) {
        ProjectId project = event.projectId();
        switch (event) {
            case RunEvent.TestQueued queued -> {
                test(run, queued.testId(), project, test -> test.after(queued, at));
                TestChange.Queue queue = new TestChange.Queue(queued.reason(), at);
                if (queued.attempt() > 1 && queue.beginsAnAttempt()) {
                    attempt(run, queued.testId(), queued.attempt(), project, number, attempt -> attempt.after(queue));
                }
            }
            case RunEvent.TestStarted started -> {
                test(run, started.testId(), project, test -> test.after(started, number));
                attempt(run, started.testId(), started.attempt(), project, number, attempt -> attempt.after(started));
            }
            case RunEvent.TestFinished finished -> {
                test(run, finished.testId(), project, test -> test.after(finished, number));
                attempt(
                        run,
                        finished.testId(),
                        finished.attempt(),
                        project,
                        number,
                        attempt -> attempt.after(finished));
            }
            case RunEvent.TestSkipped skipped ->
                test(run, skipped.testId(), project, test -> test.after(skipped, number));
            case RunEvent.AttemptFinished finished ->
                attempt(
                        run,
                        finished.testId(),
                        finished.attempt(),
                        project,
                        number,
                        attempt -> attempt.after(finished));
            case RunEvent.AttemptLost lost ->
                attempt(run, lost.testId(), lost.attempt(), project, number, attempt -> attempt.after(lost));
            case RunEvent.ActionFinished finished -> actions.add(new Action(run, finished));
            case RunEvent.RunStarted inProgress -> {}
            case RunEvent.RunFinished inProgress -> {}
            case RunEvent.RunFailed inProgress -> {}
            case RunEvent.RunCancelling inProgress -> {}
            case RunEvent.CasesFinished inCases -> {}
            case RunEvent.ArtifactStored inArtifacts -> {}
            case RunEvent.SliceStarted inIsolation -> {}
            case RunEvent.SliceEnded inIsolation -> {}
        }
    }

    private void test(UUID run, TestId test, ProjectId project, UnaryOperator<OfTest> change) {
        Key key = new Key(run, test);
        tests.put(key, change.apply(tests.getOrDefault(key, OfTest.none(project))));
    }

    private void attempt(
            UUID run, TestId test, int attempt, ProjectId project, long number, UnaryOperator<OfAttempt> change) {
        AttemptKey key = new AttemptKey(run, test, attempt);
        attempts.put(key, change.apply(attempts.getOrDefault(key, OfAttempt.begun(project, number))));
    }
}
