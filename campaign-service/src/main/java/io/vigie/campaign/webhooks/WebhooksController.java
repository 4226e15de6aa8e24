package io.vigie.campaign.webhooks;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.vigie.campaign.asking.AskedFields;
import io.vigie.campaign.asking.AskedIds;
import io.vigie.campaign.asking.Asker;
import io.vigie.campaign.asking.Commands;
import io.vigie.campaign.asking.NewIds;
import io.vigie.campaign.catalogue.LaunchableCampaigns;
import io.vigie.campaign.webhooks.WebhookCommand.ChangeWebhook;
import io.vigie.campaign.webhooks.WebhookCommand.CreateWebhook;
import io.vigie.campaign.webhooks.WebhookCommand.DeleteWebhook;
import io.vigie.campaign.webhooks.WebhookCommand.RotateSecret;
import io.vigie.campaign.webhooks.WebhookRows.WebhookRow;
import io.vigie.contracts.CampaignId;
import io.vigie.contracts.ProjectId;
import io.vigie.service.Text;
import io.vigie.service.contract.Answers;
import io.vigie.service.contract.BodyOf;
import io.vigie.service.identity.CurrentUser;
import io.vigie.service.outbound.AddressPolicy;
import io.vigie.service.outbound.AddressRefused;
import io.vigie.service.paging.Page;
import io.vigie.service.paging.Paging;
import io.vigie.service.refusal.Fault;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/webhooks}, for administrators. What becomes of what is sent is told by report-service. */
@RestController
@RequestMapping("/api/webhooks")
class WebhooksController {

    private static final Text EVENTS = Text.of("une liste non vide de : %s", "a list, not empty, of: %s")
            .with(String.join(", ", WebhookLimits.EVENTS));

    private final Commands commands;
    private final WebhookRows rows;
    private final LaunchableCampaigns campaigns;
    private final AddressPolicy addresses;
    private final NewIds ids;
    private final NewSecrets secrets;
    private final InstantSource clock = InstantSource.system();

    WebhooksController(
            Commands commands,
            WebhookRows rows,
            LaunchableCampaigns campaigns,
            AddressPolicy addresses,
            NewIds ids,
            NewSecrets secrets) {
        this.commands = commands;
        this.rows = rows;
        this.campaigns = campaigns;
        this.addresses = addresses;
        this.ids = ids;
        this.secrets = secrets;
    }

    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Shown(
            @JsonProperty("_id") String id,
            String name,
            String url,
            List<String> events,
            @JsonProperty("campain_id") @Nullable String campaignId,
            boolean active,
            @JsonProperty("previous_secret_until") @Nullable String previousSecretUntil,
            String dateCreated) {

        static Shown of(WebhookRow row) {
            WebhookSettings settings = row.settings();
            CampaignId campaign = settings.campaignId();
            Instant until = row.previousUntil();
            return new Shown(
                    row.id(),
                    settings.name(),
                    settings.url(),
                    settings.events(),
                    campaign == null ? null : campaign.value(),
                    settings.active(),
                    until == null ? null : until.toString(),
                    row.createdAt().toString());
        }
    }

    /** The one answer that tells the secret; nobody can ask for it again. */
    record Created(
            String message, @JsonProperty("webhook_id") String webhookId, String secret) {}

    /** The same. */
    record Rotated(
            String message,
            String secret,
            @JsonProperty("previous_secret_until") String previousSecretUntil) {}

    record Done(String message) {}

    /** @param campainId only of this campaign's runs; without it, of all */
    record NewWebhook(
            String name,
            String url,
            List<String> events,
            @JsonProperty("campain_id") @Nullable String campainId,
            @Nullable Boolean active) {}

    /** What is left out stays as it is; a campaign that is null goes. */
    record ChangedWebhook(
            @Nullable String name,
            @Nullable String url,
            @Nullable List<String> events,
            @JsonProperty("campain_id") @Nullable String campainId,
            @Nullable Boolean active) {}

    /** @param graceHours how long the secret of before is valid beside the new one */
    record Rotation(@JsonProperty("grace_hours") @Nullable Integer graceHours) {}

    @GetMapping
    Page<Shown> list(CurrentUser user, Paging paging) {
        user.requireAdmin();
        return rows.webhooks(ProjectId.COMMON, paging).map(Shown::of);
    }

    @GetMapping("/{id}")
    @Answers(called = "showWebhook")
    Shown one(@PathVariable String id, CurrentUser user) {
        user.requireAdmin();
        return Shown.of(row(id));
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Created create(
            @BodyOf(NewWebhook.class) @RequestBody Map<String, @Nullable Object> body,
            CurrentUser user,
            Asker asker,
            Locale locale) {
        user.requireAdmin();
        AskedFields asked = new AskedFields(body).require("name", "url", "events");
        WebhookSettings settings = new WebhookSettings(
                asked.text("name", WebhookLimits.NAME_LENGTH),
                url(asked),
                events(asked),
                campaign(asked),
                asked.bool("active", true));
        asked.check();
        String id = ids.next();
        String secret = secrets.next();
        commands.send(asker, new CreateWebhook(ProjectId.COMMON, id, settings, secret, now()));
        return new Created(
                Text.of("Webhook créé avec succès", "Webhook created").in(locale), id, secret);
    }

    /** What the body does not name stays as it is. */
    @PutMapping("/{id}")
    Done change(
            @PathVariable String id,
            @BodyOf(ChangedWebhook.class) @RequestBody Map<String, @Nullable Object> body,
            CurrentUser user,
            Asker asker,
            Locale locale) {
        user.requireAdmin();
        WebhookSettings present = row(id).settings();
        AskedFields asked = new AskedFields(body);
        for (String field : new String[] {"name", "url", "events"}) {
            if (body.containsKey(field)) {
                asked.require(field);
            }
        }
        WebhookSettings settings = new WebhookSettings(
                asked.text("name", WebhookLimits.NAME_LENGTH, present.name()),
                asked.has("url") ? url(asked) : present.url(),
                asked.has("events") ? events(asked) : present.events(),
                asked.names("campain_id") ? campaign(asked) : present.campaignId(),
                asked.bool("active", present.active()));
        asked.check();
        commands.send(asker, new ChangeWebhook(id, settings, now()));
        return new Done(
                Text.of("Webhook mis à jour avec succès", "Webhook updated").in(locale));
    }

    /** A new secret; the one before is valid beside it for {@code grace_hours}, so that the receiver can change over without losing anything. */
    @PostMapping("/{id}/rotate")
    Rotated rotate(
            @PathVariable String id,
            @BodyOf(Rotation.class) @RequestBody(required = false) @Nullable Map<String, @Nullable Object> body,
            CurrentUser user,
            Asker asker,
            Locale locale) {
        user.requireAdmin();
        row(id);
        AskedFields asked = new AskedFields(body == null ? Map.of() : body);
        int hours =
                asked.wholeNumber("grace_hours", 0, WebhookLimits.LONGEST_GRACE_HOURS, WebhookLimits.USUAL_GRACE_HOURS);
        asked.check();
        String secret = secrets.next();
        Instant now = now();
        Instant until = now.plus(Duration.ofHours(hours));
        commands.send(asker, new RotateSecret(id, secret, now, until));
        return new Rotated(
                Text.of("Secret renouvelé avec succès", "Secret rotated").in(locale), secret, until.toString());
    }

    @DeleteMapping("/{id}")
    Done delete(@PathVariable String id, CurrentUser user, Asker asker, Locale locale) {
        user.requireAdmin();
        commands.send(asker, new DeleteWebhook(row(id).id()));
        return new Done(
                Text.of("Webhook supprimé avec succès", "Webhook deleted").in(locale));
    }

    private WebhookRow row(String id) {
        return rows.webhook(AskedIds.wellFormed("webhook_id", id)).orElseThrow(WebhookRefusals::unknown);
    }

    /** As it is written in answers and events: in milliseconds. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private String url(AskedFields asked) {
        String url = asked.text("url", WebhookLimits.URL_LENGTH);
        if (!url.isEmpty()) {
            try {
                addresses.resolve(addresses.wellFormed(url).getHost());
            } catch (AddressRefused refused) {
                asked.fault("url", refused.expected(), Fault.shown(url));
            }
        }
        return url;
    }

    private static List<String> events(AskedFields asked) {
        Object value = asked.raw("events");
        if (value instanceof List<?> list && !list.isEmpty() && WebhookLimits.EVENTS.containsAll(list)) {
            Set<?> wished = new LinkedHashSet<>(list);
            return WebhookLimits.EVENTS.stream().filter(wished::contains).toList();
        }
        asked.fault("events", EVENTS, AskedFields.shown(value));
        return List.of();
    }

    private @Nullable CampaignId campaign(AskedFields asked) {
        if (!asked.has("campain_id")) {
            return null;
        }
        String id = asked.text("campain_id", WebhookLimits.NAME_LENGTH);
        if (!AskedIds.isWellFormed(id)
                || campaigns.nameOf(ProjectId.COMMON, CampaignId.of(id)).isEmpty()) {
            asked.fault("campain_id", Text.of("l'identifiant d'une campagne", "the id of a campaign"), Fault.shown(id));
            return null;
        }
        return CampaignId.of(id);
    }
}
