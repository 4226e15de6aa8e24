package io.vigie.report.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeliveryDeciderTests {

    private final DeliveryDecider decider = new DeliveryDecider(4, Duration.ofSeconds(5), 5, Duration.ofMinutes(1));

    private Verdict after(int status, int made) {
        return decider.decide(new Answer.Status(status, null), made, 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 204, 299})
    void takesSuccessForSuccess(int status) {
        assertThat(after(status, 1)).isEqualTo(new Verdict.Delivered());
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 400, 401, 404, 408, 429, 500, 503})
    void triesAgainAfterAnythingElseARedirectIncluded(int status) {
        assertThat(after(status, 1)).isEqualTo(new Verdict.Again(Cause.BAD_STATUS, Duration.ofSeconds(5)));
    }

    @Test
    void waitsLongerEachTimeUpToABoundAndThenGivesUp() {
        assertThat(after(500, 2)).isEqualTo(new Verdict.Again(Cause.BAD_STATUS, Duration.ofSeconds(25)));
        assertThat(after(500, 3)).isEqualTo(new Verdict.Again(Cause.BAD_STATUS, Duration.ofMinutes(1)));
        assertThat(after(500, 4)).isEqualTo(new Verdict.Dead(Cause.BAD_STATUS));
    }

    @Test
    void waitsAtLeastHalfOfIt() {
        assertThat(decider.decide(new Answer.Status(500, null), 1, 0))
                .isEqualTo(new Verdict.Again(Cause.BAD_STATUS, Duration.ofMillis(2_500)));
    }

    @Test
    void leavesAReceiverInPeaceForAsLongAsItAsksWithinReason() {
        assertThat(decider.decide(new Answer.Status(429, Duration.ofSeconds(30)), 1, 1))
                .isEqualTo(new Verdict.Again(Cause.BAD_STATUS, Duration.ofSeconds(30)));
        assertThat(decider.decide(new Answer.Status(503, Duration.ofDays(300)), 1, 1))
                .isEqualTo(new Verdict.Again(Cause.BAD_STATUS, Duration.ofMinutes(1)));
        assertThat(decider.decide(new Answer.Status(503, Duration.ofSeconds(-5)), 1, 1))
                .isEqualTo(new Verdict.Again(Cause.BAD_STATUS, Duration.ofSeconds(5)));
    }

    @Test
    void sendsNothingMoreToWhoeverIsGone() {
        assertThat(after(410, 1)).isEqualTo(new Verdict.Gone());
    }

    @Test
    void triesAgainWhenThereIsNoAnswerButNotWhenOnlyAPersonCanMendIt() {
        assertThat(decider.decide(new Answer.None(Cause.TIMED_OUT), 1, 1))
                .isEqualTo(new Verdict.Again(Cause.TIMED_OUT, Duration.ofSeconds(5)));
        assertThat(decider.decide(new Answer.None(Cause.ADDRESS_REFUSED), 1, 1))
                .isEqualTo(new Verdict.Dead(Cause.ADDRESS_REFUSED));
        assertThat(decider.decide(new Answer.None(Cause.SECRET_UNREADABLE), 1, 1))
                .isEqualTo(new Verdict.Dead(Cause.SECRET_UNREADABLE));
    }
}
