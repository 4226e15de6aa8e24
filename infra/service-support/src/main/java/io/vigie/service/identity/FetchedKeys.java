package io.vigie.service.identity;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.RemoteKeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The public keys of the service that signs, fetched when first needed and kept. A token with an unknown key makes them be fetched again, at most
 * once in {@link #PATIENCE}, so that a new key works at once and a flood of forged tokens stays here. When the signer does not answer, known keys
 * go on working for {@link #OUTAGE}. Safe for any thread: one fetches;
 * of the others only those wait that have no key to go on with.
 */
final class FetchedKeys implements JWKSource<SecurityContext> {

    /** How one gets the keys. */
    @FunctionalInterface
    interface Fetch {
        JWKSet fetch() throws IOException, InterruptedException;
    }

    static final Duration FRESH = Duration.ofMinutes(5);
    static final Duration OUTAGE = Duration.ofHours(1);
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Logger log = LoggerFactory.getLogger(FetchedKeys.class);

    private record Known(JWKSet keys, Instant since) {}

    private final Fetch fetch;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Known known;
    private volatile Instant asked = Instant.MIN;

    FetchedKeys(Fetch fetch, Clock clock) {
        this.fetch = fetch;
        this.clock = clock;
    }

    @Override
    public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) throws KeySourceException {
        var now = clock.instant();
        var have = known;
        if (have == null || now.isAfter(have.since().plus(OUTAGE))) {
            lock.lock();
            have = refreshed(have);
        } else if (now.isAfter(have.since().plus(FRESH)) && lock.tryLock()) {
            have = refreshed(have);
        }
        if (have == null || now.isAfter(have.since().plus(OUTAGE))) {
            throw new RemoteKeySourceException(
                    "Expected to fetch the keys of sessions, but their owner does not answer.", null);
        }
        var matching = selector.select(have.keys());
        if (!matching.isEmpty()) {
            return matching;
        }
        lock.lock();
        var again = refreshed(have);
        return again == null ? List.of() : selector.select(again.keys());
    }

    /**
     * The newest keys that can be had: those that another thread has just fetched, fetched ones, or the ones known so far. Called with the lock
     * held, which it gives back.
     */
    private @Nullable Known refreshed(@Nullable Known seen) {
        try {
            if (known != seen || asked.isAfter(clock.instant().minus(PATIENCE))) {
                return known;
            }
            try {
                known = new Known(fetch.fetch(), clock.instant());
            } finally {
                asked = clock.instant();
            }
        } catch (IOException problem) {
            log.warn("Expected to fetch the keys of sessions, but their owner does not answer: {}", problem.toString());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        return known;
    }
}
