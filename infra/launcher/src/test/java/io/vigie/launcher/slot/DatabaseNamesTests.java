package io.vigie.launcher.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigie.slots.Seat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseNamesTests {

    private static final String OURS = Seat.suffixesOf("this-host");
    private static final DatabaseNames NAMES = DatabaseNames.of("test_a.b_{suffix}_x", "this-host");

    @Test
    void knowsTheDatabasesOfASlotAndOfItsParts() {
        assertThat(NAMES.blockOf("test_a.b_" + OURS + "0_x")).hasValue(0);
        assertThat(NAMES.blockOf("test_a.b_" + OURS + "947_x")).hasValue(947);
        assertThat(NAMES.blockOf("test_a.b_" + OURS + "947_gw1_x")).hasValue(947);
        assertThat(NAMES.blockOf("test_a.b_" + OURS + "947_gw11_gw11_x")).hasValue(947);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgres",
                "test_a.b_x",
                "test_a.b_%s_x",
                "test_a.b_%s07_x",
                "test_a.b_%s123456_x",
                "test_a.b_%s7_x2",
                "test_a.b_%s7",
                "test_a_b_%s7_x",
                "my_test_a.b_%s7_x",
                "test_a.b_%s7_backup_x",
                "test_a.b_%s7_gw1_gw1_gw1_x",
                "TEST_a.b_%s7_x"
            })
    void leavesEveryOtherDatabaseAlone(String name) {
        assertThat(NAMES.blockOf(name.replace("%s", OURS))).isEmpty();
    }

    @Test
    void leavesTheDatabasesOfOtherMachinesAlone() {
        assertThat(NAMES.blockOf("test_a.b_" + Seat.suffixesOf("another-host") + "7_x"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"test_app", "test_%", "{suffix}{suffix}", ""})
    void refusesATemplateWithoutAPlaceForTheSuffix(String template) {
        assertThatThrownBy(() -> DatabaseNames.of(template, "this-host"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("test_{suffix}");
    }
}
