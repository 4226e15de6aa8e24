package io.vigie.execution.signing;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The signer's knobs.
 *
 * @param keyFile where the signing keys lie ({@link SigningKeys}); without one nothing is signed
 * @param interval how long what moved may stay unsigned while a run goes on
 * @param events how many events of one run may stay unsigned
 * @param distance between two rounds of checkpoints at least, and so how long the end of a run may stay unsigned
 */
@ConfigurationProperties("vigie.signing")
public record SigningSettings(
        @Nullable String keyFile,
        @DefaultValue("10s") Duration interval,
        @DefaultValue("1000") long events,
        @DefaultValue("1s") Duration distance) {

    /** Histories in one checkpoint: some 250 bytes each, and no message above 512 KB. */
    static final int HEADS_PER_CHECKPOINT = 1_000;

    /** Whether anything can be signed at all. */
    public boolean hasKey() {
        return keyFile != null && !keyFile.isBlank();
    }

    CheckpointPolicy policy() {
        return new CheckpointPolicy(interval, events, distance, HEADS_PER_CHECKPOINT);
    }
}
