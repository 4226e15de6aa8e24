package io.vigie.report.outbound;

import io.vigie.contracts.definition.Definition.WebhookSecret;
import io.vigie.contracts.secret.SecretSeal;
import io.vigie.contracts.secret.SecretSeal.SealBroken;
import io.vigie.report.outbound.Webhooks.Webhook;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Opens what webhooks are signed with; nothing of it is kept. */
@Component
class Secrets {

    private final @Nullable SecretSeal master;

    Secrets(@Value("${vigie.master-key:}") String masterKey) {
        this.master = masterKey.isBlank() ? null : SecretSeal.ofMasterKey(masterKey.strip());
    }

    /** All that are valid, the newest first; none when they do not open, since they are sealed with another master key. */
    List<String> of(Webhook webhook, Instant now) {
        String wrapped = webhook.wrappedKey();
        if (master == null || wrapped == null) {
            return List.of();
        }
        try {
            SecretSeal key = master.unwrap(wrapped, webhook.id());
            return webhook.secrets().stream()
                    .filter(secret -> secret.until() == null || now.isBefore(secret.until()))
                    .map(secret -> key.open(secret.sealed(), WebhookSecret.PLACE))
                    .toList();
        } catch (SealBroken another) {
            return List.of();
        }
    }
}
