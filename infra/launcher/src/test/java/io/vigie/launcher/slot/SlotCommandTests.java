package io.vigie.launcher.slot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SlotCommandTests {

    private static final Map<String, String> SLOT =
            Map.of("BACKEND_PORT", "20010", "CI_NODE_INDEX", "0", "CI_NODE_TOTAL", "1");

    @Test
    void tellsTheCommandAllThatTheSlotHas() {
        assertThat(SlotCommand.variables(SLOT, Map.of("BACKEND_PORT", "8000", "CI_NODE_INDEX", "3")))
                .containsAllEntriesOf(SLOT)
                .containsEntry("PYTEST_WORKERS", "auto");
    }

    @Test
    void leavesABuildServersPartAndTheCallersNumberOfRunnersAsTheyAre() {
        assertThat(SlotCommand.variables(
                        SLOT, Map.of("CI_NODE_INDEX", "3", "CI_NODE_TOTAL", "8", "PYTEST_WORKERS", "2")))
                .isEqualTo(Map.of("BACKEND_PORT", "20010"));
    }
}
