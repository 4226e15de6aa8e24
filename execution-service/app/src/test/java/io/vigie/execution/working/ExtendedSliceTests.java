package io.vigie.execution.working;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.contracts.ProjectId;
import io.vigie.contracts.TestId;
import io.vigie.contracts.WorkerId;
import io.vigie.contracts.attempt.AttemptEvent.SliceAccepted;
import io.vigie.contracts.attempt.AttemptEvent.SliceReturned;
import io.vigie.contracts.attempt.AttemptEvent.SliceReturned.Reason;
import io.vigie.contracts.attempt.AttemptEvent.TestFinished;
import io.vigie.contracts.attempt.AttemptEvent.TestStarted;
import io.vigie.contracts.task.TaskMessage.SliceExtended;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExtendedSliceTests extends WorkerBench {

    private static final WorkerId ITSELF = WorkerId.of("w-1");

    @BeforeEach
    void define() {
        for (String test : List.of("t-1", "t-2", "t-3", "t-4")) {
            test(test, step("pass"));
        }
    }

    private static SliceExtended extension(WorkerId meant, String after, String... tests) {
        return new SliceExtended(
                ProjectId.COMMON,
                RUN,
                1,
                meant,
                TestId.of(after),
                Arrays.stream(tests).map(WorkerBench::plain).toList(),
                Instant.EPOCH);
    }

    private List<String> started() {
        return reports.all(TestStarted.class).stream()
                .map(started -> started.slice() + "/" + started.testId())
                .toList();
    }

    @Test
    void isRunOnInItsSlotWithoutAnotherAcceptance() throws InterruptedException {
        // Said as the first test starts, and twice.
        reports.at(TestStarted.class, () -> worker().extend(extension(ITSELF, "t-2", "t-3", "t-4")));

        SliceReturned returned = run(slice("t-1", "t-2"));

        assertThat(returned.reason()).isEqualTo(Reason.COMPLETED);
        assertThat(returned.unfinished()).isEmpty();
        assertThat(started()).containsExactly("1/t-1", "1/t-2", "1/t-3", "1/t-4");
        assertThat(reports.all(TestFinished.class)).hasSize(4);
        assertThat(reports.all(SliceAccepted.class)).hasSize(1);
    }

    @Test
    void isNotWhatAnotherWorkerIsMeantToRun() throws InterruptedException {
        reports.at(TestStarted.class, () -> worker().extend(extension(WorkerId.of("w-2"), "t-2", "t-3")));

        run(slice("t-1", "t-2"));

        assertThat(started()).containsExactly("1/t-1", "1/t-2");
    }

    @Test
    void isOverWithItsReturn() throws InterruptedException {
        reports.at(SliceReturned.class, () -> worker().extend(extension(ITSELF, "t-2", "t-3")));

        SliceReturned returned = run(slice("t-1", "t-2"));

        assertThat(returned.unfinished()).isEmpty();
        assertThat(started()).containsExactly("1/t-1", "1/t-2");
    }

    @Test
    void namesWhatWasAddedAmongWhatItHandsBack() throws InterruptedException {
        reports.at(TestStarted.class, () -> {
            worker().extend(extension(ITSELF, "t-2", "t-3"));
            worker().letGo(slice("t-1", "t-2"));
        });

        SliceReturned returned = run(slice("t-1", "t-2"));

        assertThat(returned.reason()).isEqualTo(Reason.DRAINING);
        assertThat(returned.unfinished()).containsExactly(TestId.of("t-1"), TestId.of("t-2"), TestId.of("t-3"));
    }
}
