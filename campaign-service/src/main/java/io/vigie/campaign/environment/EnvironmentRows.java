package io.vigie.campaign.environment;

import io.vigie.contracts.EnvironmentId;
import io.vigie.contracts.ProjectId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads the lists of environments and variables, as {@link EnvironmentProjection} keeps them. */
@Component
class EnvironmentRows implements EnvironmentDirectory {

    private static final String VARIABLES = """
            SELECT variable_id, key, value, environment, environment_id, description, root, secret, created_at
              FROM variable WHERE project_id = :project""";

    private final JdbcClient jdbc;

    EnvironmentRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param value absent when secret; @param environment absent when root */
    record VariableRow(
            String variableId,
            String key,
            @Nullable String value,
            @Nullable String environment,
            @Nullable EnvironmentId environmentId,
            String description,
            boolean root,
            boolean secret,
            Instant createdAt) {}

    @Override
    public List<Known> environments(ProjectId project) {
        return jdbc.sql("""
                        SELECT e.environment_id, e.name, e.version, e.max_parallel FROM environment e
                         WHERE e.project_id = ?
                           AND EXISTS (SELECT 1 FROM variable v WHERE v.environment_id = e.environment_id)
                         ORDER BY e.created_at, e.name""")
                .param(project.value())
                .query((row, number) -> new Known(
                        EnvironmentId.of(row.getString(1)),
                        row.getString(2),
                        row.getLong(3),
                        row.getObject(4, Integer.class)))
                .list();
    }

    /** The environment of a name, whether or not it has variables at present. */
    Optional<EnvironmentId> environmentNamed(ProjectId project, String name) {
        return jdbc.sql("SELECT environment_id FROM environment WHERE project_id = ? AND name = ?")
                .param(project.value())
                .param(name)
                .query(String.class)
                .optional()
                .map(EnvironmentId::of);
    }

    /** By key, the root variable first, then by environment. */
    List<VariableRow> variables(ProjectId project, @Nullable String environment, @Nullable Boolean root) {
        String where = (environment == null ? "" : " AND environment = :environment")
                + (root == null ? "" : " AND root = :root");
        return jdbc.sql(VARIABLES + where + " ORDER BY key, root DESC, environment")
                .param("project", project.value())
                .param("environment", environment)
                .param("root", root)
                .query(EnvironmentRows::variable)
                .list();
    }

    Optional<VariableRow> variable(ProjectId project, String id) {
        return jdbc.sql(VARIABLES + " AND variable_id = :id")
                .param("project", project.value())
                .param("id", id)
                .query(EnvironmentRows::variable)
                .optional();
    }

    /** The environments that give the key a value. */
    List<String> valuedIn(ProjectId project, String key) {
        return jdbc.sql("""
                        SELECT environment FROM variable WHERE project_id = ? AND key = ? AND NOT root
                         ORDER BY environment""")
                .param(project.value())
                .param(key)
                .query(String.class)
                .list();
    }

    private static VariableRow variable(ResultSet row, int number) throws SQLException {
        String environmentId = row.getString("environment_id");
        boolean secret = row.getBoolean("secret");
        return new VariableRow(
                row.getString("variable_id"),
                row.getString("key"),
                secret ? null : row.getString("value"),
                row.getString("environment"),
                environmentId == null ? null : EnvironmentId.of(environmentId),
                row.getString("description"),
                row.getBoolean("root"),
                secret,
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }
}
