package io.vigie.campaign.webhooks;

import io.vigie.contracts.definition.Definition.WebhookSecret;
import io.vigie.contracts.secret.SecretSeal;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The data key of each webhook, wrapped by the master key. It is no event: with the webhook its row goes, and with it every secret that stands
 * sealed in history.
 */
@Component
public class WebhookKeys {

    private final JdbcClient jdbc;
    private final SecretSeal master;

    WebhookKeys(JdbcClient jdbc, SecretSeal master) {
        this.jdbc = jdbc;
        this.master = master;
    }

    /** The wrapped data key, or nothing when the webhook is gone. */
    public Optional<String> wrapped(String webhook) {
        return jdbc.sql("SELECT wrapped_key FROM webhook_data_key WHERE webhook_id = ?")
                .param(webhook)
                .query(String.class)
                .optional();
    }

    void make(String webhook) {
        jdbc.sql("INSERT INTO webhook_data_key (webhook_id, wrapped_key, created_at) VALUES (?, ?, now())")
                .param(webhook)
                .param(master.newWrappedDataKey(webhook))
                .update();
    }

    String seal(String webhook, String secret) {
        return master.unwrap(wrapped(webhook).orElseThrow(), webhook).seal(secret, WebhookSecret.PLACE);
    }

    void destroy(String webhook) {
        jdbc.sql("DELETE FROM webhook_data_key WHERE webhook_id = ?")
                .param(webhook)
                .update();
    }
}
