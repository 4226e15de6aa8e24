package io.vigie.report;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.Outcome;
import io.vigie.contracts.Phase;
import io.vigie.contracts.run.RunEvent;
import io.vigie.contracts.words.SeedWords;
import java.util.Map;
import java.util.TreeMap;

/** What a page makes of live events: the report page's own fold, over the history that the events are made of. */
final class LiveFold {

    String status = "pending";
    int progress;
    final Map<String, String> tests = new TreeMap<>();

    void apply(Envelope<?> envelope) {
        switch (envelope.message()) {
            case RunEvent.RunStarted started -> status = "running";
            case RunEvent.TestQueued queued -> tests.put(queued.testId().value(), "pending");
            case RunEvent.TestStarted started -> tests.put(started.testId().value(), "running");
            case RunEvent.TestFinished finished -> {
                tests.put(finished.testId().value(), SeedWords.testStatus(finished.outcome()));
                progress = Math.max(progress, finished.progress().percent());
            }
            case RunEvent.TestSkipped skipped -> {
                tests.put(skipped.testId().value(), SeedWords.testStatus(Outcome.SKIPPED));
                progress = Math.max(progress, skipped.progress().percent());
            }
            case RunEvent.RunFinished finished -> {
                status = SeedWords.reportStatus(Phase.FINISHED, finished.outcome());
                progress = 100;
            }
            case RunEvent.RunFailed failed -> status = SeedWords.reportStatus(Phase.FINISHED, Outcome.BROKEN);
            default -> {
                // Changes nothing of what is compared.
            }
        }
    }

    long count(String testStatus) {
        return tests.values().stream().filter(testStatus::equals).count();
    }
}
