package io.vigie.report.audit.decisions;

import io.vigie.contracts.RunOptions;
import io.vigie.contracts.campaign.CampaignEvent;
import io.vigie.contracts.campaign.CampaignEvent.Change;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a decision says for people. Pure. */
final class Told {

    private Told() {}

    /** The name that the thing has since, or had until, the decision; absent when the decision does not tell. */
    static @Nullable String name(CampaignEvent event) {
        return switch (event) {
            case CampaignEvent.CampaignCreated e -> e.name();
            case CampaignEvent.CampaignChanged e -> e.name();
            case CampaignEvent.TestCreated e -> e.name();
            case CampaignEvent.TestChanged e -> e.name();
            case CampaignEvent.EnvironmentCreated e -> e.name();
            case CampaignEvent.UserCreated e -> e.name();
            case CampaignEvent.UserChanged e -> e.name();
            case CampaignEvent.WebhookCreated e -> e.name();
            case CampaignEvent.WebhookChanged e -> e.name();
            case CampaignEvent.Launched e -> e.name();
            default -> null;
        };
    }

    /** What is different since; of a launch, all that it decided. Absent when it was recorded before differences were. */
    static @Nullable List<Change> difference(CampaignEvent event) {
        return switch (event) {
            case CampaignEvent.Launched launched -> launched(launched);
            case CampaignEvent.PlanChunk _, CampaignEvent.CancelRequested _ -> List.of();
            case CampaignEvent.ReportExpired expired -> expired(expired);
            default -> event.changes();
        };
    }

    private static List<Change> expired(CampaignEvent.ReportExpired expired) {
        List<Change> all = new ArrayList<>();
        List<Change> changes = expired.changes();
        if (changes != null) {
            all.addAll(changes);
        }
        add(all, "removed", expired.removed());
        add(all, "policy_of", expired.policyOf());
        add(all, "policy_version", expired.policyVersion());
        return all;
    }

    private static List<Change> launched(CampaignEvent.Launched launch) {
        List<Change> all = new ArrayList<>();
        RunOptions options = launch.options();
        add(all, "kind", launch.kind());
        add(all, "name", launch.name());
        add(all, "campaign", launch.campaignName());
        add(all, "environment", launch.environment());
        add(all, "environment_version", launch.environmentVersion());
        add(all, "files_version", launch.filesVersion());
        add(all, "tests", launch.testCount());
        add(all, "stop_on_failure", options.stopOnFailure());
        add(all, "parallelism", options.parallelism());
        add(all, "retries", options.retries());
        add(all, "test_timeout_ms", options.testTimeoutMillis());
        add(all, "run_timeout_ms", options.runTimeoutMillis());
        add(all, "max_parallel", options.environmentCap());
        add(all, "keep_failed_work", options.keepFailedWork());
        return all;
    }

    private static void add(List<Change> all, String field, @Nullable Object value) {
        if (value != null) {
            all.add(new Change(field, null, value.toString(), false));
        }
    }
}
