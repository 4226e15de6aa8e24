package io.vigie.execution.working;

import io.vigie.action.ActionLimits;
import io.vigie.action.AddressRules;
import io.vigie.slots.MachineSlots;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How the worker of this process works.
 *
 * @param slots how many slices run at the same time
 * @param allowLoopbackTargets whether tests may contact this machine
 * @param allowPrivateTargets whether tests may contact private networks
 * @param allowedTargets hosts, addresses and blocks that tests may contact besides (see {@link AddressRules})
 * @param deniedTargets what they may not contact, whatever allows it; {@code host:port} denies one port
 * @param testTimeout how long an attempt of a test may take where nobody says
 * @param maxTestTimeout the longest that a test or a launch may ask for
 * @param actionTimeout how long one action may take, in a test that does not ask for more
 * @param definitionPatience how long one slice waits, in all, for definitions that have not arrived
 * @param heartbeat how often the worker says which slices it holds
 * @param silence how long nothing that is said of a slice may reach Kafka before the worker gives the slice up by itself
 * @param drainGrace how long a test may go on when the worker stops
 * @param maxLogLines how many lines the actions of one attempt may write
 */
@ConfigurationProperties("vigie.worker")
public record WorkerSettings(
        @DefaultValue("8") int slots,
        @DefaultValue("true") boolean allowLoopbackTargets,
        @DefaultValue("false") boolean allowPrivateTargets,
        @DefaultValue List<String> allowedTargets,
        @DefaultValue List<String> deniedTargets,
        @DefaultValue("10m") Duration testTimeout,
        @DefaultValue("2h") Duration maxTestTimeout,
        @DefaultValue("10m") Duration actionTimeout,
        @DefaultValue("30s") Duration definitionPatience,
        @DefaultValue("2s") Duration heartbeat,
        @DefaultValue("30s") Duration silence,
        @DefaultValue("10s") Duration drainGrace,
        @DefaultValue("10000") int maxLogLines,
        @DefaultValue Isolation isolation,
        @DefaultValue Limits limits) {

    public WorkerSettings {
        if (slots < 1 || slots > 10_000) {
            throw new IllegalArgumentException(
                    "Expected a worker to have 1 to 10000 slots, but VIGIE_WORKER_SLOTS says " + slots + ".");
        }
        if (maxTestTimeout.compareTo(testTimeout) < 0) {
            maxTestTimeout = testTimeout;
        }
    }

    /**
     * The ports that slots get, and where the workers of a machine tell each other which.
     *
     * @param directory of the locks; absent for one of this user's in the machine's directory for temporary files
     * @param firstPort the first port of the first block
     * @param lastPort the last port that may be in a block
     * @param portsPerSlot how many ports a slot has
     */
    public record Isolation(
            @Nullable Path directory,
            @DefaultValue(MachineSlots.FIRST_PORT) int firstPort,
            @DefaultValue(MachineSlots.LAST_PORT) int lastPort,
            @DefaultValue(MachineSlots.PORTS_PER_SLOT) int portsPerSlot) {

        /** The directory of the locks. */
        public Path place() {
            return directory != null && !directory.toString().isBlank() ? directory : MachineSlots.defaultDirectory();
        }
    }

    /**
     * How far tests may go; see {@code docs/guides/limits.md}.
     *
     * @param campaignFiles how large the campaign's files, together, may be for an action that asks for them
     * @param filesCache how much of the files of campaigns the worker keeps at hand
     */
    public record Limits(
            @DefaultValue("10MB") DataSize outputBytes,
            @DefaultValue("100MB") DataSize downloadBytes,
            @DefaultValue("100MB") DataSize uploadBytes,
            @DefaultValue("4GB") DataSize memoryBytes,
            @DefaultValue("256") int processes,
            @DefaultValue("1GB") DataSize diskBytes,
            @DefaultValue("1000") int rows,
            @DefaultValue("100MB") DataSize artifactBytes,
            @DefaultValue("100") int artifacts,
            @DefaultValue("20000") int cases,
            @DefaultValue("1GB") DataSize campaignFiles,
            @DefaultValue("2GB") DataSize filesCache) {

        /** What actions see of it. */
        public ActionLimits ofActions() {
            return new ActionLimits(
                    outputBytes.toBytes(),
                    downloadBytes.toBytes(),
                    uploadBytes.toBytes(),
                    memoryBytes.toBytes(),
                    processes,
                    diskBytes.toBytes(),
                    rows,
                    artifactBytes.toBytes(),
                    artifacts,
                    cases);
        }
    }

    /** How long an attempt may take. @param asked by the test or the launch; absent when neither says */
    Duration testTimeout(@Nullable Long asked) {
        if (asked == null) {
            return testTimeout;
        }
        Duration wanted = Duration.ofMillis(Math.max(1, asked));
        return wanted.compareTo(maxTestTimeout) < 0 ? wanted : maxTestTimeout;
    }

    /** How long one action may take in a test that may take so long. */
    Duration actionTimeout(@Nullable Long asked) {
        Duration ofTest = testTimeout(asked);
        return asked == null || actionTimeout.compareTo(ofTest) > 0 ? actionTimeout : ofTest;
    }
}
