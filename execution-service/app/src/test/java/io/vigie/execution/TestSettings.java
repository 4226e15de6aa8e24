package io.vigie.execution;

import io.vigie.execution.working.WorkerSettings;
import java.util.Map;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Settings of workers as an operator would give them, with the documented defaults for the rest. */
final class TestSettings {

    private TestSettings() {}

    static WorkerSettings of(Map<String, String> given) {
        return new Binder(new MapConfigurationPropertySource(given)).bindOrCreate("vigie.worker", WorkerSettings.class);
    }

    /** A worker that is impatient where tests would wait for it. */
    static WorkerSettings quick(int slots) {
        return of(Map.of(
                "vigie.worker.slots", String.valueOf(slots),
                "vigie.worker.heartbeat", "200ms",
                "vigie.worker.drain-grace", "100ms"));
    }
}
