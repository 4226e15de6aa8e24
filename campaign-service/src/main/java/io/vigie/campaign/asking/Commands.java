package io.vigie.campaign.asking;

import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.messaging.MetaData;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Sends a command with its asker and waits: when this returns, what was decided is durable and the lists show it.
 *
 * <p>Throws {@link io.vigie.service.refusal.Refusal} when the answer is no; nothing was changed then. Safe for use by many threads.
 */
@Component
public class Commands {

    private final CommandGateway gateway;

    Commands(CommandGateway gateway) {
        this.gateway = gateway;
    }

    public <R extends @Nullable Object> R send(Asker asker, Object command) {
        return gateway.sendAndWait(new GenericCommandMessage<>(command, MetaData.from(asker.asMetadata())));
    }
}
