package io.vigie.campaign.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vigie.campaign.environment.EnvironmentEvent.EnvironmentCreated;
import io.vigie.campaign.environment.EnvironmentEvent.VariableDefined;
import io.vigie.campaign.environment.EnvironmentEvent.VariableRemoved;
import io.vigie.campaign.environment.EnvironmentState.Variable;
import io.vigie.contracts.EnvironmentId;
import io.vigie.contracts.ProjectId;
import io.vigie.service.refusal.Refusal;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.modelling.command.Repository;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.axonframework.test.aggregate.FixtureConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunEnvironmentTests {

    private static final EnvironmentId ID = EnvironmentId.of("e1");
    private static final EnvironmentCreated CREATED = new EnvironmentCreated(ProjectId.COMMON, ID, "DEV");

    private FixtureConfiguration<RunEnvironment> fixture;

    record Define(Variable variable) {}

    record Remove(String key) {}

    /** Speaks to the aggregate as the room's commands do, without their lists. */
    static class Commands {

        private final Repository<RunEnvironment> environments;

        Commands(Repository<RunEnvironment> environments) {
            this.environments = environments;
        }

        @CommandHandler
        void handle(Define command) {
            environments.load(ID.value()).execute(environment -> environment.define(command.variable()));
        }

        @CommandHandler
        void handle(Remove command) {
            environments.load(ID.value()).execute(environment -> environment.remove(command.key()));
        }
    }

    @BeforeEach
    void fixture() {
        fixture = new AggregateTestFixture<>(RunEnvironment.class);
        fixture.registerAnnotatedCommandHandler(new Commands(fixture.getRepository()));
    }

    @Test
    void hasANewVersionWithEachValue() {
        fixture.given(CREATED, defined(1, "a")).when(new Define(variable("b"))).expectEvents(defined(2, "b"));
    }

    @Test
    void refusesAKeyThatHasAValue() {
        fixture.given(CREATED, defined(1, "a"))
                .when(new Define(variable("a")))
                .expectNoEvents()
                .expectExceptionMessage("The variable 'a' exists already for the environment 'DEV'");
    }

    @Test
    void refusesMoreThanAMessageCarries() {
        fixture.given(CREATED)
                .when(new Define(new Variable("v", "big", "x".repeat(EnvironmentLimits.ENVIRONMENT_BYTES), "", false)))
                .expectNoEvents()
                .expectException(Refusal.class);
    }

    @Test
    void removesAValueUnderANewVersion() {
        fixture.given(CREATED, defined(1, "a"))
                .when(new Remove("a"))
                .expectEvents(new VariableRemoved(ProjectId.COMMON, ID, 2, "id-a", "a"));
    }

    @Test
    void declaresARootVariableOnce() {
        RootVariables roots = new RootVariables(ProjectId.COMMON);
        roots.on(new EnvironmentEvent.RootVariableDeclared(ProjectId.COMMON, "r", "a", "", "", true));

        assertThat(roots.isSecret("a")).isTrue();
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> roots.isSecret("b"))
                .withMessage("The root variable b must be created first");
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> roots.declare(ProjectId.COMMON, "r2", "a", "", "", false));
    }

    private static VariableDefined defined(long version, String key) {
        return new VariableDefined(ProjectId.COMMON, ID, version, "id-" + key, key, "value", "", false);
    }

    private static Variable variable(String key) {
        return new Variable("id-" + key, key, "value", "", false);
    }
}
