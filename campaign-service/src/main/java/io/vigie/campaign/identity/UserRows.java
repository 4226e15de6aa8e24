package io.vigie.campaign.identity;

import io.vigie.contracts.ProjectId;
import io.vigie.service.paging.Page;
import io.vigie.service.paging.Paging;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads the list of users, as {@link UserProjection} keeps it, and keeps their passwords' hashes. */
@Component
class UserRows {

    private final JdbcClient jdbc;

    UserRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    record UserRow(String id, String email, String name, String role, Instant createdAt) {}

    Page<UserRow> users(ProjectId project, Paging paging) {
        long total = jdbc.sql("SELECT count(*) FROM user_account WHERE project_id = ?")
                .param(project.value())
                .query(Long.class)
                .single();
        Paging here = paging.within(total);
        List<UserRow> rows = jdbc.sql(
                        "SELECT * FROM user_account WHERE project_id = ? ORDER BY created_at, user_id LIMIT ? OFFSET ?")
                .param(project.value())
                .param(here.size())
                .param(here.offset())
                .query(UserRows::user)
                .list();
        return Page.of(rows, here, total);
    }

    Optional<UserRow> user(String id) {
        return jdbc.sql("SELECT * FROM user_account WHERE user_id = ?")
                .param(id)
                .query(UserRows::user)
                .optional();
    }

    Optional<UserRow> byEmail(String email) {
        return jdbc.sql("SELECT * FROM user_account WHERE email = ?")
                .param(email)
                .query(UserRows::user)
                .optional();
    }

    boolean nobody() {
        return jdbc.sql("SELECT count(*) FROM user_account").query(Long.class).single() == 0;
    }

    Optional<String> passwordHash(String userId) {
        return jdbc.sql("SELECT hash FROM user_password WHERE user_id = ?")
                .param(userId)
                .query(String.class)
                .optional();
    }

    void keepPassword(String userId, String hash) {
        jdbc.sql("INSERT INTO user_password (user_id, hash) VALUES (?, ?)"
                        + " ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash")
                .param(userId)
                .param(hash)
                .update();
    }

    void forgetPassword(String userId) {
        jdbc.sql("DELETE FROM user_password WHERE user_id = ?").param(userId).update();
    }

    private static UserRow user(ResultSet row, int number) throws SQLException {
        return new UserRow(
                row.getString("user_id"),
                row.getString("email"),
                row.getString("name"),
                row.getString("role"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }
}
