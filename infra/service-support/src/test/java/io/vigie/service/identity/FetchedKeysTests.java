package io.vigie.service.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.RemoteKeySourceException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class FetchedKeysTests {

    private final Hands clock = new Hands();
    private JWKSet offered = new JWKSet(List.of(key("first")));
    private boolean answering = true;
    private int fetched;
    private Pause whileFetching = () -> {};

    private final FetchedKeys keys = new FetchedKeys(
            () -> {
                fetched++;
                whileFetching.run();
                if (!answering) {
                    throw new IOException("connection refused");
                }
                return offered;
            },
            clock);

    @Test
    void fetchesNothingBeforeAKeyIsNeeded() {
        assertThat(fetched).isZero();
    }

    @Test
    void fetchesOnceForManyTokens() throws KeySourceException {
        for (int i = 0; i < 100; i++) {
            assertThat(ask("first")).hasSize(1);
        }

        assertThat(fetched).isEqualTo(1);
    }

    @Test
    void findsANewKeyAtOnce() throws KeySourceException {
        ask("first");
        offered = new JWKSet(List.of(key("first"), key("second")));
        clock.advance(Duration.ofSeconds(10));

        assertThat(ask("second")).hasSize(1);
        assertThat(fetched).isEqualTo(2);
    }

    @Test
    void keepsAFloodOfUnknownKeysHere() throws KeySourceException {
        ask("first");
        clock.advance(Duration.ofSeconds(10));
        for (int i = 0; i < 100; i++) {
            assertThat(ask("forged-" + i)).isEmpty();
        }

        assertThat(fetched).isEqualTo(2);
    }

    @Test
    void goesOnWithKnownKeysDuringAnOutage() throws KeySourceException {
        ask("first");
        answering = false;
        clock.advance(Duration.ofMinutes(30));

        assertThat(ask("first")).hasSize(1);
        assertThat(ask("first")).hasSize(1);
        assertThat(fetched).as("asks again, but not for every token").isEqualTo(2);
    }

    @Test
    void forgetsKeysAfterALongOutage() throws KeySourceException {
        ask("first");
        answering = false;
        clock.advance(Duration.ofMinutes(61));

        assertThatThrownBy(() -> ask("first")).isInstanceOf(RemoteKeySourceException.class);
    }

    @Test
    void recoversSoonWhenTheSignerStartsLater() throws KeySourceException {
        answering = false;
        assertThatThrownBy(() -> ask("first")).isInstanceOf(RemoteKeySourceException.class);
        answering = true;
        clock.advance(FetchedKeys.PATIENCE.plusMillis(1));

        assertThat(ask("first")).hasSize(1);
    }

    @Test
    void letsNobodyWaitForARefreshWhileKnownKeysServe() throws Exception {
        ask("first");
        clock.advance(Duration.ofMinutes(6));
        var refreshing = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        whileFetching = () -> {
            refreshing.countDown();
            release.await();
        };

        try (var other = Executors.newVirtualThreadPerTaskExecutor()) {
            var slow = other.submit(() -> ask("first"));
            refreshing.await();

            assertThat(ask("first")).as("answered while the refresh hangs").hasSize(1);
            release.countDown();
            assertThat(slow.get()).hasSize(1);
        }
    }

    private interface Pause {
        void run() throws InterruptedException;
    }

    private List<JWK> ask(String id) throws KeySourceException {
        return keys.get(new JWKSelector(new JWKMatcher.Builder().keyID(id).build()), null);
    }

    private static JWK key(String id) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
        } catch (JOSEException problem) {
            throw new IllegalStateException(problem);
        }
    }

    private static final class Hands extends Clock {

        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        void advance(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
