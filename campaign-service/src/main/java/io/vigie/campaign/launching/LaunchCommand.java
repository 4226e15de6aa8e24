package io.vigie.campaign.launching;

import io.vigie.campaign.catalogue.TestContent;
import io.vigie.contracts.Kept;
import io.vigie.contracts.ProjectId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What may be asked of runs; the same for HTTP and messages. Each is answered with a {@link LaunchAnswer}. */
public sealed interface LaunchCommand {

    ProjectId projectId();

    /** Absent: the command is not remembered, and a repetition is a new command. */
    @Nullable
    CommandKey key();

    record LaunchCampaign(
            ProjectId projectId,
            RequestedLaunch request,
            String launchedBy,
            @Nullable CommandKey key) implements LaunchCommand {}

    /** One test alone. */
    record LaunchTrial(
            ProjectId projectId,
            Trial trial,
            String launchedBy,
            @Nullable CommandKey key) implements LaunchCommand {}

    /** Which test is tried, and where. */
    sealed interface Trial {

        /** The present version of a test. */
        record OfTest(String testId, String environment) implements Trial {}

        /**
         * A test that is stored nowhere.
         *
         * @param campaignId whose files it may use; absent for none
         * @param environment absent for the oldest
         */
        record OfContent(
                @Nullable String campaignId, @Nullable String environment, TestContent content) implements Trial {}
    }

    /** Accepted once a run; refused for one that has ended or is being ended. */
    record CancelRun(
            ProjectId projectId,
            @Nullable String runId,
            String requestedBy,
            @Nullable CommandKey key) implements LaunchCommand {}

    /**
     * Every run that has not ended and is not being ended, of all that is named.
     *
     * @param testId of trials of one test
     */
    record CancelRuns(
            ProjectId projectId,
            @Nullable String campaignId,
            @Nullable String environment,
            @Nullable String testId,
            String requestedBy,
            @Nullable CommandKey key)
            implements LaunchCommand {

        /** How many runs one command ends at most. */
        public static final int MOST = 1_000;
    }

    /** A report that is deleted already is deleted. */
    record DeleteReport(
            ProjectId projectId,
            @Nullable String runId,
            @Nullable CommandKey key) implements LaunchCommand {}

    /** Keeps a report whoever wants it removed. Held for another reason, the reason is another from now on. */
    record HoldReport(ProjectId projectId, String runId, String reason) implements LaunchCommand {

        @Override
        public @Nullable CommandKey key() {
            return null;
        }
    }

    /** A report that is not held is released. */
    record ReleaseReport(ProjectId projectId, String runId) implements LaunchCommand {

        @Override
        public @Nullable CommandKey key() {
            return null;
        }
    }

    /**
     * Accepted for a run that has ended, is not held, and is older than its policy keeps what is to go. What went already goes no second time.
     *
     * @param policyOf the campaign whose own policy is meant; absent for the one of all others
     */
    record ExpireReport(
            ProjectId projectId,
            @Nullable String runId,
            @Nullable List<Kept> removed,
            @Nullable String policyOf,
            @Nullable Long policyVersion,
            @Nullable CommandKey key)
            implements LaunchCommand {}

    /**
     * Names a command, so that its repetition is answered with the first answer.
     *
     * @param source who names it: two sources never share a name
     * @param id unique within the source
     */
    record CommandKey(String source, String id) {

        /** The longest part that is accepted, in characters. */
        public static final int LONGEST = 200;
    }
}
