package io.vigie.execution.working;

import io.vigie.contracts.CampaignId;
import io.vigie.contracts.EnvironmentId;
import io.vigie.contracts.TestId;
import io.vigie.contracts.definition.Definition.CampaignFiles;
import io.vigie.contracts.definition.Definition.EnvironmentDefinition;
import io.vigie.contracts.definition.Definition.TestDefinition;
import java.time.Duration;
import java.util.Optional;

/** The frozen versions that runs refer to. A task may be quicker than the definition it needs, so each question can wait. */
public interface Definitions {

    /** That version of the test; empty when it has not arrived within the patience. */
    Optional<TestDefinition> test(TestId testId, long version, Duration patience) throws InterruptedException;

    /** That version of the environment; empty when it has not arrived within the patience. */
    Optional<EnvironmentDefinition> environment(EnvironmentId environmentId, long version, Duration patience)
            throws InterruptedException;

    /** That version of the campaign's files; empty when it has not arrived within the patience. */
    Optional<CampaignFiles> files(CampaignId campaignId, long version, Duration patience) throws InterruptedException;
}
