package io.vigie.launcher.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackoffTests {

    @Test
    void waitsTwiceAsLongEachTimeButNotForEver() {
        Backoff backoff = new Backoff();

        assertThat(Stream.generate(() -> backoff.after(Duration.ofSeconds(1)).toMillis())
                        .limit(7))
                .containsExactly(500L, 1000L, 2000L, 4000L, 8000L, 15000L, 15000L);
    }

    @Test
    void forgetsTheDeathsBeforeALongLife() {
        Backoff backoff = new Backoff();
        backoff.after(Duration.ofSeconds(1));
        backoff.after(Duration.ofSeconds(1));

        assertThat(backoff.after(Duration.ofMinutes(2))).isEqualTo(Duration.ofMillis(500));
    }
}
