package io.vigie.report.outbound;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.vigie.report.outbound.Deliveries.New;
import io.vigie.report.outbound.Webhooks.Webhook;
import io.vigie.service.Text;
import io.vigie.service.contract.Answers;
import io.vigie.service.contract.Words;
import io.vigie.service.identity.CurrentUser;
import io.vigie.service.paging.Page;
import io.vigie.service.paging.Paging;
import io.vigie.service.refusal.Fault;
import io.vigie.service.refusal.Refusal;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/webhooks/{id}/deliveries} and {@code /ping}: what became of what was sent, for administrators. */
@RestController
@RequestMapping("/api/webhooks/{id}")
class DeliveryController {

    private static final List<String> STATUSES = List.of("pending", "delivered", "dead");

    private final Webhooks webhooks;
    private final Deliveries deliveries;
    private final Deliverer deliverer;
    private final OutboundSettings settings;
    private final Clock clock;

    DeliveryController(
            Webhooks webhooks, Deliveries deliveries, Deliverer deliverer, OutboundSettings settings, Clock clock) {
        this.webhooks = webhooks;
        this.deliveries = deliveries;
        this.deliverer = deliverer;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * @param cause a stable word
     * @param message the same for people
     * @param nextTry when the next try of its run is due
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Shown(
            @JsonProperty("_id") long id,
            String event,
            @JsonProperty("event_id") String eventId,
            String subject,
            @Words({"pending", "delivered", "dead"}) String status,
            int tries,
            @JsonProperty("last_status") @Nullable Integer lastStatus,
            @Nullable String cause,
            @Nullable String message,
            String dateCreated,
            @JsonProperty("finished_at") @Nullable String finishedAt,
            @JsonProperty("next_try") @Nullable String nextTry) {

        static Shown of(Deliveries.Shown delivery, Locale locale) {
            String cause = delivery.cause();
            return new Shown(
                    delivery.number(),
                    delivery.kind(),
                    delivery.event().toString(),
                    delivery.subject(),
                    delivery.status(),
                    delivery.tries(),
                    delivery.lastStatus(),
                    cause,
                    cause == null
                            ? null
                            : Cause.named(cause)
                                    .map(known -> known.text().in(locale))
                                    .orElse(null),
                    delivery.createdAt().toString(),
                    text(delivery.finishedAt()),
                    text(delivery.due()));
        }

        private static @Nullable String text(@Nullable Instant time) {
            return time == null ? null : time.toString();
        }
    }

    record Retried(String message, int retried) {}

    record Sent(String message, @JsonProperty("event_id") String eventId) {}

    @GetMapping("/deliveries")
    @Answers(called = "listDeliveries")
    Page<Shown> list(
            @PathVariable String id,
            @Words({"pending", "delivered", "dead"}) @RequestParam(required = false) @Nullable String status,
            Paging paging,
            CurrentUser user,
            Locale locale) {
        user.requireAdmin();
        Webhook webhook = webhook(id);
        if (status != null && !STATUSES.contains(status)) {
            throw Refusal.badRequest(
                            Text.of("Statut inconnu : %s", "Unknown status: %s").with(Fault.shown(status)))
                    .at(
                            "status",
                            Text.of("l'un de : %s", "one of: %s").with(String.join(", ", STATUSES)),
                            Fault.shown(status))
                    .named("unknown-status");
        }
        return deliveries.list(webhook.id(), status, paging).map(delivery -> Shown.of(delivery, locale));
    }

    @PostMapping("/deliveries/retry")
    @Answers(called = "retryDeliveries")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Retried retryAll(@PathVariable String id, CurrentUser user, Locale locale) {
        user.requireAdmin();
        return retried(deliveries.revive(webhook(id).id(), null), locale);
    }

    @PostMapping("/deliveries/{delivery}/retry")
    @Answers(called = "retryDelivery")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Retried retry(@PathVariable String id, @PathVariable long delivery, CurrentUser user, Locale locale) {
        user.requireAdmin();
        Webhook webhook = webhook(id);
        if (deliveries.statusOf(webhook.id(), delivery).isEmpty()) {
            throw Refusal.notFound("Envoi non trouvé", "Delivery not found").named("delivery-unknown");
        }
        int revived = deliveries.revive(webhook.id(), delivery);
        if (revived == 0) {
            throw Refusal.conflict(Text.of(
                            "Seul un envoi abandonné peut être relancé",
                            "Only a delivery that was given up can be retried"))
                    .named("delivery-not-dead");
        }
        return retried(revived, locale);
    }

    private Retried retried(int count, Locale locale) {
        deliverer.wake();
        return new Retried(
                Text.of("Envois relancés : %d", "Deliveries retried: %d")
                        .with(count)
                        .in(locale),
                count);
    }

    /** Sends a test event, whatever the webhook wishes to be told; what became of it stands among the deliveries. */
    @PostMapping("/ping")
    @Answers(called = "pingWebhook")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Sent ping(@PathVariable String id, CurrentUser user, Locale locale) {
        user.requireAdmin();
        Webhook webhook = webhook(id);
        UUID event = UUID.randomUUID();
        String body = CloudEventBody.ofPing(event, settings.publicUrl(), webhook.id(), clock.instant());
        deliveries.inTransaction(() -> {
            deliveries.add(List.of(new New(webhook.id(), event, event, "ping", webhook.id(), body)));
            deliveries.giveUpBeyond(webhook.id(), settings.pending());
            return true;
        });
        deliverer.wake();
        return new Sent(
                Text.of("Envoi de test demandé", "Test delivery requested").in(locale), event.toString());
    }

    private Webhook webhook(String id) {
        return webhooks.find(id)
                .orElseThrow(() -> Refusal.notFound("Webhook non trouvé", "Webhook not found")
                        .named("webhook-unknown"));
    }
}
