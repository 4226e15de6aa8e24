package io.vigie.campaign.identity;

import io.vigie.campaign.identity.IdentityCommand.ChangeUser;
import io.vigie.campaign.identity.IdentityCommand.CreateUser;
import io.vigie.campaign.identity.IdentityCommand.DeleteUser;
import io.vigie.service.Text;
import io.vigie.service.refusal.Fault;
import io.vigie.service.refusal.Refusal;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.modelling.command.Aggregate;
import org.axonframework.modelling.command.AggregateNotFoundException;
import org.axonframework.modelling.command.Repository;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Takes the commands of this room, each in one transaction. */
@Component
class IdentityCommands {

    private final Repository<User> users;
    private final UserRows rows;

    IdentityCommands(Repository<User> users, UserRows rows) {
        this.users = users;
        this.rows = rows;
    }

    @CommandHandler
    void handle(CreateUser command) throws Exception {
        requireFree(command.email(), null);
        users.newInstance(
                () -> new User(command.projectId(), command.userId(), command.email(), command.name(), command.role()));
        rows.keepPassword(command.userId(), command.passwordHash());
    }

    @CommandHandler
    void handle(ChangeUser command) {
        if (command.email() != null) {
            requireFree(command.email(), command.userId());
        }
        Aggregate<User> user = user(command.userId());
        user.execute(present -> present.change(command.email(), command.name(), command.role()));
        if (command.passwordHash() != null) {
            user.execute(User::changePassword);
            rows.keepPassword(command.userId(), command.passwordHash());
        }
    }

    @CommandHandler
    void handle(DeleteUser command) {
        user(command.userId()).execute(User::delete);
        rows.forgetPassword(command.userId());
    }

    private void requireFree(String email, @Nullable String self) {
        rows.byEmail(email).filter(other -> !other.id().equals(self)).ifPresent(other -> {
            throw Refusal.badRequest(
                            "Un utilisateur avec cet email existe déjà", "A user with this email exists already")
                    .at("email", Text.of("un email libre", "a free email"), Fault.shown(email))
                    .named("email-taken");
        });
    }

    private Aggregate<User> user(String id) {
        try {
            return users.load(id);
        } catch (AggregateNotFoundException unknown) {
            throw IdentityRefusals.unknownUser();
        }
    }
}
