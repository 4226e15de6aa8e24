package io.vigie.campaign.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.campaign.webhooks.WebhookCommand.ChangeWebhook;
import io.vigie.campaign.webhooks.WebhookCommand.CreateWebhook;
import io.vigie.campaign.webhooks.WebhookCommand.DeleteWebhook;
import io.vigie.campaign.webhooks.WebhookCommand.RotateSecret;
import io.vigie.campaign.webhooks.WebhookEvent.WebhookChanged;
import io.vigie.campaign.webhooks.WebhookEvent.WebhookCreated;
import io.vigie.campaign.webhooks.WebhookEvent.WebhookDeleted;
import io.vigie.campaign.webhooks.WebhookEvent.WebhookSecretRotated;
import io.vigie.contracts.ProjectId;
import io.vigie.service.refusal.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.axonframework.test.aggregate.FixtureConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

class WebhookTests {

    private static final Instant NOW = Instant.parse("2026-11-21T07:25:41.123Z");
    private static final Instant TOMORROW = NOW.plus(Duration.ofDays(1));
    private static final WebhookSettings SETTINGS =
            new WebhookSettings("Salon", "https://hooks.example.com/", List.of("testSuiteRun.finished"), null, true);
    private static final SealedSecret FIRST = new SealedSecret("sealed(first)", null);
    private static final WebhookCreated CREATED =
            new WebhookCreated(ProjectId.COMMON, "w1", 1, SETTINGS, List.of(FIRST), NOW);

    private FixtureConfiguration<Webhook> fixture;
    private WebhookRows rows;
    private WebhookKeys keys;

    @BeforeEach
    void fixture() {
        rows = Mockito.mock(WebhookRows.class);
        keys = Mockito.mock(WebhookKeys.class);
        Mockito.when(keys.seal(Mockito.eq("w1"), Mockito.anyString()))
                .thenAnswer(call -> "sealed(%s)".formatted(call.getArgument(1, String.class)));
        fixture = new AggregateTestFixture<>(Webhook.class);
        fixture.registerAnnotatedCommandHandler(new WebhookCommands(fixture.getRepository(), rows, keys));
    }

    @Test
    void isCreatedWithASecretThatNoEventShows() {
        fixture.givenNoPriorActivity()
                .when(new CreateWebhook(ProjectId.COMMON, "w1", SETTINGS, "first", NOW))
                .expectEvents(CREATED);
        assertThat(new CreateWebhook(ProjectId.COMMON, "w1", SETTINGS, "first", NOW).toString())
                .doesNotContain("first");
    }

    @Test
    void isRefusedWhenThereAreTooMany() {
        Mockito.when(rows.count(ProjectId.COMMON)).thenReturn((long) WebhookLimits.WEBHOOKS);

        fixture.givenNoPriorActivity()
                .when(new CreateWebhook(ProjectId.COMMON, "w1", SETTINGS, "first", NOW))
                .expectException(Refusal.class);
    }

    @Test
    void saysNothingWhenNothingChanges() {
        fixture.given(CREATED).when(new ChangeWebhook("w1", SETTINGS, NOW)).expectNoEvents();
    }

    @Test
    void keepsTheSecretOfBeforeForAWhile() {
        fixture.given(CREATED)
                .when(new RotateSecret("w1", "second", NOW, TOMORROW))
                .expectEvents(new WebhookSecretRotated(
                        ProjectId.COMMON,
                        "w1",
                        2,
                        SETTINGS,
                        List.of(new SealedSecret("sealed(second)", null), new SealedSecret("sealed(first)", TOMORROW)),
                        NOW));
    }

    @Test
    void keepsNoSecretOfBeforeWhenItIsToEndAtOnce() {
        fixture.given(CREATED)
                .when(new RotateSecret("w1", "second", NOW, NOW))
                .expectEvents(new WebhookSecretRotated(
                        ProjectId.COMMON, "w1", 2, SETTINGS, List.of(new SealedSecret("sealed(second)", null)), NOW));
    }

    @Test
    void hasTwoSecretsAtMostAndForgetsTheOneThatIsOver() {
        SealedSecret second = new SealedSecret("sealed(second)", null);
        WebhookSecretRotated rotated = new WebhookSecretRotated(
                ProjectId.COMMON, "w1", 2, SETTINGS, List.of(second, new SealedSecret("sealed(first)", TOMORROW)), NOW);
        WebhookSettings off = new WebhookSettings("Salon", SETTINGS.url(), SETTINGS.events(), null, false);

        fixture.given(CREATED, rotated)
                .when(new RotateSecret("w1", "third", NOW, TOMORROW))
                .expectEvents(new WebhookSecretRotated(
                        ProjectId.COMMON,
                        "w1",
                        3,
                        SETTINGS,
                        List.of(new SealedSecret("sealed(third)", null), new SealedSecret("sealed(second)", TOMORROW)),
                        NOW));
        fixture.given(CREATED, rotated)
                .when(new ChangeWebhook("w1", off, TOMORROW))
                .expectEvents(new WebhookChanged(ProjectId.COMMON, "w1", 3, off, List.of(second), NOW));
    }

    @Test
    void takesItsKeyAlongWhenItGoes() {
        fixture.given(CREATED)
                .when(new DeleteWebhook("w1"))
                .expectEvents(new WebhookDeleted(ProjectId.COMMON, "w1", 2));
        Mockito.verify(keys).destroy("w1");
    }
}
