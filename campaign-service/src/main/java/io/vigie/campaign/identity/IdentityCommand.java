package io.vigie.campaign.identity;

import io.vigie.contracts.ProjectId;
import org.jspecify.annotations.Nullable;

/** What may be asked of users, already well-formed; passwords come hashed. */
sealed interface IdentityCommand {

    record CreateUser(ProjectId projectId, String userId, String email, String name, String role, String passwordHash)
            implements IdentityCommand {

        @Override
        public String toString() {
            return "CreateUser[userId=" + userId + "]";
        }
    }

    /** What is absent stays as it is. */
    record ChangeUser(
            String userId,
            @Nullable String email,
            @Nullable String name,
            @Nullable String role,
            @Nullable String passwordHash)
            implements IdentityCommand {

        @Override
        public String toString() {
            return "ChangeUser[userId=" + userId + "]";
        }
    }

    record DeleteUser(String userId) implements IdentityCommand {}
}
