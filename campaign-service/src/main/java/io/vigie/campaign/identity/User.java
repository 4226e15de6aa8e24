package io.vigie.campaign.identity;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;
import static org.axonframework.modelling.command.AggregateLifecycle.markDeleted;

import io.vigie.campaign.identity.IdentityEvent.PasswordChanged;
import io.vigie.campaign.identity.IdentityEvent.UserChanged;
import io.vigie.campaign.identity.IdentityEvent.UserCreated;
import io.vigie.campaign.identity.IdentityEvent.UserDeleted;
import io.vigie.contracts.ProjectId;
import java.util.Objects;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/** Somebody who may enter. */
@Aggregate(type = "user")
class User {

    @AggregateIdentifier
    private String id;

    private ProjectId projectId;
    private String email;
    private String name;
    private String role;

    @SuppressWarnings("NullAway.Init") // Axon makes it, then the first event fills it.
    User() {}

    @SuppressWarnings("NullAway.Init")
    User(ProjectId projectId, String id, String email, String name, String role) {
        apply(new UserCreated(projectId, id, email, name, role));
    }

    /** What is absent stays as it is. */
    void change(@Nullable String newEmail, @Nullable String newName, @Nullable String newRole) {
        UserChanged changed = new UserChanged(
                projectId,
                id,
                Objects.requireNonNullElse(newEmail, email),
                Objects.requireNonNullElse(newName, name),
                Objects.requireNonNullElse(newRole, role));
        if (!changed.email().equals(email)
                || !changed.name().equals(name)
                || !changed.role().equals(role)) {
            apply(changed);
        }
    }

    void changePassword() {
        apply(new PasswordChanged(projectId, id));
    }

    void delete() {
        apply(new UserDeleted(projectId, id));
    }

    @EventSourcingHandler
    void on(UserCreated event) {
        id = event.userId();
        projectId = event.projectId();
        email = event.email();
        name = event.name();
        role = event.role();
    }

    @EventSourcingHandler
    void on(UserChanged event) {
        email = event.email();
        name = event.name();
        role = event.role();
    }

    @EventSourcingHandler
    void on(UserDeleted event) {
        markDeleted();
    }
}
