package io.vigie.report.audit.decisions;

import io.vigie.contracts.campaign.CampaignEvent.Change;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some decisions, the newest first.
 *
 * @param next absent when there are no older ones
 */
record DecisionPage(List<Shown> decisions, @Nullable Next next) {

    /**
     * @param sequence the place among the project's decisions, from 1
     * @param actor who decided: a user's id, or the source of a message
     * @param actorName the name that this user has now, or had last
     * @param cause the command that was asked for
     * @param correlation the click or message that all of it comes from
     * @param subject what was decided upon
     * @param name the name that it has now, or had last; absent when it has none
     * @param difference absent when it was recorded before differences were
     */
    record Shown(
            long sequence,
            String id,
            String type,
            Instant at,
            @Nullable String actor,
            @Nullable String actorName,
            @Nullable String cause,
            @Nullable String correlation,
            String subject,
            @Nullable String name,
            About about,
            @Nullable List<Change> difference,
            String previousHash,
            String hash) {}

    /** Where the list goes on. @param before the number of the last decision that was given @param url the next part of the list */
    record Next(long before, String url) {}
}
