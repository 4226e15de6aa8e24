package io.vigie.campaign.catalogue;

import io.vigie.service.Text;
import io.vigie.service.refusal.Refusal;
import java.util.Set;

/** The sentences with which this room says no. */
final class CatalogueRefusals {

    private CatalogueRefusals() {}

    static Refusal unknownCampaign() {
        return Refusal.notFound("Campagne non trouvée", "Campaign not found").named("campaign-unknown");
    }

    static Refusal overtaken(long version, Set<Long> expected) {
        return Refusal.of(
                        412,
                        Text.of(
                                        "Ce test a été modifié entre-temps : il en est à la version %d",
                                        "This test was changed meanwhile: it is at version %d")
                                .with(version))
                .at(TestTag.IF_MATCH, Text.of("la version %d", "version %d").with(version), TestTag.shown(expected))
                .named("test-changed-meanwhile");
    }

    static Refusal unknownTest() {
        return Refusal.notFound("Test non trouvé", "Test not found").named("test-unknown");
    }
}
