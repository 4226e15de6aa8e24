package io.vigie.report.outbound;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vigie.report.outbound.Deliveries.Standing;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Shows how what is told to others stands: {@code vigie.webhooks.waiting}, {@code vigie.webhooks.oldest-waiting} (seconds), {@code vigie.webhooks.dead}, of
 * the whole installation, and {@code vigie.outbound.lag}, how long after it happened each event was told. For any thread.
 */
@Component
class OutboundMeters {

    /** The database is asked once for all gauges, and not more often, however often these are read. */
    private static final Duration ASK_AT_MOST_EVERY = Duration.ofSeconds(5);

    private final Deliveries deliveries;
    private final Clock clock;
    private final Timer lag;
    private @Nullable Standing standing;
    private Instant askedAt = Instant.MIN;

    OutboundMeters(Deliveries deliveries, Clock clock, MeterRegistry meters) {
        this.deliveries = deliveries;
        this.clock = clock;
        this.lag = meters.timer("vigie.outbound.lag");
        gauge(meters, "vigie.webhooks.waiting", "deliveries", Standing::waiting);
        gauge(meters, "vigie.webhooks.oldest-waiting", "seconds", Standing::oldestSeconds);
        gauge(meters, "vigie.webhooks.dead", "deliveries", Standing::dead);
    }

    private void gauge(MeterRegistry meters, String name, String unit, ToDoubleFunction<Standing> value) {
        Gauge.builder(name, this, self -> self.value(value)).baseUnit(unit).register(meters);
    }

    /** An event of this time is told now. */
    void told(Instant happened) {
        Duration since = Duration.between(happened, clock.instant());
        lag.record(since.isNegative() ? Duration.ZERO : since);
    }

    /** Nothing that is known is not a number, and no zero. */
    private synchronized double value(ToDoubleFunction<Standing> value) {
        Instant now = clock.instant();
        if (askedAt.isBefore(now.minus(ASK_AT_MOST_EVERY))) {
            askedAt = now;
            try {
                standing = deliveries.standing();
            } catch (DataAccessException | TransactionException away) {
                standing = null;
            }
        }
        Standing known = standing;
        return known == null ? Double.NaN : value.applyAsDouble(known);
    }
}
