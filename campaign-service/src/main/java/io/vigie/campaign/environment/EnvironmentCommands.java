package io.vigie.campaign.environment;

import io.vigie.campaign.asking.NewIds;
import io.vigie.campaign.environment.EnvironmentCommand.ChangeVariable;
import io.vigie.campaign.environment.EnvironmentCommand.DeclareRootVariable;
import io.vigie.campaign.environment.EnvironmentCommand.DefineVariable;
import io.vigie.campaign.environment.EnvironmentCommand.LimitEnvironment;
import io.vigie.campaign.environment.EnvironmentCommand.RemoveVariable;
import io.vigie.campaign.environment.EnvironmentRows.VariableRow;
import io.vigie.campaign.environment.EnvironmentState.Variable;
import io.vigie.contracts.EnvironmentId;
import io.vigie.contracts.ProjectId;
import io.vigie.service.refusal.Required;
import java.util.List;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.modelling.command.Aggregate;
import org.axonframework.modelling.command.Repository;
import org.springframework.stereotype.Component;

/** Takes the commands of this room, each in one transaction, one after another within a project. */
@Component
class EnvironmentCommands {

    private final Repository<RootVariables> roots;
    private final Repository<RunEnvironment> environments;
    private final EnvironmentRows rows;
    private final DataKeys keys;
    private final NewIds ids;

    EnvironmentCommands(
            Repository<RootVariables> roots,
            Repository<RunEnvironment> environments,
            EnvironmentRows rows,
            DataKeys keys,
            NewIds ids) {
        this.roots = roots;
        this.environments = environments;
        this.rows = rows;
        this.keys = keys;
        this.ids = ids;
    }

    @CommandHandler
    void handle(DeclareRootVariable command) throws Exception {
        roots(command.projectId())
                .execute(root -> root.declare(
                        command.projectId(),
                        command.variableId(),
                        command.key(),
                        command.value(),
                        command.description(),
                        command.secret()));
    }

    @CommandHandler
    void handle(DefineVariable command) throws Exception {
        boolean secret = roots(command.projectId()).invoke(root -> root.isSecret(command.key())) || command.secret();
        EnvironmentId id = rows.environmentNamed(command.projectId(), command.environment())
                .orElseGet(() -> EnvironmentId.of(ids.next()));
        Aggregate<RunEnvironment> environment = environments.loadOrCreate(
                id.value(), () -> new RunEnvironment(command.projectId(), id, command.environment()));
        String value = secret ? keys.seal(id, command.key(), command.value()) : command.value();
        environment.execute(present -> present.define(
                new Variable(command.variableId(), command.key(), value, command.description(), secret)));
    }

    @CommandHandler
    void handle(ChangeVariable command) throws Exception {
        Aggregate<RootVariables> roots = roots(command.projectId());
        VariableRow row = row(command.projectId(), command.variableId());
        EnvironmentId id = row.environmentId();
        if (id == null) {
            roots.execute(root -> root.change(
                    command.projectId(), row.key(), command.value(), command.description(), command.secret()));
            return;
        }
        boolean secretByRoot = roots.invoke(root -> root.isSecret(row.key()));
        environments.load(id.value()).execute(environment -> {
            Variable present = environment.get(row.key());
            environment.change(changed(id, present, command, secretByRoot));
        });
    }

    private Variable changed(EnvironmentId id, Variable present, ChangeVariable command, boolean secretByRoot) {
        Boolean wished = command.secret();
        boolean secret = secretByRoot || (wished == null ? present.secret() : wished);
        String given = command.value();
        if (given == null && present.secret() && !secret) {
            // What was a secret is never shown again: to open it, somebody has to give a value.
            Required.of("value", null).check();
        }
        String value = present.value();
        if (given != null) {
            value = secret ? keys.seal(id, present.key(), given) : given;
        } else if (secret && !present.secret()) {
            value = keys.seal(id, present.key(), present.value());
        }
        String description = command.description() == null ? present.description() : command.description();
        return new Variable(present.variableId(), present.key(), value, description, secret);
    }

    @CommandHandler
    void handle(RemoveVariable command) throws Exception {
        Aggregate<RootVariables> roots = roots(command.projectId());
        VariableRow row = row(command.projectId(), command.variableId());
        EnvironmentId id = row.environmentId();
        if (id != null) {
            environments.load(id.value()).execute(environment -> environment.remove(row.key()));
            return;
        }
        List<String> valued = rows.valuedIn(command.projectId(), row.key());
        if (!valued.isEmpty()) {
            throw EnvironmentRefusals.stillValued(row.key(), valued);
        }
        roots.execute(root -> root.retract(command.projectId(), row.key()));
    }

    @CommandHandler
    void handle(LimitEnvironment command) {
        EnvironmentId id = rows.environmentNamed(command.projectId(), command.environment())
                .orElseThrow(() -> EnvironmentRefusals.unknownEnvironment(command.environment()));
        environments.load(id.value()).execute(environment -> environment.limit(command.maxParallel()));
    }

    private Aggregate<RootVariables> roots(ProjectId project) throws Exception {
        return roots.loadOrCreate(RootVariables.idOf(project), () -> new RootVariables(project));
    }

    private VariableRow row(ProjectId project, String id) {
        return rows.variable(project, id).orElseThrow(EnvironmentRefusals::unknown);
    }
}
