package io.vigie.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.testclient.Vigie;
import io.vigie.testclient.storm.Storm;
import io.vigie.testclient.storm.StormOutcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A small storm; {@code ./vigie storm} is the large one. */
class StormIT {

    private static final int WATCHERS = 24;
    private static final int RUNS = 4;
    private static final int TESTS = 60;

    @Test
    void letsEveryWatcherOfABadNetworkKnowExactlyWhatIsKept() throws Exception {
        Storm storm = new Storm(
                Vigie.running(),
                new Storm.Settings(20_261_121, WATCHERS, RUNS, TESTS, 1, Duration.ofSeconds(2), Duration.ofMinutes(3)),
                System.out::println);

        StormOutcome outcome = storm.run();

        outcome.lines().forEach(System.out::println);
        assertThat(outcome.wrong()).isEmpty();
        assertThat(outcome.equal()).isEqualTo(outcome.watched());
        assertThat(outcome.kills()).isPositive();
        assertThat(outcome.events()).as("most was told while it happened").isGreaterThan(RUNS * TESTS);
        assertThat(outcome.cuts()).isPositive();
    }
}
