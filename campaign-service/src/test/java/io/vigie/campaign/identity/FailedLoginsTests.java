package io.vigie.campaign.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class FailedLoginsTests {

    private Instant now = Instant.parse("2026-11-21T10:00:00Z");
    private final FailedLogins failures = new FailedLogins(new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    });

    @Test
    void letsAnAccountWaitAfterTenFailures() {
        fail(FailedLogins.ALLOWED - 1);
        assertThat(failures.wait("a", "1.2.3.4")).isEmpty();
        fail(1);
        assertThat(failures.wait("a", "1.2.3.4")).contains(FailedLogins.WINDOW);
        assertThat(failures.wait("a", "5.6.7.8")).isEmpty();
    }

    @Test
    void forgetsFailuresInTime() {
        fail(FailedLogins.ALLOWED);
        now = now.plus(FailedLogins.WINDOW).plus(Duration.ofSeconds(1));
        assertThat(failures.wait("a", "1.2.3.4")).isEmpty();
    }

    @Test
    void forgetsFailuresAfterASuccess() {
        fail(FailedLogins.ALLOWED);
        failures.succeeded("a", "1.2.3.4");
        assertThat(failures.wait("a", "1.2.3.4")).isEmpty();
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            failures.failed("a", "1.2.3.4");
        }
    }
}
