package io.vigie.campaign.webhooks;

import io.vigie.campaign.webhooks.WebhookCommand.ChangeWebhook;
import io.vigie.campaign.webhooks.WebhookCommand.CreateWebhook;
import io.vigie.campaign.webhooks.WebhookCommand.DeleteWebhook;
import io.vigie.campaign.webhooks.WebhookCommand.RotateSecret;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.modelling.command.Aggregate;
import org.axonframework.modelling.command.AggregateNotFoundException;
import org.axonframework.modelling.command.Repository;
import org.springframework.stereotype.Component;

/** Takes the commands of this room, each in one transaction. */
@Component
class WebhookCommands {

    private final Repository<Webhook> webhooks;
    private final WebhookRows rows;
    private final WebhookKeys keys;

    WebhookCommands(Repository<Webhook> webhooks, WebhookRows rows, WebhookKeys keys) {
        this.webhooks = webhooks;
        this.rows = rows;
        this.keys = keys;
    }

    @CommandHandler
    void handle(CreateWebhook command) throws Exception {
        if (rows.count(command.projectId()) >= WebhookLimits.WEBHOOKS) {
            throw WebhookRefusals.full();
        }
        keys.make(command.webhookId());
        String sealed = keys.seal(command.webhookId(), command.secret());
        webhooks.newInstance(() ->
                new Webhook(command.projectId(), command.webhookId(), command.settings(), sealed, command.createdAt()));
    }

    @CommandHandler
    void handle(ChangeWebhook command) {
        webhook(command.webhookId()).execute(webhook -> webhook.change(command.settings(), command.now()));
    }

    @CommandHandler
    void handle(RotateSecret command) {
        Aggregate<Webhook> webhook = webhook(command.webhookId());
        String sealed = keys.seal(command.webhookId(), command.secret());
        webhook.execute(present -> present.rotate(sealed, command.now(), command.previousUntil()));
    }

    @CommandHandler
    void handle(DeleteWebhook command) {
        webhook(command.webhookId()).execute(Webhook::delete);
        keys.destroy(command.webhookId());
    }

    private Aggregate<Webhook> webhook(String id) {
        try {
            return webhooks.load(id);
        } catch (AggregateNotFoundException unknown) {
            throw WebhookRefusals.unknown();
        }
    }
}
