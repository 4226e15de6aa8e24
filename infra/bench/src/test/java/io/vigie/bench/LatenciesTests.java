package io.vigie.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatenciesTests {

    @Test
    void givesTheNearestRank() {
        Latencies latencies = new Latencies();
        for (long micros = 100; micros >= 1; micros--) {
            latencies.add(micros * 1_000);
        }

        assertThat(latencies.p50()).isEqualTo(50.0);
        assertThat(latencies.p99()).isEqualTo(99.0);
        assertThat(latencies.millis(1.0)).isEqualTo(100.0);
    }

    @Test
    void saysThatNothingWasMeasured() {
        assertThat(new Latencies().p50()).isNaN();
    }
}
