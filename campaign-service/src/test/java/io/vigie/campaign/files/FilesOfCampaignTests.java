package io.vigie.campaign.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.vigie.campaign.catalogue.LaunchableCampaigns;
import io.vigie.campaign.files.FilesCommand.AddFile;
import io.vigie.campaign.files.FilesCommand.RemoveFile;
import io.vigie.campaign.files.FilesEvent.FileAdded;
import io.vigie.campaign.files.FilesEvent.FileRemoved;
import io.vigie.contracts.CampaignId;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.definition.Definition.CampaignFile;
import io.vigie.service.refusal.Refusal;
import java.util.Optional;
import java.util.TreeMap;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.axonframework.test.aggregate.FixtureConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FilesOfCampaignTests {

    private static final CampaignId CAMPAIGN = CampaignId.of("c1");
    private static final FileAdded ADDED = new FileAdded(ProjectId.COMMON, CAMPAIGN, 1, "a.csv", 3, "aa");

    private final LaunchableCampaigns campaigns = mock(LaunchableCampaigns.class);
    private FixtureConfiguration<FilesOfCampaign> fixture;

    @BeforeEach
    void fixture() {
        when(campaigns.nameOf(any(), any())).thenReturn(Optional.of("Nightly"));
        fixture = new AggregateTestFixture<>(FilesOfCampaign.class);
        fixture.registerAnnotatedCommandHandler(new FilesCommands(fixture.getRepository(), campaigns));
    }

    @Test
    void countsItsVersions() {
        fixture.givenNoPriorActivity().when(add("a.csv", 3, "aa")).expectEvents(ADDED);
        fixture.given(ADDED)
                .when(add("b.csv", 4, "bb"))
                .expectEvents(new FileAdded(ProjectId.COMMON, CAMPAIGN, 2, "b.csv", 4, "bb"));
        fixture.given(ADDED)
                .when(new RemoveFile(ProjectId.COMMON, CAMPAIGN, "a.csv"))
                .expectEvents(new FileRemoved(ProjectId.COMMON, CAMPAIGN, 2, "a.csv"));
    }

    @Test
    void replacesAFileOfTheSameName() {
        fixture.given(ADDED)
                .when(add("a.csv", 5, "cc"))
                .expectEvents(new FileAdded(ProjectId.COMMON, CAMPAIGN, 2, "a.csv", 5, "cc"));
    }

    @Test
    void saysNothingWhenTheContentIsTheSame() {
        fixture.given(ADDED).when(add("a.csv", 3, "aa")).expectNoEvents();
    }

    @Test
    void doesNotRemoveWhatIsNotThere() {
        RemoveFile command = new RemoveFile(ProjectId.COMMON, CAMPAIGN, "b.csv");

        fixture.given(ADDED).when(command).expectNoEvents().expectException(Refusal.class);
        fixture.givenNoPriorActivity().when(command).expectNoEvents().expectException(Refusal.class);
    }

    @Test
    void belongsToACampaignThatExists() {
        when(campaigns.nameOf(any(), any())).thenReturn(Optional.empty());

        fixture.givenNoPriorActivity()
                .when(add("a.csv", 3, "aa"))
                .expectNoEvents()
                .expectException(Refusal.class);
    }

    @Test
    void isFullAtItsLimits() {
        TreeMap<String, CampaignFile> many = new TreeMap<>();
        for (int i = 0; i < FileLimits.FILES; i++) {
            many.put("f" + i, new CampaignFile("f" + i, 1, "aa"));
        }
        FilesState full = new FilesState(500, many);
        FilesState large = FilesState.NONE.evolve(
                new FileAdded(ProjectId.COMMON, CAMPAIGN, 1, "large", FileLimits.CAMPAIGN_BYTES, "aa"));

        FilesPolicy.check(full, "f0", 2);
        FilesPolicy.check(large, "large", FileLimits.CAMPAIGN_BYTES);
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> FilesPolicy.check(full, "one-more", 1))
                .satisfies(refusal -> assertThat(refusal.status()).isEqualTo(413));
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> FilesPolicy.check(large, "small", 1))
                .satisfies(refusal -> assertThat(
                                refusal.faults().getFirst().expected().en())
                        .isEqualTo("at most 1073741824 bytes per campaign"));
    }

    private static AddFile add(String name, long size, String sha256) {
        return new AddFile(ProjectId.COMMON, CAMPAIGN, new CampaignFile(name, size, sha256));
    }
}
