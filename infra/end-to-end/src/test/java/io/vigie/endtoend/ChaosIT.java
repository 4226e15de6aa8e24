package io.vigie.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.testclient.Vigie;
import io.vigie.testclient.chaos.Chaos;
import io.vigie.testclient.chaos.ChaosOutcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A small chaos; {@code ./vigie chaos} is the large one. */
class ChaosIT {

    private static final int RUNS = 4;
    private static final int TESTS = 25;
    private static final int KILLS = 4;

    @Test
    void provesEveryRunThoughProcessesDie() throws Exception {
        Chaos chaos = new Chaos(
                Vigie.running(),
                new Chaos.Settings(
                        20_261_121,
                        RUNS,
                        TESTS,
                        Duration.ofMinutes(4),
                        KILLS,
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(5),
                        1),
                System.out::println);

        ChaosOutcome outcome = chaos.run();

        outcome.lines().forEach(System.out::println);
        assertThat(outcome.wrong()).isEmpty();
        assertThat(outcome.runs()).hasSize(RUNS);
        assertThat(outcome.deaths()).isNotEmpty();
        assertThat(outcome.logs()).isPositive();
    }
}
