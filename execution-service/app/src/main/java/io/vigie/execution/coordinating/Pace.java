package io.vigie.execution.coordinating;

import io.vigie.contracts.campaign.CampaignEvent.PlannedTest;
import java.util.OptionalLong;

/**
 * How long the run's own attempts took so far.
 *
 * @param attempts how many have ended
 * @param millis how long they took together
 */
public record Pace(long attempts, long millis) {

    static final Pace UNKNOWN = new Pace(0, 0);

    /** What a worker's clock says is not taken for more than this. */
    private static final long LONGEST = 24L * 60 * 60 * 1000;

    Pace plus(long durationMillis) {
        return new Pace(attempts + 1, millis + Math.clamp(durationMillis, 0, LONGEST));
    }

    /** How long the test is expected to take: as of late, or as the others of this run did; nothing while nobody knows. */
    OptionalLong expect(PlannedTest test) {
        Long ofLate = test.expectedMillis();
        if (ofLate != null) {
            return OptionalLong.of(Math.clamp(ofLate, 1, LONGEST));
        }
        return attempts == 0 ? OptionalLong.empty() : OptionalLong.of(Math.max(1, millis / attempts));
    }
}
