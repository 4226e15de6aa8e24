package io.vigie.report.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.contracts.Kept;
import io.vigie.report.retention.Rules.Ended;
import io.vigie.report.retention.Rules.Victim;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RulesTests {

    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final UUID RUN = UUID.fromString("019b2c7e-0d00-7000-8000-000000000001");
    private static final Policy COMMON =
            new Policy(null, 3, Duration.ofDays(90), Duration.ofDays(30), Duration.ofDays(7));

    @Test
    void keepsEverythingAsLongAsNobodyDecided() {
        assertThat(rules(null).judge(endedDaysAgo(10_000), NOW)).isEmpty();
        assertThat(rules(new Policy(null, 1, null, null, null)).judge(endedDaysAgo(10_000), NOW))
                .isEmpty();
    }

    @Test
    void takesEachPartWhenItsTimeIsOver() {
        assertThat(goes(endedDaysAgo(6))).isEmpty();
        assertThat(goes(endedDaysAgo(7))).containsExactly(Kept.ARTIFACTS);
        assertThat(goes(endedDaysAgo(30))).containsExactlyInAnyOrder(Kept.ARTIFACTS, Kept.LOGS);
        assertThat(goes(endedDaysAgo(90))).as("with the run everything goes").containsExactly(Kept.RUN);
    }

    @Test
    void takesNothingASecondTime() {
        Instant ended = NOW.minus(Duration.ofDays(30));

        assertThat(goes(new Ended(RUN, "c1", ended, Set.of(Kept.ARTIFACTS)))).containsExactly(Kept.LOGS);
        assertThat(goes(new Ended(RUN, "c1", ended, Set.of(Kept.ARTIFACTS, Kept.LOGS))))
                .isEmpty();
    }

    @Test
    void prefersTheCampaignsOwnPolicyAsAWhole() {
        Policy own = new Policy("c1", 8, null, Duration.ofDays(1), null);
        Rules rules = new Rules(COMMON, Map.of("c1", own), Map.of(), Map.of());

        assertThat(rules.judge(endedDaysAgo(1_000), NOW)).hasValueSatisfying(victim -> {
            assertThat(victim.removed()).containsExactly(Kept.LOGS);
            assertThat(victim.policy()).isEqualTo(own);
        });
        assertThat(rules.judge(new Ended(RUN, "c2", NOW.minus(Duration.ofDays(8)), Set.of()), NOW))
                .hasValueSatisfying(victim -> assertThat(victim.policy()).isEqualTo(COMMON));
    }

    @Test
    void tellsWhyARunStaysThatIsHeld() {
        Rules byItself = new Rules(COMMON, Map.of(), Map.of(RUN, "Incident"), Map.of("c1", "Audit"));
        Rules withItsCampaign = new Rules(COMMON, Map.of(), Map.of(), Map.of("c1", "Audit"));

        assertThat(byItself.judge(endedDaysAgo(100), NOW).map(Victim::heldFor)).contains("Incident");
        assertThat(withItsCampaign.judge(endedDaysAgo(100), NOW).map(Victim::heldFor))
                .contains("Audit");
    }

    private static Rules rules(Policy common) {
        return new Rules(common, Map.of(), Map.of(), Map.of());
    }

    private static Ended endedDaysAgo(int days) {
        return new Ended(RUN, "c1", NOW.minus(Duration.ofDays(days)), Set.of());
    }

    private static Set<Kept> goes(Ended run) {
        return rules(COMMON).judge(run, NOW).map(Victim::removed).orElse(Set.of());
    }
}
