package io.vigie.campaign.asking;

import io.vigie.service.Text;
import io.vigie.service.refusal.Refusal;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.messaging.MetaData;
import org.axonframework.modelling.command.ConcurrencyException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;

/**
 * Sends a command with its asker and waits: when this returns, what was decided is durable and the lists show it.
 *
 * <p>Throws {@link Refusal} when the answer is no, and 409 when another instance of the service was faster; nothing was changed then. Safe for use by many threads.
 */
@Component
public class Commands {

    private static final Text BEATEN = Text.of(
            "Cet élément vient d'être modifié par quelqu'un d'autre. Veuillez réessayer.",
            "Somebody else has just changed this. Please try again.");

    private final CommandGateway gateway;

    Commands(CommandGateway gateway) {
        this.gateway = gateway;
    }

    public <R extends @Nullable Object> R send(Asker asker, Object command) {
        try {
            return gateway.sendAndWait(new GenericCommandMessage<>(command, MetaData.from(asker.asMetadata())));
        } catch (ConcurrencyException | DuplicateKeyException | ConcurrencyFailureException beaten) {
            throw Refusal.conflict(BEATEN).named("changed-meanwhile");
        }
    }
}
