package io.vigie.campaign.launching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vigie.campaign.catalogue.LaunchableCampaigns.LaunchableTest;
import io.vigie.campaign.catalogue.TestSettings;
import io.vigie.campaign.environment.EnvironmentDirectory.Known;
import io.vigie.contracts.CampaignId;
import io.vigie.contracts.EnvironmentId;
import io.vigie.contracts.RunOptions;
import io.vigie.contracts.TestId;
import io.vigie.service.refusal.Fault;
import io.vigie.service.refusal.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LaunchPolicyTests {

    private static final String CAMPAIGN = "019a2b3c-4d5e-7f60-8123-456789abcdef";
    private static final Launch LAUNCH = new Launch(CampaignId.of(CAMPAIGN), "R", "DEV", RunOptions.USUAL);
    private static final List<Known> DEV = List.of(new Known(EnvironmentId.of("e1"), "DEV", 1, null));

    @Test
    void hasNoObjectionToALaunchThatCanRun() {
        assertThat(LaunchPolicy.firstObjection(new LaunchSituation(LAUNCH, true, false, DEV, false, tests(1, null))))
                .isEmpty();
    }

    @Test
    void objectsInTheOrderOfTheApi() {
        assertThat(objection(new LaunchSituation(LAUNCH, false, false, List.of(), true, List.of())))
                .contains("campaign-unknown");
        assertThat(objection(new LaunchSituation(LAUNCH, true, true, List.of(), true, List.of())))
                .contains("campaign-archived");
        assertThat(objection(new LaunchSituation(LAUNCH, true, false, List.of(), true, List.of())))
                .contains("environment-unknown");
        assertThat(objection(new LaunchSituation(LAUNCH, true, false, DEV, true, List.of())))
                .contains("name-taken");
        assertThat(objection(new LaunchSituation(LAUNCH, true, false, DEV, false, List.of())))
                .contains("campaign-empty");
    }

    @Test
    void saysWhichEnvironmentsThereAre() {
        Launch elsewhere = new Launch(CampaignId.of(CAMPAIGN), "R", "PROD", RunOptions.USUAL);
        Refusal refusal = LaunchPolicy.firstObjection(
                        new LaunchSituation(elsewhere, true, false, DEV, false, tests(1, null)))
                .orElseThrow();

        assertThat(refusal.faults().getFirst().expected().fr()).isEqualTo("l'une des filières : DEV");
    }

    @Test
    void namesWhatIsMissingBeforeAnythingElse() {
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> LaunchPolicy.wellFormed(RequestedLaunch.plain("nonsense", " ", null)))
                .satisfies(refusal -> {
                    assertThat(refusal.text().fr()).isEqualTo("Champs manquants : name, filiere");
                    assertThat(refusal.status()).isEqualTo(400);
                });
    }

    @Test
    void refusesAnIdThatIsNone() {
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> LaunchPolicy.wellFormed(RequestedLaunch.plain("nonsense", "R", "DEV")))
                .satisfies(refusal ->
                        assertThat(refusal.faults()).extracting(Fault::path).containsExactly("campain_id"));
    }

    @Test
    void takesEveryOption() {
        RequestedLaunch request =
                new RequestedLaunch(CAMPAIGN, "R", "DEV", true, 64, 10, 86_400_000L, 604_800_000L, true);

        assertThat(LaunchPolicy.wellFormed(request).options())
                .isEqualTo(new RunOptions(true, 64, 10, 86_400_000L, 604_800_000L, null, true));
    }

    @Test
    void boundsEveryOption() {
        RequestedLaunch request = new RequestedLaunch(CAMPAIGN, "R", "DEV", true, 65, 11, 86_400_001L, 0L, true);

        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> LaunchPolicy.wellFormed(request))
                .satisfies(refusal -> {
                    assertThat(refusal.faults())
                            .extracting(Fault::path)
                            .containsExactly("parallelism", "retries", "testTimeoutMillis", "runTimeoutMillis");
                    assertThat(refusal.faults().get(1).expected().en()).isEqualTo("a whole number from 0 to 10");
                    assertThat(refusal.faults().get(1).found().en()).isEqualTo("11");
                });
    }

    @Test
    void refusesMoreTestsOfOneAffinityThanASliceTakes() {
        LaunchSituation most = new LaunchSituation(LAUNCH, true, false, DEV, false, tests(1_000, "db"));
        LaunchSituation tooMany = new LaunchSituation(LAUNCH, true, false, DEV, false, tests(1_001, "db"));

        assertThat(LaunchPolicy.firstObjection(most)).isEmpty();
        Refusal refusal = LaunchPolicy.firstObjection(tooMany).orElseThrow();
        assertThat(refusal.text().en()).isEqualTo("Too many tests of the same affinity: db");
        assertThat(refusal.faults().getFirst().expected().en()).isEqualTo("at most 1000 tests of one affinity");
    }

    private static List<LaunchableTest> tests(int count, @Nullable String affinity) {
        return IntStream.range(0, count)
                .mapToObj(i -> new LaunchableTest(
                        TestId.of("t" + i), 1, "t" + i, new TestSettings(null, null, false, null, affinity)))
                .toList();
    }

    private static Optional<String> objection(LaunchSituation situation) {
        return LaunchPolicy.firstObjection(situation).map(Refusal::kind);
    }
}
