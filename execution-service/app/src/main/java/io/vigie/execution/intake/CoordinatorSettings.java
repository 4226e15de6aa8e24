package io.vigie.execution.intake;

import io.vigie.execution.coordinating.RunLimits;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The coordinator's knobs.
 *
 * @param enabled whether this process coordinates at all, or only works
 * @param applicationId what all coordinators of one installation share
 * @param instanceId tells this coordinator from the others through its restarts; made and kept in the data directory when absent
 * @param lease how long a worker that holds a slice may be silent
 * @param unacceptedSlice after how long a slice that is gone from the queue and that nobody accepted is sent again
 * @param workersBusy after how long in the queue a slice's tests are said to wait for a free worker
 * @param maxLostAttempts after so many lost attempts a test is given up as interrupted
 * @param waitingSlices how many slices of one run may wait for a worker while few of them run
 * @param parallelSlice how long a slice of a parallel run is expected to hold its slot at most
 * @param sequentialSlice the same of a run that runs one test after another
 * @param stopGrace how long after a cancel workers may still report; what they hold then is taken from them
 * @param threads how many stream threads, at most the topics' number of partitions
 * @param commitInterval how long what was decided waits for its commit at most: the larger part of the coordinator's latency
 */
@ConfigurationProperties("vigie.coordinator")
record CoordinatorSettings(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("vigie-coordinator") String applicationId,
        @Nullable String instanceId,
        @DefaultValue("10s") Duration lease,
        @DefaultValue("60s") Duration unacceptedSlice,
        @DefaultValue("5s") Duration workersBusy,
        @DefaultValue("3") int maxLostAttempts,
        @DefaultValue("4") int waitingSlices,
        @DefaultValue("2s") Duration parallelSlice,
        @DefaultValue("10s") Duration sequentialSlice,
        @DefaultValue("10s") Duration stopGrace,
        @DefaultValue("1") int threads,
        @DefaultValue("10ms") Duration commitInterval) {

    RunLimits limits() {
        return RunLimits.DEFAULT
                .withMaxLostAttempts(maxLostAttempts)
                .withWaitingSlices(waitingSlices)
                .withSliceTimes(parallelSlice, sequentialSlice)
                .withStopGrace(stopGrace);
    }
}
