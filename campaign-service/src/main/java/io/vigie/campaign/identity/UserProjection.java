package io.vigie.campaign.identity;

import io.vigie.campaign.InTheSameTransaction;
import io.vigie.campaign.identity.IdentityEvent.PasswordChanged;
import io.vigie.campaign.identity.IdentityEvent.UserChanged;
import io.vigie.campaign.identity.IdentityEvent.UserCreated;
import io.vigie.campaign.identity.IdentityEvent.UserDeleted;
import java.time.Instant;
import java.time.ZoneOffset;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.Timestamp;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Keeps the list of users, in the transaction of the command. */
@Component
@InTheSameTransaction
class UserProjection {

    private final JdbcClient jdbc;

    UserProjection(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @EventHandler
    void on(IdentityEvent event, @Timestamp Instant at) {
        switch (event) {
            case UserCreated created ->
                jdbc.sql("INSERT INTO user_account (user_id, project_id, email, name, role, created_at)"
                                + " VALUES (?, ?, ?, ?, ?, ?)")
                        .param(created.userId())
                        .param(created.projectId().value())
                        .param(created.email())
                        .param(created.name())
                        .param(created.role())
                        .param(at.atOffset(ZoneOffset.UTC))
                        .update();
            case UserChanged changed ->
                jdbc.sql("UPDATE user_account SET email = ?, name = ?, role = ? WHERE user_id = ?")
                        .param(changed.email())
                        .param(changed.name())
                        .param(changed.role())
                        .param(changed.userId())
                        .update();
            case PasswordChanged _ -> {
                // The list shows no password; the command itself keeps the hash.
            }
            case UserDeleted deleted ->
                jdbc.sql("DELETE FROM user_account WHERE user_id = ?")
                        .param(deleted.userId())
                        .update();
        }
    }
}
