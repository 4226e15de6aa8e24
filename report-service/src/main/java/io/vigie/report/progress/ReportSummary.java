package io.vigie.report.progress;

import static io.vigie.report.projection.Columns.storable;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.vigie.contracts.Outcome;
import io.vigie.contracts.Phase;
import io.vigie.contracts.RunKind;
import io.vigie.contracts.RunOptions;
import io.vigie.contracts.StopReason;
import io.vigie.contracts.run.RunEvent;
import io.vigie.contracts.words.SeedWords;
import io.vigie.report.audit.decisions.People;
import io.vigie.report.cases.CaseCounts;
import io.vigie.report.details.TestCursor;
import io.vigie.report.details.TestSummary;
import io.vigie.report.history.Moment;
import io.vigie.report.projection.AsOf;
import io.vigie.service.contract.Words;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A report in the words of the API: the first nine names are a contract with its clients, the others say more.
 *
 * @param details the report's name
 * @param outcome so far; final when the status is {@code completed} or {@code failed}
 * @param kind {@code campaign}, or {@code trial} for one test alone
 * @param phase {@code pending}, {@code running}, {@code cancelling} or {@code finished}
 * @param launchedBy a person's id, or the source of a message
 * @param launchedByName what that person is called now, or was called last; missing when nothing is known of them
 * @param stop who wants or wanted the run to be ended before its time, and why; absent when nobody did
 * @param error what the system could not do, when it could not carry on
 */
record ReportSummary(
        @JsonProperty("_id") String id,
        String campainId,
        Instant dateCreated,
        String details,
        String filiere,

        @Words({"pending", "running", "completed", "failed"})
        String status,

        int progress,
        boolean stopOnFailure,
        @Words({"pending", "success", "failure"}) String result,
        @Words(of = Outcome.class) String outcome,
        @Words(of = RunKind.class) String kind,
        @Words(of = Phase.class) String phase,
        String campaignName,
        int parallelism,
        Options options,
        String launchedBy,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String launchedByName,
        @Nullable Instant startedAt,
        @Nullable Stop stop,
        @Nullable Instant finishedAt,
        @Nullable Long durationMs,
        Counts counts,
        @Nullable String error) {

    /** How the launch wanted its run to be carried out. Times in milliseconds; what is absent has no limit of the launch's own. */
    record Options(
            boolean stopOnFailure,
            int parallelism,
            int retries,
            @Nullable Long testTimeoutMs,
            @Nullable Long runTimeoutMs,
            @Nullable Integer environmentCap,
            boolean keepFailedWork) {}

    /**
     * @param reason {@code cancelled} or {@code timed-out}
     * @param requestedByName what that person is called now, or was called last; missing when nothing is known of them
     */
    record Stop(
            @Words(of = StopReason.class) String reason,
            @Nullable String requestedBy,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String requestedByName,

            @Nullable Instant requestedAt) {}

    /**
     * @param waiting tests that have no verdict yet
     * @param muted those that did not pass and do not count against the run, because they are quarantined
     */
    record Counts(
            int total,
            int waiting,
            int passed,
            int failed,
            int broken,
            int skipped,
            int cancelled,
            int timedOut,
            int interrupted,
            int muted) {}

    /**
     * @param cases results of real test runners within the tests' newest attempts; absent when there are none
     * @param tests in the campaign's order: all of them, or the first ones
     * @param testsNext where the other tests are, absent when these are all
     * @param at the moment that was asked for; absent for now
     */
    record WithTests(
            @JsonUnwrapped ReportSummary report,
            @Nullable CaseCounts cases,
            List<TestSummary> tests,
            @Nullable TestCursor testsNext,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Moment at,

            AsOf asOf) {}

    /** Whose names a report of this state shows. */
    static Stream<@Nullable String> people(ReportState state) {
        LaunchFacts launch = state.launch();
        ReportState.Stop stop = state.stop();
        return Stream.of(launch == null ? "" : launch.launchedBy(), stop == null ? "" : stop.requestedBy());
    }

    /** @param state of a run whose launch is known; as it is stored or as it was just folded, which comes to the same */
    static ReportSummary of(UUID run, ReportState state, People.Names names) {
        LaunchFacts launch = Objects.requireNonNull(state.launch());
        RunOptions options = launch.options();
        ReportState.Stop stop = state.stop();
        ReportState.Ending ending = state.ending();
        String error = ending == null ? null : ending.error();
        return new ReportSummary(
                run.toString(),
                launch.campaignId().value(),
                Objects.requireNonNull(storable(launch.launchedAt())),
                storable(launch.name()),
                storable(launch.environment()),
                SeedWords.reportStatus(state.shownPhase(), state.outcome()),
                state.progress(),
                options.stopOnFailure(),
                SeedWords.reportResult(state.shownPhase(), state.outcome()),
                state.outcome().toString(),
                launch.kind().toString(),
                state.shownPhase().toString(),
                storable(launch.campaignName()),
                options.parallelism(),
                new Options(
                        options.stopOnFailure(),
                        options.parallelism(),
                        options.retries(),
                        options.testTimeoutMillis(),
                        options.runTimeoutMillis(),
                        options.environmentCap(),
                        options.keepFailedWork()),
                storable(launch.launchedBy()),
                names.of(launch.launchedBy()),
                storable(state.startedAt()),
                stop == null
                        ? null
                        : new Stop(
                                stop.reason().toString(),
                                storable(stop.requestedBy()),
                                names.of(stop.requestedBy()),
                                storable(stop.requestedAt())),
                ending == null ? null : storable(ending.at()),
                ending == null ? null : ending.durationMillis(),
                counts(launch.testCount(), state.counts()),
                error == null ? null : storable(error));
    }

    private static Counts counts(int total, RunEvent.Counts counts) {
        return new Counts(
                total,
                Math.max(0, total - counts.total()),
                counts.passed(),
                counts.failed(),
                counts.broken(),
                counts.skipped(),
                counts.cancelled(),
                counts.timedOut(),
                counts.interrupted(),
                counts.muted());
    }
}
