package io.vigie.campaign.identity;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Counts failed logins of an account from an address; after ten in five minutes it is told to wait. Held in memory, the least recently seen
 * forgotten beyond ten thousand. Thread-safe.
 */
@Component
class FailedLogins {

    static final int ALLOWED = 10;
    static final Duration WINDOW = Duration.ofMinutes(5);

    private static final int REMEMBERED = 10_000;

    private final Map<String, Deque<Instant>> failures = new LinkedHashMap<>(16, 0.75f, true);
    private final Clock clock;

    FailedLogins(Clock clock) {
        this.clock = clock;
    }

    /** How long this account has to wait at this address; nothing when it may try. */
    synchronized Optional<Duration> wait(String account, String address) {
        Deque<Instant> recent = recent(account, address);
        if (recent.size() < ALLOWED) {
            return Optional.empty();
        }
        return Optional.of(Duration.between(clock.instant(), recent.getFirst().plus(WINDOW)));
    }

    synchronized void failed(String account, String address) {
        Deque<Instant> recent = recent(account, address);
        recent.addLast(clock.instant());
        failures.put(key(account, address), recent);
        if (failures.size() > REMEMBERED) {
            failures.remove(failures.keySet().iterator().next());
        }
    }

    synchronized void succeeded(String account, String address) {
        failures.remove(key(account, address));
    }

    private Deque<Instant> recent(String account, String address) {
        Deque<Instant> recent = failures.getOrDefault(key(account, address), new ArrayDeque<>());
        Instant oldest = clock.instant().minus(WINDOW);
        while (!recent.isEmpty() && !recent.getFirst().isAfter(oldest)) {
            recent.removeFirst();
        }
        return recent;
    }

    private static String key(String account, String address) {
        return address + " " + account;
    }
}
