package io.vigie.campaign.environment;

import io.vigie.campaign.InTheSameTransaction;
import io.vigie.campaign.environment.EnvironmentEvent.EnvironmentCreated;
import io.vigie.campaign.environment.EnvironmentEvent.EnvironmentLimited;
import io.vigie.campaign.environment.EnvironmentEvent.RootVariableChanged;
import io.vigie.campaign.environment.EnvironmentEvent.RootVariableDeclared;
import io.vigie.campaign.environment.EnvironmentEvent.RootVariableRetracted;
import io.vigie.campaign.environment.EnvironmentEvent.VariableDefined;
import io.vigie.campaign.environment.EnvironmentEvent.VariableRemoved;
import java.time.Instant;
import java.time.ZoneOffset;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.Timestamp;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Keeps the lists of environments and variables, in the transaction of the command. Secret values are not in them, not even sealed. */
@Component
@InTheSameTransaction
class EnvironmentProjection {

    private final JdbcClient jdbc;

    EnvironmentProjection(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @EventHandler
    void on(EnvironmentEvent event, @Timestamp Instant at) {
        switch (event) {
            case RootVariableDeclared root -> insert(root, at);
            case RootVariableChanged root -> update(root);
            case RootVariableRetracted root -> delete(root.variableId());
            case EnvironmentCreated created -> insert(created, at);
            case EnvironmentLimited limited ->
                jdbc.sql("UPDATE environment SET max_parallel = ? WHERE environment_id = ?")
                        .param(limited.maxParallel())
                        .param(limited.environmentId().value())
                        .update();
            case VariableDefined defined -> {
                put(defined, at);
                version(defined.environmentId().value(), defined.version());
            }
            case VariableRemoved removed -> {
                delete(removed.variableId());
                version(removed.environmentId().value(), removed.version());
            }
        }
    }

    private void insert(RootVariableDeclared root, Instant at) {
        jdbc.sql("""
                        INSERT INTO variable (variable_id, project_id, key, value, description, root, secret, created_at)
                        VALUES (?, ?, ?, ?, ?, true, ?, ?)""")
                .param(root.variableId())
                .param(root.projectId().value())
                .param(root.key())
                .param(root.value())
                .param(root.description())
                .param(root.secret())
                .param(at.atOffset(ZoneOffset.UTC))
                .update();
    }

    private void update(RootVariableChanged root) {
        jdbc.sql("UPDATE variable SET value = ?, description = ?, secret = ? WHERE variable_id = ?")
                .param(root.value())
                .param(root.description())
                .param(root.secret())
                .param(root.variableId())
                .update();
    }

    private void insert(EnvironmentCreated created, Instant at) {
        jdbc.sql(
                        "INSERT INTO environment (environment_id, project_id, name, version, created_at) VALUES (?, ?, ?, 0, ?)")
                .param(created.environmentId().value())
                .param(created.projectId().value())
                .param(created.name())
                .param(at.atOffset(ZoneOffset.UTC))
                .update();
    }

    private void put(VariableDefined defined, Instant at) {
        jdbc.sql("""
                        INSERT INTO variable (variable_id, project_id, key, value, environment_id, environment, description, root, secret,
                                              created_at)
                        SELECT ?, ?, ?, ?, environment_id, name, ?, false, ?, ? FROM environment WHERE environment_id = ?
                        ON CONFLICT (variable_id) DO UPDATE
                           SET value = excluded.value, description = excluded.description, secret = excluded.secret""")
                .param(defined.variableId())
                .param(defined.projectId().value())
                .param(defined.key())
                .param(defined.secret() ? "" : defined.value())
                .param(defined.description())
                .param(defined.secret())
                .param(at.atOffset(ZoneOffset.UTC))
                .param(defined.environmentId().value())
                .update();
    }

    private void delete(String variableId) {
        jdbc.sql("DELETE FROM variable WHERE variable_id = ?").param(variableId).update();
    }

    private void version(String environmentId, long version) {
        jdbc.sql("UPDATE environment SET version = ? WHERE environment_id = ?")
                .param(version)
                .param(environmentId)
                .update();
    }
}
