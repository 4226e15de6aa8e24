package io.vigie.campaign.launching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vigie.campaign.environment.EnvironmentDirectory.Known;
import io.vigie.contracts.CampaignId;
import io.vigie.contracts.EnvironmentId;
import io.vigie.service.refusal.Fault;
import io.vigie.service.refusal.Refusal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LaunchPolicyTests {

    private static final String CAMPAIGN = "019a2b3c-4d5e-7f60-8123-456789abcdef";
    private static final Launch LAUNCH = new Launch(CampaignId.of(CAMPAIGN), "R", "DEV", false, 1);
    private static final List<Known> DEV = List.of(new Known(EnvironmentId.of("e1"), "DEV", 1));

    @Test
    void hasNoObjectionToALaunchThatCanRun() {
        assertThat(LaunchPolicy.firstObjection(new LaunchSituation(LAUNCH, true, DEV, false, 1)))
                .isEmpty();
    }

    @Test
    void objectsInTheOrderOfTheApi() {
        assertThat(objection(new LaunchSituation(LAUNCH, false, List.of(), true, 0)))
                .contains("campaign-unknown");
        assertThat(objection(new LaunchSituation(LAUNCH, true, List.of(), true, 0)))
                .contains("environment-unknown");
        assertThat(objection(new LaunchSituation(LAUNCH, true, DEV, true, 0))).contains("name-taken");
        assertThat(objection(new LaunchSituation(LAUNCH, true, DEV, false, 0))).contains("campaign-empty");
    }

    @Test
    void saysWhichEnvironmentsThereAre() {
        Launch elsewhere = new Launch(CampaignId.of(CAMPAIGN), "R", "PROD", false, 1);
        Refusal refusal = LaunchPolicy.firstObjection(new LaunchSituation(elsewhere, true, DEV, false, 1))
                .orElseThrow();

        assertThat(refusal.faults().getFirst().expected().fr()).isEqualTo("l'une des filières : DEV");
    }

    @Test
    void namesWhatIsMissingBeforeAnythingElse() {
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> LaunchPolicy.wellFormed(new RequestedLaunch("nonsense", " ", null, null, 99)))
                .satisfies(refusal -> {
                    assertThat(refusal.text().fr()).isEqualTo("Champs manquants : name, filiere");
                    assertThat(refusal.status()).isEqualTo(400);
                });
    }

    @Test
    void refusesAnIdThatIsNone() {
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> LaunchPolicy.wellFormed(new RequestedLaunch("nonsense", "R", "DEV", null, null)))
                .satisfies(refusal ->
                        assertThat(refusal.faults()).extracting(Fault::path).containsExactly("campain_id"));
    }

    @Test
    void boundsTheParallelism() {
        assertThat(LaunchPolicy.wellFormed(new RequestedLaunch(CAMPAIGN, "R", "DEV", true, 64)))
                .isEqualTo(new Launch(CampaignId.of(CAMPAIGN), "R", "DEV", true, 64));
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> LaunchPolicy.wellFormed(new RequestedLaunch(CAMPAIGN, "R", "DEV", true, 0)));
    }

    private static Optional<String> objection(LaunchSituation situation) {
        return LaunchPolicy.firstObjection(situation).map(Refusal::kind);
    }
}
