package io.vigie.contracts.campaign;

import io.vigie.contracts.CampaignId;
import io.vigie.contracts.EnvironmentId;
import io.vigie.contracts.Kept;
import io.vigie.contracts.Message;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunId;
import io.vigie.contracts.RunKind;
import io.vigie.contracts.RunOptions;
import io.vigie.contracts.TestId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What people decided, on {@code vigie.campaign-events.v1}. Keyed by the aggregate's id; everything about a launch is keyed
 * by its run id, so that it is read in the order in which it was decided. All decisions of a project are numbered and chained, whatever their key.
 */
public sealed interface CampaignEvent extends Message {

    /**
     * What is different since this was decided, in the order in which people read it; absent where the event itself says all, and in events of
     * before it was told.
     */
    default @Nullable List<Change> changes() {
        return null;
    }

    /**
     * One field before and after a decision. Text stands as it is, anything else as JSON; a long text is cut, and ends with its length and its
     * SHA-256.
     *
     * @param field where, such as {@code description} or {@code actions[2].value.url}
     * @param before absent when there was nothing
     * @param after absent when there is nothing any more
     * @param secret whether only this is told, that there was or is a value: both are then {@link #HIDDEN} or absent
     */
    record Change(
            String field, @Nullable String before, @Nullable String after, boolean secret) {

        /** What stands for a value that nobody may read. */
        public static final String HIDDEN = "••••••";

        /** The most changes that one event tells; what is beyond is counted by one more. */
        public static final int MOST = 100;

        /** The longest text that is told whole, in UTF-16 units. */
        public static final int LONGEST = 200;
    }

    record CampaignCreated(
            ProjectId projectId,
            CampaignId campaignId,
            String name,
            String description,
            @Nullable List<Change> changes) implements CampaignEvent {

        public CampaignCreated(ProjectId projectId, CampaignId campaignId, String name, String description) {
            this(projectId, campaignId, name, description, null);
        }
    }

    record CampaignChanged(
            ProjectId projectId,
            CampaignId campaignId,
            String name,
            String description,
            @Nullable List<Change> changes) implements CampaignEvent {}

    /** The campaign is out of the way: it is not listed unless asked for, and not launched, until it is restored. What it has is kept. */
    record CampaignArchived(
            ProjectId projectId,
            CampaignId campaignId,
            @Nullable List<Change> changes) implements CampaignEvent {}

    record CampaignRestored(
            ProjectId projectId,
            CampaignId campaignId,
            @Nullable List<Change> changes) implements CampaignEvent {}

    /**
     * A file of the campaign was added or replaced.
     *
     * @param version of the campaign's files as a whole, from 1; the list is on {@code vigie.definitions.v1} under it
     * @param size in bytes
     * @param sha256 of the content, lower-case hexadecimal
     */
    record CampaignFileAdded(
            ProjectId projectId,
            CampaignId campaignId,
            long version,
            String name,
            long size,
            String sha256,
            @Nullable List<Change> changes)
            implements CampaignEvent {

        public CampaignFileAdded(
                ProjectId projectId, CampaignId campaignId, long version, String name, long size, String sha256) {
            this(projectId, campaignId, version, name, size, sha256, null);
        }
    }

    record CampaignFileRemoved(
            ProjectId projectId,
            CampaignId campaignId,
            long version,
            String name,
            @Nullable List<Change> changes) implements CampaignEvent {

        public CampaignFileRemoved(ProjectId projectId, CampaignId campaignId, long version, String name) {
            this(projectId, campaignId, version, name, null);
        }
    }

    record CampaignDeleted(
            ProjectId projectId,
            CampaignId campaignId,
            @Nullable List<Change> changes) implements CampaignEvent {

        public CampaignDeleted(ProjectId projectId, CampaignId campaignId) {
            this(projectId, campaignId, null);
        }
    }

    /** The definition itself is on {@code vigie.definitions.v1} under this version. */
    record TestCreated(
            ProjectId projectId,
            CampaignId campaignId,
            TestId testId,
            long version,
            String name,
            int order,
            @Nullable List<Change> changes)
            implements CampaignEvent {}

    record TestChanged(
            ProjectId projectId,
            CampaignId campaignId,
            TestId testId,
            long version,
            String name,
            int order,
            @Nullable List<Change> changes)
            implements CampaignEvent {}

    record TestDeleted(
            ProjectId projectId,
            CampaignId campaignId,
            TestId testId,
            @Nullable List<Change> changes) implements CampaignEvent {}

    record EnvironmentCreated(
            ProjectId projectId,
            EnvironmentId environmentId,
            String name,
            @Nullable List<Change> changes) implements CampaignEvent {}

    /** @param maxParallel how many slices may be in flight in it at one time, over all runs; absent for no limit */
    record EnvironmentLimited(
            ProjectId projectId,
            EnvironmentId environmentId,
            @Nullable Integer maxParallel,
            @Nullable List<Change> changes)
            implements CampaignEvent {}

    record EnvironmentDeleted(
            ProjectId projectId,
            EnvironmentId environmentId,
            @Nullable List<Change> changes) implements CampaignEvent {}

    /** A root variable: it declares that the key exists, before any environment gives it a value. */
    record VariableDeclared(
            ProjectId projectId,
            String key,
            String description,
            @Nullable List<Change> changes) implements CampaignEvent {}

    record VariableRetracted(
            ProjectId projectId, String key, @Nullable List<Change> changes) implements CampaignEvent {}

    /** A value was given; the value itself is in the environment's definition of this version, sealed when secret. */
    record VariableDefined(
            ProjectId projectId,
            EnvironmentId environmentId,
            long version,
            String key,
            boolean secret,
            @Nullable List<Change> changes)
            implements CampaignEvent {}

    record VariableRemoved(
            ProjectId projectId,
            EnvironmentId environmentId,
            long version,
            String key,
            @Nullable List<Change> changes) implements CampaignEvent {}

    record UserCreated(
            ProjectId projectId,
            String userId,
            String email,
            String name,
            String role,
            @Nullable List<Change> changes) implements CampaignEvent {}

    record UserChanged(
            ProjectId projectId,
            String userId,
            String email,
            String name,
            String role,
            @Nullable List<Change> changes) implements CampaignEvent {}

    /** What it was and what it is now is told to nobody. */
    record UserPasswordChanged(
            ProjectId projectId, String userId, @Nullable List<Change> changes) implements CampaignEvent {}

    record UserDeleted(
            ProjectId projectId, String userId, @Nullable List<Change> changes) implements CampaignEvent {}

    /**
     * Somebody wishes to be told of runs over HTTP. Its secret is told to nobody but whoever made it.
     *
     * @param url where events are sent; it is read by whoever reads decisions
     * @param events which kinds, such as {@code testSuiteRun.finished}
     * @param campaignId only runs of this campaign; absent for all
     * @param active whether events are sent at present
     */
    record WebhookCreated(
            ProjectId projectId,
            String webhookId,
            String name,
            String url,
            List<String> events,
            @Nullable CampaignId campaignId,
            boolean active,
            @Nullable List<Change> changes)
            implements CampaignEvent {}

    record WebhookChanged(
            ProjectId projectId,
            String webhookId,
            String name,
            String url,
            List<String> events,
            @Nullable CampaignId campaignId,
            boolean active,
            @Nullable List<Change> changes)
            implements CampaignEvent {}

    /** It signs with another secret; the one before is valid beside it until then. */
    record WebhookSecretRotated(
            ProjectId projectId,
            String webhookId,
            @Nullable Instant previousUntil,
            @Nullable List<Change> changes) implements CampaignEvent {}

    record WebhookDeleted(
            ProjectId projectId, String webhookId, @Nullable List<Change> changes) implements CampaignEvent {}

    /**
     * A campaign was launched. The plan follows in {@code planChunks} numbered chunks of the same key.
     *
     * @param name the report's name, unique over all reports
     * @param filesVersion of the campaign's files; 0 when it has none
     */
    record Launched(
            ProjectId projectId,
            RunId runId,
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
            int planChunks,
            String launchedBy,
            Instant launchedAt)
            implements CampaignEvent {}

    /** @param number from 1 to {@code planChunks} of the launch */
    record PlanChunk(ProjectId projectId, RunId runId, int number, List<PlannedTest> tests) implements CampaignEvent {

        /** The most tests that one chunk holds: with names of the longest kind it stays far below the message limit. */
        public static final int MAX_TESTS = 250;
    }

    /**
     * @param position from 1, without a gap, over the whole plan: the campaign's own order
     * @param turn from 1, without a gap, over the whole plan: the order in which tests are handed out
     * @param version of the test's definition
     * @param retries how often the test is tried again when it does not pass
     * @param timeoutMillis how long an attempt may take; absent for the worker's own limit
     * @param quarantined whether it runs and is recorded without counting against the run
     * @param affinity tests of one key have consecutive turns and run on one worker, in order; absent for none
     * @param expectedMillis how long it took of late; absent when it never ran
     */
    record PlannedTest(
            int position,
            int turn,
            TestId testId,
            long version,
            String name,
            int retries,
            @Nullable Long timeoutMillis,
            boolean quarantined,
            @Nullable String affinity,
            @Nullable Long expectedMillis) {

        /** The most tests of one plan that may have the same affinity key: they travel in one slice. */
        public static final int MAX_SAME_AFFINITY = 1_000;

        /** A test that runs in its place, once, as every worker does by default. */
        public static PlannedTest plain(int position, TestId testId, long version, String name) {
            return new PlannedTest(position, position, testId, version, name, 0, null, false, null, null);
        }
    }

    /** Somebody asked for the run to be ended. */
    record CancelRequested(ProjectId projectId, RunId runId, String requestedBy, Instant requestedAt)
            implements CampaignEvent {}

    /** Somebody removed the report of a run; its history stays. */
    record ReportDeleted(
            ProjectId projectId, RunId runId, @Nullable List<Change> changes) implements CampaignEvent {

        public ReportDeleted(ProjectId projectId, RunId runId) {
            this(projectId, runId, null);
        }
    }

    /**
     * How long runs and what they left are kept from now on, in milliseconds since a run's end; absent for ever. What is kept longer than its run
     * goes with it.
     *
     * @param campaignId whose runs it is about; absent for all campaigns that have no policy of their own
     * @param version of the policy of this campaign, or of all others: 1, 2, 3... as it was set
     */
    record RetentionSet(
            ProjectId projectId,
            @Nullable CampaignId campaignId,
            long version,
            @Nullable Long runsMillis,
            @Nullable Long logsMillis,
            @Nullable Long artifactsMillis,
            @Nullable List<Change> changes)
            implements CampaignEvent {}

    /** The campaign has no policy of its own any more: its runs are kept as those of all others. @param version one more than the last */
    record RetentionUnset(
            ProjectId projectId,
            CampaignId campaignId,
            long version,
            @Nullable List<Change> changes) implements CampaignEvent {}

    /** No run of the campaign is removed, by nobody and no policy, until it is released. @param reason why, in the words of who decided it */
    record CampaignHeld(
            ProjectId projectId,
            CampaignId campaignId,
            String reason,
            @Nullable List<Change> changes) implements CampaignEvent {}

    record CampaignReleased(
            ProjectId projectId,
            CampaignId campaignId,
            @Nullable List<Change> changes) implements CampaignEvent {}

    /** The run is not removed, by nobody and no policy, until it is released. @param reason why, in the words of who decided it */
    record ReportHeld(
            ProjectId projectId,
            RunId runId,
            String reason,
            @Nullable List<Change> changes) implements CampaignEvent {}

    record ReportReleased(
            ProjectId projectId, RunId runId, @Nullable List<Change> changes) implements CampaignEvent {}

    /**
     * A run, or what it left, is older than its policy keeps it. It is removed once the signer's tombstone says so.
     *
     * @param removed what goes
     * @param policyOf the campaign whose own policy it is; absent when it is the one of all others
     * @param policyVersion of that policy
     */
    record ReportExpired(
            ProjectId projectId,
            RunId runId,
            List<Kept> removed,
            @Nullable CampaignId policyOf,
            long policyVersion,
            @Nullable List<Change> changes)
            implements CampaignEvent {}
}
