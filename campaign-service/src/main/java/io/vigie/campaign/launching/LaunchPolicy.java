package io.vigie.campaign.launching;

import io.vigie.campaign.asking.AskedFields;
import io.vigie.campaign.asking.AskedIds;
import io.vigie.campaign.environment.EnvironmentDirectory.Known;
import io.vigie.contracts.CampaignId;
import io.vigie.contracts.RunOptions;
import io.vigie.contracts.campaign.CampaignEvent.PlannedTest;
import io.vigie.service.Text;
import io.vigie.service.refusal.Fault;
import io.vigie.service.refusal.Refusal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rules of a launch, each with its name, in the order in which they speak. Pure. */
@FunctionalInterface
interface LaunchPolicy {

    /** A refusal, or nothing when this rule has no objection. */
    Optional<Refusal> objection(LaunchSituation situation);

    LaunchPolicy campaignIsKnown = situation -> situation.campaignKnown()
            ? Optional.empty()
            : Optional.of(unknownCampaign(situation.launch().campaignId().value()));

    LaunchPolicy campaignIsNotArchived = situation -> situation.archived()
            ? Optional.of(Refusal.conflict(Text.of(
                            "Cette campagne est archivée : restaurez-la pour l'exécuter",
                            "This campaign is archived: restore it to launch it"))
                    .at(
                            "campain_id",
                            Text.of("une campagne qui n'est pas archivée", "a campaign that is not archived"),
                            Fault.shown(situation.launch().campaignId().value()))
                    .named("campaign-archived"))
            : Optional.empty();

    LaunchPolicy environmentIsKnown = situation -> {
        String wanted = situation.launch().environment();
        return situation.environments().stream().anyMatch(known -> known.name().equals(wanted))
                ? Optional.empty()
                : Optional.of(unknownEnvironment(wanted, situation.environments()));
    };

    private static Refusal unknownEnvironment(String wanted, List<Known> environments) {
        String names = environments.stream().map(Known::name).collect(Collectors.joining(", "));
        Text expected = names.isEmpty()
                ? Text.of(
                        "une filière existante ; il n'y en a aucune, créez-la par sa première variable",
                        "an existing environment; there is none, create one with its first variable")
                : Text.of("l'une des filières : %s", "one of the environments: %s")
                        .with(names);
        return Refusal.badRequest(Text.of("Filière inconnue : %s", "Unknown environment: %s")
                        .with(wanted))
                .at("filiere", expected, Fault.shown(wanted))
                .named("environment-unknown");
    }

    /** The environment of this name, or the oldest when none is wanted. @throws Refusal 400 when there is none */
    static Known environment(@Nullable String wanted, List<Known> environments) {
        return environments.stream()
                .filter(known -> wanted == null || known.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> unknownEnvironment(wanted == null ? "" : wanted, environments));
    }

    static Refusal unknownCampaign(String id) {
        return Refusal.badRequest("Campagne non trouvée", "Campaign not found")
                .at("campain_id", Text.of("une campagne existante", "an existing campaign"), Fault.shown(id))
                .named("campaign-unknown");
    }

    LaunchPolicy nameIsFree = situation ->
            situation.nameTaken() ? Optional.of(nameTaken(situation.launch().name())) : Optional.empty();

    LaunchPolicy campaignHasTests = situation -> !situation.tests().isEmpty()
            ? Optional.empty()
            : Optional.of(Refusal.badRequest("Aucun test dans cette campagne", "There is no test in this campaign")
                    .at(
                            "campain_id",
                            Text.of("une campagne avec au moins un test", "a campaign with at least one test"),
                            Text.of("aucun test", "no test"))
                    .named("campaign-empty"));

    LaunchPolicy affinityFitsIntoSlices = situation -> {
        Map<String, Long> sizes = situation.tests().stream()
                .map(test -> test.settings().affinity())
                .filter(Objects::nonNull)
                .collect(Collectors.groupingBy(key -> key, Collectors.counting()));
        return sizes.entrySet().stream()
                .filter(entry -> entry.getValue() > PlannedTest.MAX_SAME_AFFINITY)
                .min(Map.Entry.comparingByKey())
                .map(entry -> Refusal.badRequest(Text.of(
                                        "Trop de tests de même affinité : %s",
                                        "Too many tests of the same affinity: %s")
                                .with(entry.getKey()))
                        .at(
                                "affinity",
                                Text.of("%d tests au plus par affinité", "at most %d tests of one affinity")
                                        .with(PlannedTest.MAX_SAME_AFFINITY),
                                Text.of("%d tests", "%d tests").with(entry.getValue()))
                        .named("affinity-too-large"));
    };

    /** In the order in which the API has always checked. */
    List<LaunchPolicy> IN_ORDER = List.of(
            campaignIsKnown,
            campaignIsNotArchived,
            environmentIsKnown,
            nameIsFree,
            campaignHasTests,
            affinityFitsIntoSlices);

    /** The first objection. */
    static Optional<Refusal> firstObjection(LaunchSituation situation) {
        return IN_ORDER.stream()
                .flatMap(policy -> policy.objection(situation).stream())
                .findFirst();
    }

    static Refusal nameTaken(String name) {
        return Refusal.badRequest("Un rapport avec ce nom existe déjà", "A report with this name exists already")
                .at("name", Text.of("un nom libre", "a free name"), Fault.shown(name))
                .named("name-taken");
    }

    /**
     * Rules of form: {@code nameIsPresent} and its siblings, then the id, then the rest.
     *
     * @throws Refusal 400 with every place of the first rule that is broken
     */
    static Launch wellFormed(RequestedLaunch request) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("campain_id", request.campaignId());
        fields.put("name", request.name());
        fields.put("filiere", request.environment());
        fields.put("parallelism", request.parallelism());
        fields.put("retries", request.retries());
        fields.put("testTimeoutMillis", request.testTimeoutMillis());
        fields.put("runTimeoutMillis", request.runTimeoutMillis());
        AskedFields asked = new AskedFields(fields).require("campain_id", "name", "filiere");
        String campaignId = Objects.requireNonNull(request.campaignId());
        if (!AskedIds.isWellFormed(campaignId)) {
            throw AskedIds.malformed("campain_id", campaignId);
        }
        String name = asked.text("name", RequestedLaunch.NAME_LENGTH);
        String environment = asked.text("filiere", RequestedLaunch.NAME_LENGTH);
        int parallelism = asked.wholeNumber("parallelism", 1, RequestedLaunch.MAX_PARALLELISM, 1);
        int retries = asked.wholeNumber("retries", 0, RunOptions.MAX_RETRIES, 0);
        Long testTimeout = asked.longNumber("testTimeoutMillis", 1, RequestedLaunch.MAX_TEST_TIMEOUT.toMillis());
        Long runTimeout = asked.longNumber("runTimeoutMillis", 1, RequestedLaunch.MAX_RUN_TIMEOUT.toMillis());
        asked.check();
        return new Launch(
                CampaignId.of(campaignId),
                name,
                environment,
                new RunOptions(
                        Objects.requireNonNullElse(request.stopOnFailure(), false),
                        parallelism,
                        retries,
                        testTimeout,
                        runTimeout,
                        null,
                        Objects.requireNonNullElse(request.keepFailedWork(), false)));
    }
}
