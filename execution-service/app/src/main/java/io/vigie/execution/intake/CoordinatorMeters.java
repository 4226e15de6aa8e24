package io.vigie.execution.intake;

import io.micrometer.core.instrument.MeterRegistry;
import io.vigie.contracts.run.RunEvent;
import io.vigie.execution.coordinating.Decision;
import java.util.Locale;

/** Counts what the coordinator does. An aborted transaction is counted again when it is repeated. */
final class CoordinatorMeters {

    private final MeterRegistry registry;

    CoordinatorMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void happened(RunEvent event) {
        registry.counter("vigie.coordinator.events", "event", event.getClass().getSimpleName())
                .increment();
        if (event instanceof RunEvent.AttemptLost) {
            registry.counter("vigie.coordinator.attempts.lost").increment();
        }
    }

    void fenced(Decision.Fenced.Why why) {
        registry.counter(
                        "vigie.coordinator.reports.fenced",
                        "why",
                        why.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .increment();
    }

    void deadLetter(String topic) {
        registry.counter("vigie.coordinator.dead.letters", "topic", topic).increment();
    }
}
