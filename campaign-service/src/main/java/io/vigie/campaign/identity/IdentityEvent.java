package io.vigie.campaign.identity;

import io.vigie.campaign.Fact;
import io.vigie.contracts.ProjectId;

/** What was decided about users. Passwords are no events: they are never kept for ever. */
public sealed interface IdentityEvent extends Fact {

    /** @param role {@code admin} or {@code user} */
    record UserCreated(ProjectId projectId, String userId, String email, String name, String role)
            implements IdentityEvent {}

    record UserChanged(ProjectId projectId, String userId, String email, String name, String role)
            implements IdentityEvent {}

    /** Which one it is now is written nowhere but in its hash, apart from events. */
    record PasswordChanged(ProjectId projectId, String userId) implements IdentityEvent {}

    record UserDeleted(ProjectId projectId, String userId) implements IdentityEvent {}
}
