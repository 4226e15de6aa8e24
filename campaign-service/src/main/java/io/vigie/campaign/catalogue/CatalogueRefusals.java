package io.vigie.campaign.catalogue;

import io.vigie.service.refusal.Refusal;

/** The sentences with which this room says no. */
final class CatalogueRefusals {

    private CatalogueRefusals() {}

    static Refusal unknownCampaign() {
        return Refusal.notFound("Campagne non trouvée", "Campaign not found").named("campaign-unknown");
    }

    static Refusal unknownTest() {
        return Refusal.notFound("Test non trouvé", "Test not found").named("test-unknown");
    }
}
