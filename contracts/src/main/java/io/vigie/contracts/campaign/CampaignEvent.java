package io.vigie.contracts.campaign;

import io.vigie.contracts.CampaignId;
import io.vigie.contracts.EnvironmentId;
import io.vigie.contracts.Message;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunId;
import io.vigie.contracts.TestId;
import java.time.Instant;
import java.util.List;

/**
 * What people decided, on {@code vigie.campaign-events.v1}. Keyed by the aggregate's id; everything about a launch is keyed
 * by its run id, so that it is read in the order in which it was decided.
 */
public sealed interface CampaignEvent extends Message {

    record CampaignCreated(ProjectId projectId, CampaignId campaignId, String name, String description)
            implements CampaignEvent {}

    record CampaignChanged(ProjectId projectId, CampaignId campaignId, String name, String description)
            implements CampaignEvent {}

    record CampaignDeleted(ProjectId projectId, CampaignId campaignId) implements CampaignEvent {}

    /** The definition itself is on {@code vigie.definitions.v1} under this version. */
    record TestCreated(ProjectId projectId, CampaignId campaignId, TestId testId, long version, String name, int order)
            implements CampaignEvent {}

    record TestChanged(ProjectId projectId, CampaignId campaignId, TestId testId, long version, String name, int order)
            implements CampaignEvent {}

    record TestDeleted(ProjectId projectId, CampaignId campaignId, TestId testId) implements CampaignEvent {}

    record EnvironmentCreated(ProjectId projectId, EnvironmentId environmentId, String name) implements CampaignEvent {}

    record EnvironmentDeleted(ProjectId projectId, EnvironmentId environmentId) implements CampaignEvent {}

    /** A root variable: it declares that the key exists, before any environment gives it a value. */
    record VariableDeclared(ProjectId projectId, String key, String description) implements CampaignEvent {}

    record VariableRetracted(ProjectId projectId, String key) implements CampaignEvent {}

    /** A value was given; the value itself is in the environment's definition of this version, sealed when secret. */
    record VariableDefined(ProjectId projectId, EnvironmentId environmentId, long version, String key, boolean secret)
            implements CampaignEvent {}

    record VariableRemoved(ProjectId projectId, EnvironmentId environmentId, long version, String key)
            implements CampaignEvent {}

    record UserCreated(ProjectId projectId, String userId, String email, String name, String role)
            implements CampaignEvent {}

    /**
     * A campaign was launched. The plan follows in {@code planChunks} numbered chunks of the same key.
     *
     * @param name the report's name, unique over all reports
     * @param parallelism how many slices may be in flight; 1 runs the tests one after another
     */
    record Launched(
            ProjectId projectId,
            RunId runId,
            CampaignId campaignId,
            String campaignName,
            String name,
            EnvironmentId environmentId,
            long environmentVersion,
            String environment,
            boolean stopOnFailure,
            int parallelism,
            int testCount,
            int planChunks,
            String launchedBy,
            Instant launchedAt)
            implements CampaignEvent {}

    /** @param number from 1 to {@code planChunks} of the launch */
    record PlanChunk(ProjectId projectId, RunId runId, int number, List<PlannedTest> tests) implements CampaignEvent {

        /** The most tests that one chunk holds: with names of the longest kind it stays far below the message limit. */
        public static final int MAX_TESTS = 250;
    }

    /** @param position from 1, without a gap, over the whole plan; @param version of the test's definition */
    record PlannedTest(int position, TestId testId, long version, String name) {}

    /** Somebody removed the report of a run; its history stays. */
    record ReportDeleted(ProjectId projectId, RunId runId) implements CampaignEvent {}
}
