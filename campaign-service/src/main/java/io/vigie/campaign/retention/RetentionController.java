package io.vigie.campaign.retention;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.vigie.campaign.asking.AskedFields;
import io.vigie.campaign.asking.AskedIds;
import io.vigie.campaign.asking.Asker;
import io.vigie.campaign.asking.Commands;
import io.vigie.campaign.retention.RetentionCommand.HoldCampaign;
import io.vigie.campaign.retention.RetentionCommand.ReleaseCampaign;
import io.vigie.campaign.retention.RetentionCommand.SetPolicy;
import io.vigie.campaign.retention.RetentionCommand.UnsetPolicy;
import io.vigie.campaign.retention.RetentionRows.HoldRow;
import io.vigie.campaign.retention.RetentionRows.PolicyRow;
import io.vigie.contracts.CampaignId;
import io.vigie.contracts.ProjectId;
import io.vigie.service.Text;
import io.vigie.service.contract.BodyOf;
import io.vigie.service.identity.AdminOnly;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code /api/retention}: how long runs, logs and files are kept, for all campaigns or for one; and holds on a whole campaign. Durations are ISO 8601,
 * such as {@code P90D}, counted from a run's end; null, and whatever nobody decided, is for ever. Administrators only.
 */
@RestController
@RequestMapping("/api")
@AdminOnly
class RetentionController {

    private static final int MOST_HOLDS = 1_000;

    private final Commands commands;
    private final RetentionRows rows;
    private final RetentionSettings settings;

    RetentionController(Commands commands, RetentionRows rows, RetentionSettings settings) {
        this.commands = commands;
        this.rows = rows;
        this.settings = settings;
    }

    /** @param version 0 as long as nobody decided anything */
    record Policy(
            @Nullable String runs,
            @Nullable String logs,
            @Nullable String artifacts,
            long version) {

        static final Policy NONE = new Policy(null, null, null, 0);

        static Policy of(PolicyRow row) {
            Durations durations = row.durations();
            return new Policy(
                    Durations.shown(durations.runs()),
                    Durations.shown(durations.logs()),
                    Durations.shown(durations.artifacts()),
                    row.version());
        }
    }

    record OfCampaign(@JsonProperty("campain_id") String campaignId, Policy policy) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Held(
            @JsonProperty("campain_id") @Nullable String campaignId,
            @JsonProperty("rapport_id") @Nullable String reportId,
            String reason,
            @JsonProperty("held_by") @Nullable String heldBy,
            @JsonProperty("held_by_name") @Nullable String heldByName,
            @JsonProperty("held_at") Instant heldAt) {

        static Held of(HoldRow row) {
            return new Held(
                    row.isOfACampaign() ? row.id() : null,
                    row.isOfACampaign() ? null : row.id(),
                    row.reason(),
                    row.heldBy(),
                    row.heldByName(),
                    row.heldAt());
        }
    }

    /** @param policy of all campaigns that are not named; @param holds the newest ones */
    record Rules(Policy policy, List<OfCampaign> campaigns, List<Held> holds) {}

    /** What is left out is kept for ever. */
    record NewPolicy(
            @Nullable String runs,
            @Nullable String logs,
            @Nullable String artifacts) {}

    record Stored(String message, Policy policy) {}

    record Said(String message) {}

    @GetMapping("/retention")
    Rules show() {
        List<PolicyRow> all = rows.policies(ProjectId.COMMON);
        return new Rules(
                all.stream()
                        .filter(row -> row.campaignId() == null)
                        .findFirst()
                        .map(Policy::of)
                        .orElse(Policy.NONE),
                all.stream()
                        .filter(row -> row.campaignId() != null)
                        .map(row -> new OfCampaign(String.valueOf(row.campaignId()), Policy.of(row)))
                        .toList(),
                rows.holds(ProjectId.COMMON, MOST_HOLDS).stream().map(Held::of).toList());
    }

    /** What the body does not name is kept for ever. */
    @PutMapping("/retention")
    Stored set(@BodyOf(NewPolicy.class) @RequestBody Map<String, @Nullable Object> body, Asker asker, Locale locale) {
        return set(null, body, asker, locale);
    }

    @PutMapping("/campains/{id}/retention")
    Stored setForCampaign(
            @PathVariable String id,
            @BodyOf(NewPolicy.class) @RequestBody Map<String, @Nullable Object> body,
            Asker asker,
            Locale locale) {
        return set(campaign(id), body, asker, locale);
    }

    private Stored set(@Nullable CampaignId campaign, Map<String, @Nullable Object> body, Asker asker, Locale locale) {
        AskedFields asked = new AskedFields(body);
        Durations durations = Durations.read(asked, settings.shortest());
        asked.check();
        commands.send(asker, new SetPolicy(ProjectId.COMMON, campaign, durations));
        return new Stored(
                Text.of("Durées de conservation enregistrées", "Retention stored")
                        .in(locale),
                rows.policy(ProjectId.COMMON, campaign).map(Policy::of).orElse(Policy.NONE));
    }

    @DeleteMapping("/campains/{id}/retention")
    Said unset(@PathVariable String id, Asker asker, Locale locale) {
        commands.send(asker, new UnsetPolicy(ProjectId.COMMON, campaign(id)));
        return new Said(Text.of(
                        "La campagne suit désormais les durées communes",
                        "The campaign follows the common retention from now on")
                .in(locale));
    }

    @PutMapping("/campains/{id}/hold")
    Said hold(
            @PathVariable String id,
            @BodyOf(HoldReason.NewHold.class) @RequestBody Map<String, @Nullable Object> body,
            Asker asker,
            Locale locale) {
        commands.send(asker, new HoldCampaign(ProjectId.COMMON, campaign(id), HoldReason.read(body)));
        return new Said(Text.of(
                        "Les rapports de la campagne sont conservés jusqu'à nouvel ordre",
                        "The reports of the campaign are held until further notice")
                .in(locale));
    }

    @DeleteMapping("/campains/{id}/hold")
    Said release(@PathVariable String id, Asker asker, Locale locale) {
        commands.send(asker, new ReleaseCampaign(ProjectId.COMMON, campaign(id)));
        return new Said(
                Text.of("Les rapports de la campagne ne sont plus retenus", "The reports of the campaign are released")
                        .in(locale));
    }

    private static CampaignId campaign(String id) {
        return CampaignId.of(AskedIds.wellFormed("campain_id", id));
    }
}
