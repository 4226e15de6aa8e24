package io.vigie.campaign.launching;

import io.vigie.campaign.asking.AskedIds;
import io.vigie.campaign.asking.NewIds;
import io.vigie.campaign.catalogue.LaunchableCampaigns;
import io.vigie.campaign.environment.EnvironmentDirectory;
import io.vigie.campaign.launching.LaunchCommand.CancelRun;
import io.vigie.campaign.launching.LaunchCommand.CommandKey;
import io.vigie.campaign.launching.LaunchCommand.DeleteReport;
import io.vigie.campaign.launching.LaunchCommand.LaunchCampaign;
import io.vigie.campaign.launching.LaunchingEvent.CampaignLaunched;
import io.vigie.campaign.launching.RememberedAnswers.Remembered;
import io.vigie.contracts.CampaignId;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunId;
import io.vigie.contracts.RunKind;
import io.vigie.contracts.RunOptions;
import io.vigie.contracts.campaign.CampaignEvent.PlannedTest;
import io.vigie.contracts.wire.MessageJson;
import io.vigie.service.Text;
import io.vigie.service.refusal.Fault;
import io.vigie.service.refusal.Refusal;
import io.vigie.service.refusal.Required;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.modelling.command.Aggregate;
import org.axonframework.modelling.command.AggregateNotFoundException;
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
    private final EnvironmentDirectory environments;
    private final ReportNames names;
    private final RememberedAnswers answers;
    private final NewIds ids;
    private final Clock clock;

    LaunchCommands(
            Repository<CampaignRun> runs,
            LaunchableCampaigns campaigns,
            EnvironmentDirectory environments,
            ReportNames names,
            RememberedAnswers answers,
            NewIds ids,
            Clock clock) {
        this.runs = runs;
        this.campaigns = campaigns;
        this.environments = environments;
        this.names = names;
        this.answers = answers;
        this.ids = ids;
        this.clock = clock;
    }

    @CommandHandler
    LaunchAnswer handle(LaunchCampaign command) {
        return once(command, command.request(), () -> launch(command));
    }

    @CommandHandler
    LaunchAnswer handle(CancelRun command) {
        return once(command, String.valueOf(command.runId()), () -> cancel(command));
    }

    @CommandHandler
    LaunchAnswer handle(DeleteReport command) {
        return once(command, String.valueOf(command.runId()), () -> deleteReport(command));
    }

    private LaunchAnswer once(LaunchCommand command, Object payload, Supplier<RunId> decision) {
        CommandKey key = command.key();
        if (key == null) {
            return decide(decision);
        }
        String fingerprint = fingerprint(command.getClass().getSimpleName(), payload);
        Optional<Remembered> before = answers.claim(key, fingerprint);
        if (before.isPresent()) {
            return repeated(key, fingerprint, before.get());
        }
        LaunchAnswer answer = decide(decision);
        answers.answer(key, answer);
        return answer;
    }

    private static LaunchAnswer repeated(CommandKey key, String fingerprint, Remembered before) {
        LaunchAnswer answer = before.answer();
        if (answer == null || !before.fingerprint().equals(fingerprint)) {
            return LaunchAnswer.Refused.of(Refusal.of(
                            422,
                            Text.of(
                                    "Cette clé d'idempotence a déjà servi pour une autre demande",
                                    "This idempotency key was used for another request already"))
                    .at(
                            "Idempotency-Key",
                            Text.of("une clé nouvelle, ou la même demande", "a new key, or the same request"),
                            Fault.shown(key.id()))
                    .named("command-id-reused"));
        }
        return answer;
    }

    private static LaunchAnswer decide(Supplier<RunId> decision) {
        try {
            return new LaunchAnswer.Accepted(decision.get());
        } catch (Refusal refusal) {
            return LaunchAnswer.Refused.of(refusal);
        }
    }

    /** @throws Refusal before anything is written */
    private RunId launch(LaunchCampaign command) {
        ProjectId project = command.projectId();
        Launch launch = LaunchPolicy.wellFormed(command.request());
        Optional<String> campaignName = campaigns.nameOf(project, launch.campaignId());
        List<EnvironmentDirectory.Known> known = environments.environments(project);
        List<PlannedTest> plan = plan(launch.campaignId());
        Optional<Refusal> objection = LaunchPolicy.firstObjection(new LaunchSituation(
                launch, campaignName.isPresent(), known, names.isTaken(project, launch.name()), plan.size()));
        if (objection.isPresent()) {
            throw objection.get();
        }
        RunId run = RunId.of(ids.next());
        if (!names.reserve(project, launch.name(), run)) {
            throw LaunchPolicy.nameTaken(launch.name());
        }
        EnvironmentDirectory.Known environment = known.stream()
                .filter(one -> one.name().equals(launch.environment()))
                .findFirst()
                .orElseThrow();
        CampaignLaunched launched = new CampaignLaunched(
                project,
                run,
                RunKind.CAMPAIGN,
                launch.campaignId(),
                campaignName.orElseThrow(),
                launch.name(),
                environment.id(),
                environment.version(),
                environment.name(),
                0,
                new RunOptions(launch.stopOnFailure(), launch.parallelism(), 0, null, null, null, false),
                plan.size(),
                CampaignRun.chunksOf(plan.size()),
                command.launchedBy(),
                now());
        try {
            runs.newInstance(() -> new CampaignRun(launched, plan));
        } catch (RuntimeException failed) {
            throw failed;
        } catch (Exception failed) {
            throw new IllegalStateException("Expected to record a launch, but it failed.", failed);
        }
        return run;
    }

    private List<PlannedTest> plan(CampaignId campaignId) {
        List<LaunchableCampaigns.LaunchableTest> tests = campaigns.testsOf(campaignId);
        return java.util.stream.IntStream.range(0, tests.size())
                .mapToObj(i -> PlannedTest.plain(
                        i + 1,
                        tests.get(i).id(),
                        tests.get(i).version(),
                        tests.get(i).name()))
                .toList();
    }

    private RunId cancel(CancelRun command) {
        RunId run = run(command.runId());
        load(run).execute(one -> one.requestCancel(command.requestedBy(), now()));
        return run;
    }

    private RunId deleteReport(DeleteReport command) {
        RunId run = run(command.runId());
        load(run).execute(CampaignRun::deleteReport);
        names.release(run);
        return run;
    }

    private static RunId run(@Nullable String id) {
        if (id == null || id.isBlank()) {
            Required.of("rapport_id", id).check();
        }
        return RunId.of(AskedIds.wellFormed("rapport_id", String.valueOf(id)));
    }

    private Aggregate<CampaignRun> load(RunId run) {
        try {
            return runs.load(run.value());
        } catch (AggregateNotFoundException unknown) {
            throw LaunchRefusals.unknownReport(run.value());
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static String fingerprint(String command, Object payload) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(command.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            digest.update(MessageJson.mapper().writeValueAsBytes(payload));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException unreachable) {
            throw new IllegalStateException("Expected every Java platform to know SHA-256.", unreachable);
        }
    }
}
