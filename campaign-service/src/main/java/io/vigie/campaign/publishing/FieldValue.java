package io.vigie.campaign.publishing;

import io.vigie.contracts.campaign.CampaignEvent.Change;

/**
 * One field's value: as it is told, and as it is compared.
 *
 * @param shown what people may read: cut when long, {@link Change#HIDDEN} when secret
 * @param compared differs when the value does; never told
 */
record FieldValue(String shown, String compared, boolean secret) {

    static FieldValue of(String text) {
        String shown = ShownText.of(text);
        return new FieldValue(shown, shown, false);
    }

    /** @param compared anything that differs when the secret does */
    static FieldValue secret(String compared) {
        return new FieldValue(Change.HIDDEN, compared, true);
    }
}
