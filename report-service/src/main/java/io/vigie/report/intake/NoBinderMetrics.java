package io.vigie.report.intake;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.cloud.stream.binder.BindingCreatedEvent;
import org.springframework.cloud.stream.binder.kafka.KafkaBinderMetrics;
import org.springframework.stereotype.Component;

/**
 * Stands where the binder would put its own lag metric, which keeps one more consumer and thread for each group to ask the broker for committed
 * offsets. Here the stored positions count, and {@link ConsumerLag} measures them.
 */
@Component
class NoBinderMetrics extends KafkaBinderMetrics {

    NoBinderMetrics() {
        super(null, null);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        // Nothing to measure.
    }

    @Override
    public void onApplicationEvent(BindingCreatedEvent event) {
        // Nothing to measure.
    }
}
