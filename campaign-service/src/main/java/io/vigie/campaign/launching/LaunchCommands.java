package io.vigie.campaign.launching;

import io.vigie.campaign.asking.AskedIds;
import io.vigie.campaign.asking.NewIds;
import io.vigie.campaign.catalogue.LaunchableCampaigns;
import io.vigie.campaign.catalogue.LaunchableCampaigns.LaunchableTest;
import io.vigie.campaign.catalogue.LaunchableCampaigns.TestOfCampaign;
import io.vigie.campaign.catalogue.TestContent;
import io.vigie.campaign.environment.EnvironmentDirectory;
import io.vigie.campaign.environment.EnvironmentDirectory.Known;
import io.vigie.campaign.files.CampaignFilesDirectory;
import io.vigie.campaign.launching.LaunchCommand.LaunchCampaign;
import io.vigie.campaign.launching.LaunchCommand.LaunchTrial;
import io.vigie.campaign.launching.LaunchCommand.Trial;
import io.vigie.campaign.launching.LaunchingEvent.CampaignLaunched;
import io.vigie.contracts.CampaignId;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunId;
import io.vigie.contracts.RunKind;
import io.vigie.contracts.RunOptions;
import io.vigie.contracts.TestId;
import io.vigie.contracts.campaign.CampaignEvent.PlannedTest;
import io.vigie.service.refusal.Refusal;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.modelling.command.Repository;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Takes launch commands, each in one transaction: the answer's memory, the name, and the events are durable together or not at all. A refusal
 * is an answer, not an exception, so that it can be remembered.
 */
@Component
class LaunchCommands {

    private final Repository<CampaignRun> runs;
    private final LaunchableCampaigns campaigns;
    private final CampaignFilesDirectory files;
    private final EnvironmentDirectory environments;
    private final RecordedDurations durations;
    private final ReportNames names;
    private final AnsweredOnce answers;
    private final NewIds ids;
    private final Clock clock;

    LaunchCommands(
            Repository<CampaignRun> runs,
            LaunchableCampaigns campaigns,
            CampaignFilesDirectory files,
            EnvironmentDirectory environments,
            RecordedDurations durations,
            ReportNames names,
            AnsweredOnce answers,
            NewIds ids,
            Clock clock) {
        this.runs = runs;
        this.campaigns = campaigns;
        this.files = files;
        this.environments = environments;
        this.durations = durations;
        this.names = names;
        this.answers = answers;
        this.ids = ids;
        this.clock = clock;
    }

    @CommandHandler
    LaunchAnswer handle(LaunchCampaign command) {
        return answers.answer(command, command.request(), () -> new LaunchAnswer.Accepted(launch(command)));
    }

    @CommandHandler
    LaunchAnswer handle(LaunchTrial command) {
        return answers.answer(command, command.trial(), () -> switch (command.trial()) {
            case Trial.OfTest saved -> launch(command, saved);
            case Trial.OfContent unsaved -> launch(command, unsaved);
        });
    }

    /** @throws Refusal before anything is written */
    private RunId launch(LaunchCampaign command) {
        ProjectId project = command.projectId();
        Launch launch = LaunchPolicy.wellFormed(command.request());
        Optional<String> campaignName = campaigns.nameOf(project, launch.campaignId());
        List<Known> known = environments.environments(project);
        List<LaunchableTest> tests = campaigns.testsOf(launch.campaignId());
        Optional<Refusal> objection = LaunchPolicy.firstObjection(new LaunchSituation(
                launch,
                campaignName.isPresent(),
                campaigns.isArchived(project, launch.campaignId()),
                known,
                names.isTaken(project, launch.name()),
                tests));
        if (objection.isPresent()) {
            throw objection.get();
        }
        RunId run = RunId.of(ids.next());
        if (!names.reserve(project, launch.name(), run)) {
            throw LaunchPolicy.nameTaken(launch.name());
        }
        Known environment = LaunchPolicy.environment(launch.environment(), known);
        Map<TestId, Long> expected =
                durations.of(tests.stream().map(LaunchableTest::id).toList());
        List<PlannedTest> plan = PlanOrder.plan(tests, launch.options(), expected);
        record(
                command.launchedBy(),
                project,
                run,
                RunKind.CAMPAIGN,
                launch.campaignId(),
                campaignName.orElseThrow(),
                launch.name(),
                environment,
                launch.options(),
                plan,
                null);
        return run;
    }

    private LaunchAnswer launch(LaunchTrial command, Trial.OfTest trial) {
        ProjectId project = command.projectId();
        TestId id = TestId.of(AskedIds.wellFormed("test_id", trial.testId()));
        TestOfCampaign found = campaigns.launchableTest(project, id).orElseThrow(LaunchRefusals::unknownTest);
        Known environment = LaunchPolicy.environment(trial.environment(), environments.environments(project));
        RunId run = RunId.of(ids.next());
        LaunchableTest test = found.test();
        record(
                command.launchedBy(),
                project,
                run,
                RunKind.TRIAL,
                found.campaignId(),
                campaigns.nameOf(project, found.campaignId()).orElse(""),
                trialName(test.name(), run),
                environment,
                RunOptions.USUAL,
                List.of(trialOf(test, durations.of(List.of(id)).get(id))),
                null);
        return new LaunchAnswer.TrialAccepted(run, id);
    }

    /** The test is named like its run, so that whoever knows the test finds its run. */
    private LaunchAnswer launch(LaunchTrial command, Trial.OfContent trial) {
        ProjectId project = command.projectId();
        RunId run = RunId.of(ids.next());
        TestId id = TestId.of(run.value());
        CampaignId campaign = CampaignId.of(run.value());
        String campaignName = trial.content().name();
        String wanted = trial.campaignId();
        if (wanted != null) {
            campaign = CampaignId.of(AskedIds.wellFormed("campain_id", wanted));
            campaignName = campaigns.nameOf(project, campaign).orElseThrow(() -> LaunchPolicy.unknownCampaign(wanted));
        }
        Known environment = LaunchPolicy.environment(trial.environment(), environments.environments(project));
        LaunchableTest test = new LaunchableTest(
                id, 1, trial.content().name(), trial.content().wishes());
        record(
                command.launchedBy(),
                project,
                run,
                RunKind.TRIAL,
                campaign,
                campaignName,
                trialName(test.name(), run),
                environment,
                RunOptions.USUAL,
                List.of(trialOf(test, null)),
                trial.content());
        return new LaunchAnswer.TrialAccepted(run, id);
    }

    /** Once, and for what it says: whoever tries a test wants to see this very attempt fail. */
    private static PlannedTest trialOf(LaunchableTest test, @Nullable Long expectedMillis) {
        return new PlannedTest(
                1,
                1,
                test.id(),
                test.version(),
                test.name(),
                0,
                test.settings().timeoutMillis(),
                false,
                null,
                expectedMillis);
    }

    private static String trialName(String test, RunId run) {
        return "Essai : " + test + " (" + run + ")";
    }

    private void record(
            String launchedBy,
            ProjectId project,
            RunId run,
            RunKind kind,
            CampaignId campaign,
            String campaignName,
            String name,
            Known environment,
            RunOptions wished,
            List<PlannedTest> plan,
            @Nullable TestContent definition) {
        CampaignLaunched launched = new CampaignLaunched(
                project,
                run,
                kind,
                campaign,
                campaignName,
                name,
                environment.id(),
                environment.version(),
                environment.name(),
                files.versionOf(campaign),
                new RunOptions(
                        wished.stopOnFailure(),
                        wished.parallelism(),
                        wished.retries(),
                        wished.testTimeoutMillis(),
                        wished.runTimeoutMillis(),
                        environment.maxParallel(),
                        wished.keepFailedWork()),
                plan.size(),
                CampaignRun.chunksOf(plan.size()),
                launchedBy,
                clock.instant().truncatedTo(ChronoUnit.MILLIS));
        try {
            runs.newInstance(() -> new CampaignRun(launched, plan, definition));
        } catch (RuntimeException failed) {
            throw failed;
        } catch (Exception failed) {
            throw new IllegalStateException("Expected to record a launch, but it failed.", failed);
        }
    }
}
