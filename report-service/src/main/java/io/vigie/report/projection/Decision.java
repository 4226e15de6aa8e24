package io.vigie.report.projection;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.campaign.CampaignEvent;

/**
 * A decision of a person that has a place among its project's, with the place where it was read.
 *
 * @param link the place among the project's decisions
 * @param line the record as it was written ({@code CloudEventJson.asRecorded})
 */
public record Decision(
        Position position, Envelope<?> envelope, CampaignEvent message, Envelope.Link link, String line) {}
