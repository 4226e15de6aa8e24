package io.vigie.report.progress;

import io.vigie.contracts.CampaignId;
import io.vigie.contracts.EnvironmentId;
import io.vigie.contracts.RunKind;
import io.vigie.contracts.RunOptions;
import io.vigie.contracts.campaign.CampaignEvent.Launched;
import io.vigie.contracts.run.RunEvent.RunStarted;
import java.time.Instant;

/** What the launch decided. The launch itself and the first event of the history say the same: whichever is read first is enough. */
record LaunchFacts(
        RunKind kind,
        CampaignId campaignId,
        String campaignName,
        String name,
        EnvironmentId environmentId,
        long environmentVersion,
        String environment,
        long filesVersion,
        RunOptions options,
        int testCount,
        String launchedBy,
        Instant launchedAt) {

    static LaunchFacts of(Launched launched) {
        return new LaunchFacts(
                launched.kind(),
                launched.campaignId(),
                launched.campaignName(),
                launched.name(),
                launched.environmentId(),
                launched.environmentVersion(),
                launched.environment(),
                launched.filesVersion(),
                launched.options(),
                launched.testCount(),
                launched.launchedBy(),
                launched.launchedAt());
    }

    static LaunchFacts of(RunStarted started) {
        return new LaunchFacts(
                started.kind(),
                started.campaignId(),
                started.campaignName(),
                started.name(),
                started.environmentId(),
                started.environmentVersion(),
                started.environment(),
                started.filesVersion(),
                started.options(),
                started.testCount(),
                started.launchedBy(),
                started.launchedAt());
    }
}
