package io.vigie.execution.working;

import io.vigie.contracts.CampaignId;
import io.vigie.contracts.EnvironmentId;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunId;
import io.vigie.contracts.TestId;
import io.vigie.contracts.WorkerId;
import io.vigie.contracts.attempt.AttemptEvent.SliceReturned;
import io.vigie.contracts.definition.Definition;
import io.vigie.contracts.definition.Definition.ActionStep;
import io.vigie.contracts.definition.Definition.EnvironmentDefinition;
import io.vigie.contracts.definition.Definition.EnvironmentVariable;
import io.vigie.contracts.definition.Definition.TestDefinition;
import io.vigie.contracts.definition.Definition.TestVariable;
import io.vigie.contracts.task.TaskMessage.SliceDispatched;
import io.vigie.contracts.task.TaskMessage.SliceTest;
import io.vigie.contracts.wire.MessageCodec;
import io.vigie.execution.working.Worker.Acceptance;
import io.vigie.storage.FileStorage;
import io.vigie.storage.StorageSettings;
import io.vigie.storage.Storages;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** A worker with everything around it but Kafka. */
abstract class WorkerBench {

    static final RunId RUN = RunId.of("run-1");
    static final CampaignId CAMPAIGN = CampaignId.of("c-1");
    static final EnvironmentId DEV = EnvironmentId.of("dev");
    static final Origin ORIGIN = new Origin("task-1", "click-1", null);

    private static final Instant NOW = Instant.parse("2026-01-02T06:25:41Z");

    @TempDir
    Path directory;

    final RecordedReports reports = new RecordedReports();
    final FakeActions actions = FakeActions.usual();
    final Map<String, String> settings = new HashMap<>(Map.of(
            "vigie.worker.slots", "2",
            "vigie.worker.definition-patience", "200ms",
            "vigie.worker.heartbeat", "50ms",
            // Ports of their own, since the tests of several checkouts may run at the same time.
            "vigie.worker.isolation.first-port", "30000",
            "vigie.worker.isolation.last-port", "30999"));
    DefinitionStore definitions;
    FileStorage storage;
    private WorkerDirectory claimed;
    private Worker worker;

    @BeforeEach
    void open() throws IOException {
        definitions = new DefinitionStore(directory.resolve("definitions"));
        storage = Storages.of(new StorageSettings.Directory(directory.resolve("storage")));
        give(new EnvironmentDefinition(
                ProjectId.COMMON,
                DEV,
                1,
                "DEV",
                List.of(new EnvironmentVariable("base_url", "http://127.0.0.1", false)),
                null));
    }

    @AfterEach
    void close() {
        if (worker != null) {
            worker.close();
            claimed.close();
        }
        definitions.close();
        storage.close();
    }

    Worker worker() {
        if (worker == null) {
            claimed = WorkerDirectory.claim(directory.resolve("worker"));
            worker = another("w-1", claimed, reports);
        }
        return worker;
    }

    Worker another(String id, WorkerDirectory own, Reports told) {
        WorkerSettings bound = new Binder(new MapConfigurationPropertySource(settings))
                .bindOrCreate("vigie.worker", WorkerSettings.class);
        return Worker.start(
                WorkerId.of(id),
                bound,
                Targets.of(bound, List.of()),
                actions.catalog(),
                definitions,
                told,
                null,
                storage,
                InstantSource.fixed(NOW),
                ZoneId.of("UTC"),
                own);
    }

    void give(Definition definition) {
        definitions.put(definition.key(), MessageCodec.data(definition));
    }

    void test(String id, ActionStep... steps) {
        give(new TestDefinition(
                ProjectId.COMMON,
                CAMPAIGN,
                TestId.of(id),
                1,
                id,
                "",
                List.of(steps),
                List.of(new TestVariable("user_id", "7"))));
    }

    static ActionStep step(String type) {
        return new ActionStep(type, Map.of());
    }

    static ActionStep say(String text) {
        return new ActionStep("say", Map.of("text", text));
    }

    static SliceTest plain(String test) {
        return new SliceTest(TestId.of(test), 1, 1, 0, null, false);
    }

    static SliceDispatched slice(String... tests) {
        return slice(false, Arrays.stream(tests).map(WorkerBench::plain).toArray(SliceTest[]::new));
    }

    static SliceDispatched slice(boolean stopOnFailure, SliceTest... tests) {
        return slice(1, 0, stopOnFailure, false, tests);
    }

    static SliceDispatched slice(
            long number, long filesVersion, boolean stopOnFailure, boolean keepFailedWork, SliceTest... tests) {
        return new SliceDispatched(
                ProjectId.COMMON,
                RUN,
                CAMPAIGN,
                number,
                DEV,
                1,
                filesVersion,
                stopOnFailure,
                keepFailedWork,
                List.of(tests),
                NOW);
    }

    Acceptance take(SliceDispatched slice) throws InterruptedException {
        return worker().take(slice, ORIGIN, Objects.requireNonNull(worker().takeSlot(Duration.ofSeconds(5))));
    }

    SliceReturned run(SliceDispatched slice) throws InterruptedException {
        take(slice);
        return reports.await(SliceReturned.class, returned -> returned.slice() == slice.slice());
    }
}
