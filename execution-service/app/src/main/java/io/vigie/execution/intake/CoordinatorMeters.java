package io.vigie.execution.intake;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vigie.contracts.run.RunEvent;
import io.vigie.execution.coordinating.Decision;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts what the coordinator does. An aborted transaction is counted again when it is repeated. Safe for use by many threads. */
final class CoordinatorMeters {

    private final MeterRegistry registry;
    private final Map<Class<?>, Counter> events = new ConcurrentHashMap<>();

    CoordinatorMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void happened(RunEvent event) {
        events.computeIfAbsent(
                        event.getClass(),
                        type -> registry.counter("vigie.coordinator.events", "event", type.getSimpleName()))
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
