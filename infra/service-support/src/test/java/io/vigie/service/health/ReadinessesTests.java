package io.vigie.service.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReadinessesTests {

    @Test
    void isReadyWithoutChecks() {
        assertThat(new Readinesses(List.of(), Duration.ofSeconds(1)).reasons()).isEmpty();
    }

    @Test
    void asksACheckThatHangsOnlyOnce() {
        var release = new CountDownLatch(1);
        var asked = new AtomicInteger();
        var hangs = ReadinessCheck.of("database", () -> {
            asked.incrementAndGet();
            release.await();
            return Readiness.ok();
        });
        var readinesses = new Readinesses(List.of(hangs), Duration.ofMillis(50));

        assertThat(readinesses.reasons()).containsExactly("database: no answer within 50 ms");
        assertThat(readinesses.reasons()).containsExactly("database: no answer within 50 ms");
        assertThat(asked).hasValue(1);
        release.countDown();
    }

    @Test
    void saysThatACheckFailedAndNotHow() {
        var fails = ReadinessCheck.of("database", () -> {
            throw new IllegalStateException("jdbc:postgresql://secret");
        });

        assertThat(new Readinesses(List.of(fails), Duration.ofSeconds(5)).reasons())
                .containsExactly("database: the check failed");
    }

    @Test
    void isStartingUntilItWasHealthyOnce() {
        var ready = new java.util.concurrent.atomic.AtomicBoolean();
        var check = ReadinessCheck.of("kafka", () -> Readiness.when(ready.get(), "no partitions yet"));
        var controller = new HealthController(
                new Readinesses(List.of(check), Duration.ofSeconds(5)),
                List.of(HealthFact.of("slots", () -> "8")),
                "sample",
                "0.1.0");

        var before = controller.health();
        ready.set(true);
        var then = controller.health();
        ready.set(false);
        var after = controller.health();

        assertThat(before.getStatusCode().value()).isEqualTo(503);
        assertThat(before.getBody().status()).isEqualTo("starting");
        assertThat(then.getBody().status()).isEqualTo("healthy");
        assertThat(after.getBody().status()).isEqualTo("unhealthy");
        assertThat(after.getBody().reason()).isEqualTo("kafka: no partitions yet");
        assertThat(then.getBody().facts()).isEqualTo(java.util.Map.of("slots", "8"));
    }
}
