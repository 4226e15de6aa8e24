package io.vigie.campaign.launching;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.YearMonth;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GeneratedNameTests {

    @Test
    void isTheMonthInFrenchWithACapital() {
        assertThat(GeneratedName.firstFree(YearMonth.of(2025, 10), Set.of())).isEqualTo("Octobre 2025");
        assertThat(GeneratedName.firstFree(YearMonth.of(2026, 8), Set.of())).isEqualTo("Août 2026");
    }

    @Test
    void hasTheFirstFreeNumberWhenItIsTaken() {
        assertThat(GeneratedName.firstFree(YearMonth.of(2025, 10), Set.of("Octobre 2025")))
                .isEqualTo("Octobre 2025 (1)");
        assertThat(GeneratedName.firstFree(
                        YearMonth.of(2025, 10), Set.of("Octobre 2025", "Octobre 2025 (1)", "Octobre 2025 (3)")))
                .isEqualTo("Octobre 2025 (2)");
    }
}
