package io.vigie.gateway.stream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** What is counted of all live streams together. Safe for any thread. */
final class StreamMeters {

    private final LongAdder delivered = new LongAdder();
    private final Timer lag;
    private final Map<Cut, Counter> cuts = new EnumMap<>(Cut.class);

    StreamMeters(MeterRegistry meters) {
        FunctionCounter.builder("vigie.live.deliveries", delivered, LongAdder::sum)
                .description("Events that were given to connections")
                .register(meters);
        this.lag = Timer.builder("vigie.live.lag")
                .description("From reading a record to a stream's taking it, of the oldest that waited for the stream")
                .register(meters);
        for (Cut cut : Cut.values()) {
            cuts.put(
                    cut,
                    Counter.builder("vigie.live.cuts")
                            .description("Streams that ended before their run did")
                            .tag("reason", cut.reason())
                            .register(meters));
        }
    }

    void delivered(int events) {
        delivered.add(events);
    }

    /** A stream takes entries, the oldest of which has waited for so long. */
    void took(long waitedMillis) {
        lag.record(Math.max(0, waitedMillis), TimeUnit.MILLISECONDS);
    }

    void cut(Cut cut) {
        Counter counter = cuts.get(cut);
        if (counter != null) {
            counter.increment();
        }
    }
}
