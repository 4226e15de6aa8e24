package io.vigie.execution.coordinating;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.contracts.EnvironmentId;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunId;
import io.vigie.contracts.permit.PermitMessage;
import io.vigie.contracts.permit.PermitMessage.PermitAsked;
import io.vigie.contracts.permit.PermitMessage.PermitDelayed;
import io.vigie.contracts.permit.PermitMessage.PermitGranted;
import io.vigie.contracts.permit.PermitMessage.PermitReleased;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PermitsTests {

    private static final EnvironmentId STAGING = EnvironmentId.of("staging");
    private static final RunId A = RunId.of("019b2c7e-0d00-7000-8000-00000000000a");
    private static final RunId B = RunId.of("019b2c7e-0d00-7000-8000-00000000000b");

    private EnvironmentPermits state;
    private List<PermitMessage> answers = List.of();

    @Test
    void grantAsManyAsTheEnvironmentTakesAndDelayTheRest() {
        ask(A, 1, 2);
        assertThat(answers).containsExactly(granted(A, 1));
        ask(A, 2, 2);
        assertThat(answers).containsExactly(granted(A, 2));
        ask(A, 3, 2);
        assertThat(answers).containsExactly(delayed(A, 3));
    }

    @Test
    void goToTheOneThatWaitsWhenOneIsGivenBack() {
        ask(A, 1, 1);
        ask(A, 2, 1);

        release(A, 1);
        assertThat(answers).containsExactly(granted(A, 2));
        release(A, 2);
        assertThat(answers).isEmpty();
        assertThat(state).isNull();
    }

    @Test
    void alternateBetweenRuns() {
        ask(A, 1, 1);
        ask(A, 2, 1);
        ask(A, 3, 1);
        ask(A, 4, 1);
        ask(B, 1, 1);
        ask(B, 2, 1);

        assertThat(releaseEach(A, 1))
                .containsExactly(granted(B, 1), granted(A, 2), granted(B, 2), granted(A, 3), granted(A, 4));
    }

    @Test
    void goFirstToTheRunThatHoldsTheFewest() {
        ask(A, 1, 4);
        ask(A, 2, 4);
        ask(A, 3, 4);
        ask(A, 4, 4);
        ask(A, 5, 4);
        ask(B, 1, 4);
        ask(B, 2, 4);

        release(A, 1);
        assertThat(answers).containsExactly(granted(B, 1));
        release(A, 2);
        assertThat(answers).containsExactly(granted(B, 2));
        release(A, 3);
        assertThat(answers).containsExactly(granted(A, 5));
    }

    @Test
    void areAskedForAndGivenBackOnce() {
        ask(A, 1, 1);
        ask(A, 1, 1);
        assertThat(answers).isEmpty();
        ask(A, 2, 1);
        ask(A, 2, 1);
        assertThat(answers).isEmpty();

        release(A, 1);
        release(A, 1);
        assertThat(answers).isEmpty();
        assertThat(state.held()).containsOnlyKeys(A);
        release(B, 7);
        assertThat(answers).isEmpty();
    }

    @Test
    void areNotGrantedOnceTheWaitIsGivenUp() {
        ask(A, 1, 1);
        ask(A, 2, 1);
        ask(B, 1, 1);

        release(A, 2);
        assertThat(answers).isEmpty();
        release(A, 1);
        assertThat(answers).containsExactly(granted(B, 1));
    }

    @Nested
    class Cap {

        @Test
        void isTheOneOfTheNewestLaunch() {
            ask(A, 1, 1);
            ask(A, 2, 1);
            ask(A, 3, 1);

            ask(B, 1, 3);
            assertThat(answers).containsExactly(granted(B, 1), granted(A, 2));
            ask(A, 4, 1);
            assertThat(answers).containsExactly(delayed(A, 4));
            release(B, 1);
            assertThat(answers).containsExactly(granted(A, 3));
        }

        @Test
        void takesNothingAwayWhenItIsLowered() {
            ask(A, 1, 3);
            ask(A, 2, 3);
            ask(A, 3, 3);

            ask(B, 1, 1);
            assertThat(answers).containsExactly(delayed(B, 1));
            release(A, 1);
            release(A, 2);
            assertThat(answers).isEmpty();
            release(A, 3);
            assertThat(answers).containsExactly(granted(B, 1));
        }

        @Test
        void isAtLeastOneSoThatEveryRunEnds() {
            ask(A, 1, 0);

            assertThat(answers).containsExactly(granted(A, 1));
        }
    }

    private List<PermitMessage> releaseEach(RunId run, long slice) {
        List<PermitMessage> order = new ArrayList<>();
        release(run, slice);
        while (!answers.isEmpty()) {
            order.addAll(answers);
            PermitGranted last = (PermitGranted) answers.getLast();
            release(last.runId(), last.slice());
        }
        return order;
    }

    private void ask(RunId run, long slice, int cap) {
        decide(new PermitAsked(ProjectId.COMMON, STAGING, run, slice, cap));
    }

    private void release(RunId run, long slice) {
        decide(new PermitReleased(ProjectId.COMMON, STAGING, run, slice));
    }

    private void decide(PermitMessage request) {
        Permits.Answer answer = Permits.decide(state, request);
        state = answer.state();
        answers = answer.messages();
    }

    private static PermitMessage granted(RunId run, long slice) {
        return new PermitGranted(ProjectId.COMMON, STAGING, run, slice);
    }

    private static PermitMessage delayed(RunId run, long slice) {
        return new PermitDelayed(ProjectId.COMMON, STAGING, run, slice);
    }
}
