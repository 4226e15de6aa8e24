package io.vigie.execution.intake;

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
 * @param maxLostAttempts after so many lost attempts a test is given up as interrupted
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
        @DefaultValue("3") int maxLostAttempts,
        @DefaultValue("1") int threads,
        @DefaultValue("10ms") Duration commitInterval) {}
