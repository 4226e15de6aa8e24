package io.vigie.campaign.launching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.vigie.campaign.asking.NewIds;
import io.vigie.campaign.catalogue.LaunchableCampaigns;
import io.vigie.campaign.catalogue.LaunchableCampaigns.LaunchableTest;
import io.vigie.campaign.catalogue.TestContent;
import io.vigie.campaign.catalogue.TestSettings;
import io.vigie.campaign.environment.EnvironmentDirectory;
import io.vigie.campaign.environment.EnvironmentDirectory.Known;
import io.vigie.campaign.files.CampaignFilesDirectory;
import io.vigie.campaign.launching.LaunchCommand.CancelRun;
import io.vigie.campaign.launching.LaunchCommand.CancelRuns;
import io.vigie.campaign.launching.LaunchCommand.DeleteReport;
import io.vigie.campaign.launching.LaunchCommand.ExpireReport;
import io.vigie.campaign.launching.LaunchCommand.HoldReport;
import io.vigie.campaign.launching.LaunchCommand.LaunchCampaign;
import io.vigie.campaign.launching.LaunchCommand.LaunchTrial;
import io.vigie.campaign.launching.LaunchCommand.ReleaseReport;
import io.vigie.campaign.launching.LaunchCommand.Trial;
import io.vigie.campaign.launching.LaunchingEvent.CampaignLaunched;
import io.vigie.campaign.launching.LaunchingEvent.CancelRequested;
import io.vigie.campaign.launching.LaunchingEvent.PlanFrozen;
import io.vigie.campaign.launching.LaunchingEvent.ReportDeleted;
import io.vigie.campaign.launching.LaunchingEvent.ReportExpired;
import io.vigie.campaign.launching.LaunchingEvent.ReportHeld;
import io.vigie.campaign.launching.LaunchingEvent.ReportReleased;
import io.vigie.campaign.launching.LaunchingEvent.TrialDefined;
import io.vigie.campaign.retention.KeepingRules;
import io.vigie.contracts.CampaignId;
import io.vigie.contracts.EnvironmentId;
import io.vigie.contracts.Kept;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunId;
import io.vigie.contracts.RunKind;
import io.vigie.contracts.RunOptions;
import io.vigie.contracts.TestId;
import io.vigie.contracts.campaign.CampaignEvent.PlannedTest;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.axonframework.commandhandling.CommandResultMessage;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.axonframework.test.aggregate.FixtureConfiguration;
import org.axonframework.test.matchers.Matchers;
import org.hamcrest.Matcher;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CampaignRunTests {

    private static final String CAMPAIGN = "019a2b3c-4d5e-7f60-8123-456789abcdef";
    private static final String RUN = "019a2b3c-0000-7f60-8123-456789abcdef";
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    private final LaunchableCampaigns campaigns = mock(LaunchableCampaigns.class);
    private final EnvironmentDirectory environments = mock(EnvironmentDirectory.class);
    private final ReportNames names = mock(ReportNames.class);
    private final RecordedDurations durations = mock(RecordedDurations.class);
    private final LaunchedRuns launchedRuns = mock(LaunchedRuns.class);
    private final KeepingRules rules = mock(KeepingRules.class);
    private FixtureConfiguration<CampaignRun> fixture;

    @BeforeEach
    void fixture() {
        NewIds ids = mock(NewIds.class);
        when(ids.next()).thenReturn(RUN);
        when(environments.environments(any())).thenReturn(List.of(new Known(EnvironmentId.of("e1"), "DEV", 7, 5)));
        when(campaigns.nameOf(any(), any())).thenReturn(Optional.of("Nightly"));
        when(names.reserve(any(), any(), any())).thenReturn(true);
        fixture = new AggregateTestFixture<>(CampaignRun.class);
        AnsweredOnce answers = new AnsweredOnce(mock(RememberedAnswers.class));
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        CampaignFilesDirectory files = campaign -> 3;
        fixture.registerAnnotatedCommandHandler(new LaunchCommands(
                fixture.getRepository(), campaigns, files, environments, durations, names, answers, ids, clock));
        fixture.registerAnnotatedCommandHandler(
                new RunCommands(fixture.getRepository(), launchedRuns, campaigns, names, rules, answers, clock));
    }

    @Test
    void freezesThePlanInChunks() {
        when(campaigns.testsOf(any())).thenReturn(tests(501));

        fixture.givenNoPriorActivity()
                .when(launch())
                .expectEvents(launched(501, 3), planned(1, 1, 250), planned(2, 251, 500), planned(3, 501, 501))
                .expectResultMessagePayload(new LaunchAnswer.Accepted(RunId.of(RUN)));
    }

    @Test
    void answersARefusalWithoutAnEvent() {
        when(campaigns.testsOf(any())).thenReturn(List.of());

        fixture.givenNoPriorActivity()
                .when(launch())
                .expectNoEvents()
                .expectResultMessageMatching(refusedAs(400, "campaign-empty"));
    }

    @Test
    void losesARaceForItsNameWithoutAnEvent() {
        when(campaigns.testsOf(any())).thenReturn(tests(1));
        when(names.reserve(any(), any(), any())).thenReturn(false);

        fixture.givenNoPriorActivity().when(launch()).expectNoEvents();
    }

    @Test
    void triesATestThatIsStoredNowhereUnderTheNameOfItsRun() {
        TestContent content = new TestContent("Essai", "", List.of(), List.of());
        TestId test = TestId.of(RUN);

        fixture.givenNoPriorActivity()
                .when(new LaunchTrial(ProjectId.COMMON, new Trial.OfContent(null, null, content), "u1", null))
                .expectEvents(
                        new CampaignLaunched(
                                ProjectId.COMMON,
                                RunId.of(RUN),
                                RunKind.TRIAL,
                                CampaignId.of(RUN),
                                "Essai",
                                "Essai : Essai (" + RUN + ")",
                                EnvironmentId.of("e1"),
                                7,
                                "DEV",
                                3,
                                new RunOptions(false, 1, 0, null, null, 5, false),
                                1,
                                1,
                                "u1",
                                NOW),
                        new TrialDefined(ProjectId.COMMON, RunId.of(RUN), CampaignId.of(RUN), test, 1, content),
                        new PlanFrozen(
                                ProjectId.COMMON, RunId.of(RUN), 1, List.of(PlannedTest.plain(1, test, 1, "Essai"))))
                .expectResultMessagePayload(new LaunchAnswer.TrialAccepted(RunId.of(RUN), test));
    }

    @Test
    void isAskedToEndOnce() {
        CancelRequested asked = new CancelRequested(ProjectId.COMMON, RunId.of(RUN), "u2", NOW);
        CancelRun command = new CancelRun(ProjectId.COMMON, RUN, "u2", null);

        fixture.given(launched(1, 1))
                .when(command)
                .expectEvents(asked)
                .expectResultMessagePayload(new LaunchAnswer.Accepted(RunId.of(RUN)));
        fixture.given(launched(1, 1), asked)
                .when(command)
                .expectNoEvents()
                .expectResultMessageMatching(refusedAs(409, "cancel-requested-already"));
    }

    @Test
    void isNotAskedToEndOnceItHasEnded() {
        when(launchedRuns.isFinished(RunId.of(RUN))).thenReturn(true);

        fixture.given(launched(1, 1))
                .when(new CancelRun(ProjectId.COMMON, RUN, "u2", null))
                .expectNoEvents()
                .expectResultMessageMatching(refusedAs(409, "run-finished"));
    }

    @Test
    void isNotThereToBeEndedOnceItsReportIsDeleted() {
        fixture.given(launched(1, 1), new ReportDeleted(ProjectId.COMMON, RunId.of(RUN), "R"))
                .when(new CancelRun(ProjectId.COMMON, RUN, "u2", null))
                .expectNoEvents()
                .expectResultMessageMatching(refusedAs(404, "report-unknown"));
    }

    @Test
    void isLeftOutWhenSomebodyElseWasFasterToEndAllThatIsFound() {
        when(launchedRuns.toCancel(any(), any(), anyInt())).thenReturn(List.of(RunId.of(RUN)));

        fixture.given(launched(1, 1), new CancelRequested(ProjectId.COMMON, RunId.of(RUN), "u1", NOW))
                .when(new CancelRuns(ProjectId.COMMON, null, "DEV", null, "u2", null))
                .expectNoEvents()
                .expectResultMessagePayload(new LaunchAnswer.CancelsAccepted(List.of(), false));
    }

    private static Matcher<CommandResultMessage<?>> refusedAs(int status, String code) {
        return Matchers.matches(result -> result.getPayload() instanceof LaunchAnswer.Refused refused
                && refused.status() == status
                && refused.code().equals(code));
    }

    @Test
    void deletesItsReportOnce() {
        ReportDeleted deleted = new ReportDeleted(ProjectId.COMMON, RunId.of(RUN), "R");
        DeleteReport command = new DeleteReport(ProjectId.COMMON, RUN, null);

        fixture.given(launched(1, 1)).when(command).expectEvents(deleted);
        fixture.given(launched(1, 1), deleted).when(command).expectNoEvents();
    }

    @Test
    void isRemovedByNobodyWhileItIsHeld() {
        ReportHeld held = new ReportHeld(ProjectId.COMMON, RunId.of(RUN), "Incident 4711");
        ReportReleased released = new ReportReleased(ProjectId.COMMON, RunId.of(RUN), "Incident 4711");
        DeleteReport delete = new DeleteReport(ProjectId.COMMON, RUN, null);
        everythingIsKept(0L);

        fixture.given(launched(1, 1))
                .when(new HoldReport(ProjectId.COMMON, RUN, "Incident 4711"))
                .expectEvents(held);
        fixture.given(launched(1, 1), held)
                .when(new HoldReport(ProjectId.COMMON, RUN, "Incident 4711"))
                .expectNoEvents();
        fixture.given(launched(1, 1), held)
                .when(delete)
                .expectNoEvents()
                .expectResultMessageMatching(refusedAs(409, "report-held"));
        fixture.given(launched(1, 1), held)
                .when(expire(2, Kept.RUN))
                .expectNoEvents()
                .expectResultMessageMatching(refusedAs(409, "report-held"));
        fixture.given(launched(1, 1), held)
                .when(new ReleaseReport(ProjectId.COMMON, RUN))
                .expectEvents(released);
        fixture.given(launched(1, 1), held, released)
                .when(delete)
                .expectEvents(new ReportDeleted(ProjectId.COMMON, RunId.of(RUN), "R"));
    }

    @Test
    void isRemovedByNobodyWhileItsCampaignIsHeld() {
        everythingIsKept(0L);
        when(rules.heldFor(ProjectId.COMMON, CampaignId.of(CAMPAIGN))).thenReturn(Optional.of("Audit"));

        fixture.given(launched(1, 1))
                .when(new DeleteReport(ProjectId.COMMON, RUN, null))
                .expectNoEvents()
                .expectResultMessageMatching(refusedAs(409, "report-held"));
        fixture.given(launched(1, 1))
                .when(expire(2, Kept.LOGS))
                .expectNoEvents()
                .expectResultMessageMatching(refusedAs(409, "report-held"));
    }

    @Test
    void losesWhatIsOlderThanItsPolicySaysOnce() {
        everythingIsKept(0L);
        ReportExpired logs = new ReportExpired(ProjectId.COMMON, RunId.of(RUN), "R", List.of(Kept.LOGS), null, 2);

        fixture.given(launched(1, 1)).when(expire(2, Kept.LOGS)).expectEvents(logs);
        fixture.given(launched(1, 1), logs).when(expire(2, Kept.LOGS)).expectNoEvents();
        fixture.given(launched(1, 1), logs)
                .when(expire(2, Kept.RUN, Kept.LOGS))
                .expectEvents(new ReportExpired(ProjectId.COMMON, RunId.of(RUN), "R", List.of(Kept.RUN), null, 2));
    }

    @Test
    void losesNothingByAPolicyThatIsAnotherByNowOrKeepsItLonger() {
        everythingIsKept(0L);
        fixture.given(launched(1, 1))
                .when(expire(1, Kept.RUN))
                .expectNoEvents()
                .expectResultMessageMatching(refusedAs(409, "report-not-expired"));
        everythingIsKept(1L);
        fixture.given(launched(1, 1))
                .when(expire(2, Kept.RUN))
                .expectNoEvents()
                .expectResultMessageMatching(refusedAs(409, "report-not-expired"));
        everythingIsKept(null);
        fixture.given(launched(1, 1))
                .when(expire(2, Kept.RUN))
                .expectNoEvents()
                .expectResultMessageMatching(refusedAs(409, "report-not-expired"));
    }

    @Test
    void losesNothingBeforeItHasEnded() {
        everythingIsKept(0L);
        when(launchedRuns.isFinished(RunId.of(RUN))).thenReturn(false);

        fixture.given(launched(1, 1))
                .when(expire(2, Kept.LOGS))
                .expectNoEvents()
                .expectResultMessageMatching(refusedAs(409, "report-not-expired"));
    }

    /** By the second version of the policy of all campaigns, after the run's end. */
    private void everythingIsKept(Long millis) {
        when(launchedRuns.isFinished(RunId.of(RUN))).thenReturn(true);
        when(rules.policyFor(ProjectId.COMMON, CampaignId.of(CAMPAIGN)))
                .thenReturn(Optional.of(new KeepingRules.InForce(null, 2, millis, millis, millis)));
    }

    private static ExpireReport expire(long policyVersion, Kept... removed) {
        return new ExpireReport(ProjectId.COMMON, RUN, List.of(removed), null, policyVersion, null);
    }

    @Test
    void countsItsChunks() {
        assertThat(List.of(CampaignRun.chunksOf(1), CampaignRun.chunksOf(250), CampaignRun.chunksOf(251)))
                .containsExactly(1, 1, 2);
    }

    private static LaunchCampaign launch() {
        return new LaunchCampaign(
                ProjectId.COMMON,
                new RequestedLaunch(CAMPAIGN, "R", "DEV", true, 2, 4, null, 9_000L, true),
                "u1",
                null);
    }

    private static CampaignLaunched launched(int tests, int chunks) {
        return new CampaignLaunched(
                ProjectId.COMMON,
                RunId.of(RUN),
                RunKind.CAMPAIGN,
                CampaignId.of(CAMPAIGN),
                "Nightly",
                "R",
                EnvironmentId.of("e1"),
                7,
                "DEV",
                3,
                new RunOptions(true, 2, 4, null, 9_000L, 5, true),
                tests,
                chunks,
                "u1",
                NOW);
    }

    private static PlanFrozen planned(int number, int from, int to) {
        return new PlanFrozen(
                ProjectId.COMMON,
                RunId.of(RUN),
                number,
                IntStream.rangeClosed(from, to)
                        .mapToObj(i ->
                                new PlannedTest(i, i, TestId.of("t" + i), 1, "test " + i, 4, null, false, null, null))
                        .toList());
    }

    private static List<LaunchableTest> tests(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> new LaunchableTest(TestId.of("t" + i), 1, "test " + i, TestSettings.NONE))
                .toList();
    }
}
