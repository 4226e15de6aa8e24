package io.vigie.campaign.publishing;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.campaign.catalogue.CatalogueEvent;
import io.vigie.campaign.catalogue.TestContent;
import io.vigie.campaign.environment.EnvironmentEvent;
import io.vigie.campaign.files.FilesEvent;
import io.vigie.campaign.launching.LaunchingEvent;
import io.vigie.campaign.webhooks.SealedSecret;
import io.vigie.campaign.webhooks.WebhookEvent;
import io.vigie.campaign.webhooks.WebhookSettings;
import io.vigie.contracts.CampaignId;
import io.vigie.contracts.EnvironmentId;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunId;
import io.vigie.contracts.TestId;
import io.vigie.contracts.campaign.CampaignEvent;
import io.vigie.contracts.campaign.CampaignEvent.Change;
import io.vigie.contracts.definition.Definition.CampaignFiles;
import io.vigie.contracts.definition.Definition.EnvironmentDefinition;
import io.vigie.contracts.definition.Definition.TestDefinition;
import io.vigie.contracts.definition.Definition.WebhookDefinition;
import io.vigie.contracts.definition.Definition.WebhookSecret;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ContractMessagesTests {

    private static final List<Change> CHANGES = List.of(new Change("name", "a", "b", false));

    private final ContractMessages messages = new ContractMessages(
            (event, version) -> new EnvironmentDefinition(
                    ProjectId.COMMON, EnvironmentId.of("e1"), version, "DEV", List.of(), null),
            event -> new CampaignFiles(ProjectId.COMMON, event.campaignId(), event.version(), List.of()),
            webhook -> webhook.equals("gone") ? Optional.empty() : Optional.of("wrapped"));

    @Test
    void tellsTheListOfFilesBeforeTheFileThatIsNew() {
        List<ContractMessages.Keyed> told = messages.of(
                new FilesEvent.FileAdded(ProjectId.COMMON, CampaignId.of("c1"), 2, "a.csv", 3, "ab"), CHANGES);

        assertThat(told).extracting(ContractMessages.Keyed::key).containsExactly("files:c1:2", "c1");
        assertThat(told.get(1).message())
                .isEqualTo(new CampaignEvent.CampaignFileAdded(
                        ProjectId.COMMON, CampaignId.of("c1"), 2, "a.csv", 3, "ab", CHANGES));
    }

    @Test
    void tellsTheTestOfATrialAsADefinitionAlone() {
        List<ContractMessages.Keyed> told = messages.of(
                new LaunchingEvent.TrialDefined(
                        ProjectId.COMMON,
                        RunId.of("r1"),
                        CampaignId.of("c1"),
                        TestId.of("r1"),
                        1,
                        new TestContent("t", "", List.of(), List.of())),
                CHANGES);

        assertThat(told).extracting(ContractMessages.Keyed::key).containsExactly("test:r1:1");
    }

    @Test
    void tellsTheDefinitionBeforeTheTestThatHasIt() {
        List<ContractMessages.Keyed> told = messages.of(
                new CatalogueEvent.TestChanged(
                        ProjectId.COMMON,
                        CampaignId.of("c1"),
                        TestId.of("t1"),
                        3,
                        2,
                        new TestContent("t", "", List.of(), List.of())),
                CHANGES);

        assertThat(told).extracting(ContractMessages.Keyed::key).containsExactly("test:t1:3", "t1");
        assertThat(told.get(0).message()).isInstanceOf(TestDefinition.class);
        assertThat(told.get(1).message())
                .isEqualTo(new CampaignEvent.TestChanged(
                        ProjectId.COMMON, CampaignId.of("c1"), TestId.of("t1"), 3, "t", 2, CHANGES));
    }

    @Test
    void tellsTheWholeEnvironmentBeforeItsVariable() {
        List<ContractMessages.Keyed> told = messages.of(
                new EnvironmentEvent.VariableDefined(
                        ProjectId.COMMON, EnvironmentId.of("e1"), 4, "v1", "token", "sealed", "", true),
                CHANGES);

        assertThat(told).extracting(ContractMessages.Keyed::key).containsExactly("environment:e1:4", "e1");
        assertThat(told.get(1).message())
                .isEqualTo(new CampaignEvent.VariableDefined(
                        ProjectId.COMMON, EnvironmentId.of("e1"), 4, "token", true, CHANGES));
    }

    @Test
    void tellsTheSettingsOfAWebhookBeforeTheDecisionAndNoSecretOfOneThatIsGone() {
        // given
        WebhookSettings settings = new WebhookSettings(
                "Salon", "https://hooks.example.com/", List.of("testSuiteRun.finished"), null, true);
        List<SealedSecret> secrets = List.of(new SealedSecret("sealed", null));

        // when
        List<ContractMessages.Keyed> told = messages.of(
                new WebhookEvent.WebhookCreated(ProjectId.COMMON, "w1", 1, settings, secrets, Instant.EPOCH), CHANGES);
        List<ContractMessages.Keyed> tooLate = messages.of(
                new WebhookEvent.WebhookCreated(ProjectId.COMMON, "gone", 1, settings, secrets, Instant.EPOCH),
                CHANGES);

        // then
        assertThat(told).extracting(ContractMessages.Keyed::key).containsExactly("w1", "w1");
        assertThat(told.getFirst().message())
                .isInstanceOfSatisfying(
                        WebhookDefinition.class,
                        webhook -> assertThat(webhook.secrets()).containsExactly(new WebhookSecret("sealed", null)));
        assertThat(told.getLast().message()).isInstanceOf(CampaignEvent.WebhookCreated.class);
        assertThat(tooLate.getFirst().message())
                .isInstanceOfSatisfying(
                        WebhookDefinition.class,
                        webhook -> assertThat(webhook.secrets()).isEmpty());
    }
}
