package io.vigie.report.history;

import io.vigie.contracts.TestId;
import io.vigie.contracts.run.RunEvent;
import org.jspecify.annotations.Nullable;

/** Which test and attempt an event of a run speaks of; neither when it is about the run as a whole, and no attempt when the test never had one. */
record EventPlace(@Nullable String test, @Nullable Integer attempt) {

    private static final EventPlace THE_RUN = new EventPlace(null, null);

    static EventPlace of(RunEvent event) {
        return switch (event) {
            case RunEvent.TestQueued queued -> of(queued.testId(), queued.attempt());
            case RunEvent.TestStarted started -> of(started.testId(), started.attempt());
            case RunEvent.ActionFinished finished -> of(finished.testId(), finished.attempt());
            case RunEvent.AttemptFinished finished -> of(finished.testId(), finished.attempt());
            case RunEvent.AttemptLost lost -> of(lost.testId(), lost.attempt());
            case RunEvent.CasesFinished finished -> of(finished.testId(), finished.attempt());
            case RunEvent.ArtifactStored stored -> of(stored.testId(), stored.attempt());
            case RunEvent.TestFinished finished -> of(finished.testId(), finished.attempt());
            case RunEvent.TestSkipped skipped -> of(skipped.testId(), null);
            case RunEvent.RunStarted whole -> THE_RUN;
            case RunEvent.RunCancelling whole -> THE_RUN;
            case RunEvent.RunFinished whole -> THE_RUN;
            case RunEvent.RunFailed whole -> THE_RUN;
            case RunEvent.SliceStarted whole -> THE_RUN;
            case RunEvent.SliceEnded whole -> THE_RUN;
        };
    }

    private static EventPlace of(TestId test, @Nullable Integer attempt) {
        return new EventPlace(test.value(), attempt);
    }
}
