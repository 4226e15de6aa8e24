package io.vigie.report.retention;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.vigie.contracts.Kept;
import io.vigie.report.retention.Retention.Found;
import io.vigie.report.retention.Rules.Victim;
import io.vigie.service.identity.AdminOnly;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code POST /api/retention/run}: asks at once for the removal of what has outlived its policy, and says what that is; with {@code ?dry=true} it only
 * says. What is asked for is gone once the ledger has its tombstone, within seconds. Administrators only.
 */
@RestController
@AdminOnly
class RetentionController {

    private static final int SHOWN = 100;

    private final Retention retention;

    RetentionController(Retention retention) {
        this.retention = retention;
    }

    /**
     * @param looked how many runs that have ended were looked at
     * @param runs how many go, with all they left
     * @param logs of how many only the logs go, and perhaps the files
     * @param artifacts of how many only the files go, and perhaps the logs
     * @param held how many stay because somebody holds them
     * @param removals the first ones
     * @param more whether there is more than one call asks for
     */
    record RetentionRun(
            boolean dry,
            long looked,
            long runs,
            long logs,
            long artifacts,
            long held,
            List<Removal> removals,
            List<Removal> heldBack,
            boolean more) {}

    /** @param campaign whose own policy it is; absent when it is the one of all others */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Removal(
            @JsonProperty("rapport_id") String reportId,
            List<String> removed,
            @JsonProperty("campain_id") @Nullable String campaign,
            @JsonProperty("policy_version") long policyVersion,
            @JsonProperty("held_for") @Nullable String heldFor) {

        static Removal of(Victim victim) {
            return new Removal(
                    victim.run().toString(),
                    victim.removed().stream().map(Kept::toString).toList(),
                    victim.policy().of(),
                    victim.policy().version(),
                    victim.heldFor());
        }
    }

    @PostMapping("/api/retention/run")
    RetentionRun run(@RequestParam(name = "dry", defaultValue = "false") boolean dry) {
        Found found = retention.run(dry);
        return new RetentionRun(
                dry,
                found.looked(),
                found.count(Kept.RUN),
                found.count(Kept.LOGS),
                found.count(Kept.ARTIFACTS),
                found.held().size(),
                shown(found.victims()),
                shown(found.held()),
                found.more());
    }

    private static List<Removal> shown(List<Victim> all) {
        return all.stream().limit(SHOWN).map(Removal::of).toList();
    }
}
