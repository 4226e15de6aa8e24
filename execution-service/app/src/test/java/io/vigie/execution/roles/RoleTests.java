package io.vigie.execution.roles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RoleTests {

    @Test
    void readsAList() {
        assertThat(Role.parse(Role.USUAL)).containsExactlyInAnyOrder(Role.COORDINATOR, Role.WORKER, Role.SIGNER);
        assertThat(Role.parse(" Worker ,")).containsExactly(Role.WORKER);
    }

    @Test
    void refusesARoleThatThereIsNot() {
        assertThatThrownBy(() -> Role.parse("worker,boss"))
                .hasMessage(
                        "Expected VIGIE_ROLES to list one or more of coordinator, worker, signer, but found \"worker,boss\".");
        assertThatThrownBy(() -> Role.parse(" ")).isInstanceOf(IllegalArgumentException.class);
    }
}
