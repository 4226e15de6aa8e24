package io.vigie.contracts;

/** Names a campaign: an ordered collection of tests. */
public record CampaignId(String value) implements Id {
    public CampaignId {
        Id.requireText(value, "CampaignId");
    }

    public static CampaignId of(String value) {
        return new CampaignId(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
