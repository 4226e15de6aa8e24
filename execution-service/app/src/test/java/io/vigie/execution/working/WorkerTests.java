package io.vigie.execution.working;

import static io.vigie.execution.working.FakeActions.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.action.ActionBrokenException;
import io.vigie.action.ActionContext;
import io.vigie.action.ActionResult;
import io.vigie.contracts.CampaignId;
import io.vigie.contracts.EnvironmentId;
import io.vigie.contracts.Outcome;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunId;
import io.vigie.contracts.TestId;
import io.vigie.contracts.WorkerId;
import io.vigie.contracts.attempt.AttemptEvent;
import io.vigie.contracts.attempt.AttemptEvent.ActionFinished;
import io.vigie.contracts.attempt.AttemptEvent.Heartbeat;
import io.vigie.contracts.attempt.AttemptEvent.SliceReturned;
import io.vigie.contracts.attempt.AttemptEvent.SliceReturned.Reason;
import io.vigie.contracts.attempt.AttemptEvent.TestFinished;
import io.vigie.contracts.attempt.AttemptEvent.TestStarted;
import io.vigie.contracts.definition.Definition;
import io.vigie.contracts.definition.Definition.ActionStep;
import io.vigie.contracts.definition.Definition.EnvironmentDefinition;
import io.vigie.contracts.definition.Definition.EnvironmentVariable;
import io.vigie.contracts.definition.Definition.TestDefinition;
import io.vigie.contracts.definition.Definition.TestVariable;
import io.vigie.contracts.log.LogEvent.LogSegment;
import io.vigie.contracts.secret.SecretSeal;
import io.vigie.contracts.task.TaskMessage.SliceDispatched;
import io.vigie.contracts.task.TaskMessage.SliceTest;
import io.vigie.contracts.wire.LogDigest;
import io.vigie.contracts.wire.MessageCodec;
import io.vigie.storage.FileStorage;
import io.vigie.storage.StorageSettings;
import io.vigie.storage.Storages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

class WorkerTests {

    private static final Instant NOW = Instant.parse("2026-01-02T06:25:41Z");
    private static final EnvironmentId DEV = EnvironmentId.of("dev");
    private static final RunId RUN = RunId.of("run-1");
    private static final Origin ORIGIN =
            new Origin("task-1", "click-1", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    private static final String MASTER_KEY = Base64.getEncoder().encodeToString(new byte[32]);

    /** Blocks of their own, since the tests of several checkouts may run at the same time. */
    private static final WorkerSettings.Isolation PORTS = new WorkerSettings.Isolation(null, 30_000, 30_999, 10);

    @TempDir
    Path directory;

    private final RecordedReports reports = new RecordedReports();
    private final FakeActions actions = FakeActions.usual();
    private DefinitionStore definitions;
    private FileStorage storage;
    private WorkerDirectory claimed;
    private Worker worker;
    private WorkerSettings settings = settings(Duration.ofSeconds(30), Duration.ofSeconds(30));

    @BeforeEach
    void open() throws IOException {
        storage = Storages.of(new StorageSettings.Directory(directory.resolve("storage")));
        definitions = new DefinitionStore(directory.resolve("definitions"));
        give(environment(new EnvironmentVariable("base_url", "http://127.0.0.1", false)));
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

    private static WorkerSettings settings(Duration testTimeout, Duration actionTimeout) {
        return new WorkerSettings(
                2,
                true,
                false,
                List.of(),
                List.of(),
                testTimeout,
                Duration.ofMinutes(1),
                actionTimeout,
                Duration.ofMillis(200),
                Duration.ofMillis(50),
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                10_000,
                PORTS,
                limits(1_000_000, 3, 250));
    }

    private static WorkerSettings.Limits limits(long artifactBytes, int artifacts, int cases) {
        DataSize large = DataSize.ofMegabytes(10);
        return new WorkerSettings.Limits(
                large,
                large,
                large,
                large,
                256,
                large,
                1_000,
                DataSize.ofBytes(artifactBytes),
                artifacts,
                cases,
                DataSize.ofBytes(1_000),
                large);
    }

    private Worker worker() {
        if (worker == null) {
            claimed = WorkerDirectory.claim(directory.resolve("worker"));
            worker = Worker.start(
                    WorkerId.of("w-1"),
                    settings,
                    Targets.of(settings, List.of("127.0.0.1:9092")),
                    actions.catalog(),
                    definitions,
                    reports,
                    SecretSeal.ofMasterKey(MASTER_KEY),
                    storage,
                    InstantSource.fixed(NOW),
                    ZoneId.of("Europe/Paris"),
                    claimed);
        }
        return worker;
    }

    private void give(Definition definition) {
        definitions.put(definition.key(), MessageCodec.data(definition));
    }

    private static EnvironmentDefinition environment(EnvironmentVariable... variables) {
        return new EnvironmentDefinition(ProjectId.COMMON, DEV, 1, "DEV", List.of(variables), null);
    }

    private TestDefinition test(String id, ActionStep... steps) {
        TestDefinition test = new TestDefinition(
                ProjectId.COMMON,
                CampaignId.of("c-1"),
                TestId.of(id),
                1,
                id,
                "",
                List.of(steps),
                List.of(new TestVariable("user_id", "7"), new TestVariable("token", null)));
        give(test);
        return test;
    }

    private static ActionStep step(String type) {
        return new ActionStep(type, Map.of());
    }

    private static SliceDispatched slice(boolean stopOnFailure, String... tests) {
        return new SliceDispatched(
                ProjectId.COMMON,
                RUN,
                CampaignId.of("c-1"),
                1,
                DEV,
                1,
                0,
                stopOnFailure,
                false,
                Arrays.stream(tests)
                        .map(test -> new SliceTest(TestId.of(test), 1, 1, 0, null, false))
                        .toList(),
                NOW);
    }

    private SliceReturned run(SliceDispatched slice) throws InterruptedException {
        start(slice);
        return reports.await(SliceReturned.class, any -> true);
    }

    private void start(SliceDispatched slice) throws InterruptedException {
        worker().start(
                        slice,
                        ORIGIN,
                        Objects.requireNonNull(worker().takeSlot(Duration.ofSeconds(5))),
                        CompletableFuture.completedFuture(null));
    }

    @Test
    void saysWhatHappensInTheWordsOfTheLog() throws InterruptedException {
        test(
                "t-1",
                new ActionStep("echo", Map.of("text", 200, "output_mapping", Map.of("result", "user_id"))),
                new ActionStep(
                        "sayAction",
                        text("GET {{base_url}}/users/{{app.user_id}}\nfor {{test.test_id}} of {{test.campain_id}}")));

        run(slice(false, "t-1"));

        assertThat(reports.verdict().logs()).isEqualTo("""
                        [07:25:41] Démarrage du test
                        [07:25:41] --------------------------------
                        [07:25:41] Exécution de l'action 1/2: echo
                        [07:25:41] ✅ Action réussie
                        [07:25:41] 📝 Variable 'user_id' = 200
                        [07:25:41] --------------------------------
                        [07:25:41] Exécution de l'action 2/2: sayAction
                        [07:25:41] 📋 GET http://127.0.0.1/users/200
                        [07:25:41] 📋 for t-1 of c-1
                        [07:25:41] ✅ Action réussie
                        [07:25:41] --------------------------------
                        [07:25:41] ✅ Test terminé avec succès""");
        assertThat(reports.verdict().outcome()).isEqualTo(Outcome.PASSED);
        assertThat(reports.verdict().message()).isNull();
        assertThat(reports.verdict().outputs()).isEqualTo(Map.of("user_id", "200"));
    }

    @Test
    void endsATestAtItsFirstActionThatDoesNotPass() throws InterruptedException {
        test("t-1", step("pass"), step("fail"), step("pass"), step("pass"));

        run(slice(false, "t-1"));

        assertThat(reports.lines())
                .containsSubsequence(
                        "Exécution de l'action 2/4: fail",
                        "❌ Action échouée: Expected status 200, but found 500.",
                        "⏭️ 2 actions non exécutées",
                        "❌ Test échoué")
                .doesNotContain("Exécution de l'action 3/4: pass");
        assertThat(reports.verdict().outcome()).isEqualTo(Outcome.FAILED);
        assertThat(reports.verdict().message()).isEqualTo("Expected status 200, but found 500.");
        assertThat(reports.all(ActionFinished.class))
                .extracting(ActionFinished::index, ActionFinished::outcome)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(1, Outcome.PASSED),
                        org.assertj.core.groups.Tuple.tuple(2, Outcome.FAILED));
    }

    @Test
    void reportsInOrderAndItsLogBeforeItsVerdict() throws InterruptedException {
        test("t-1", step("pass"));
        test("t-2", step("fail"));

        SliceReturned returned = run(slice(false, "t-1", "t-2"));

        assertThat(reports.events())
                .extracting(event -> event.getClass().getSimpleName())
                .containsExactly(
                        "TestStarted",
                        "ActionFinished",
                        "TestFinished",
                        "TestStarted",
                        "ActionFinished",
                        "TestFinished",
                        "SliceReturned");
        assertThat(returned.reason()).isEqualTo(Reason.COMPLETED);
        assertThat(returned.unfinished()).isEmpty();
        for (TestFinished verdict : reports.all(TestFinished.class)) {
            LogDigest digest = new LogDigest();
            List<Object> before = reports.order().subList(0, reports.order().indexOf(verdict));
            int lines = 0;
            for (Object said : before) {
                if (said instanceof LogSegment segment && segment.testId().equals(verdict.testId())) {
                    assertThat(segment.firstLine()).isEqualTo(lines + 1);
                    segment.lines().forEach(digest::add);
                    lines += segment.lines().size();
                }
            }
            assertThat(verdict.logLines()).isEqualTo(lines);
            assertThat(verdict.logDigest()).isEqualTo(digest.finish());
        }
    }

    @Test
    void stopsTheSliceAtAFailureWhenToldTo() throws InterruptedException {
        test("t-1", step("fail"));
        test("t-2", step("pass"));

        SliceReturned returned = run(slice(true, "t-1", "t-2"));

        assertThat(returned.reason()).isEqualTo(Reason.STOPPED_ON_FAILURE);
        assertThat(returned.unfinished()).containsExactly(TestId.of("t-2"));
        assertThat(reports.all(TestStarted.class)).hasSize(1);
    }

    @Test
    void breaksATestThatChecksNothing() throws InterruptedException {
        test("t-1");

        run(slice(false, "t-1"));

        assertThat(reports.verdict().outcome()).isEqualTo(Outcome.BROKEN);
        assertThat(reports.verdict().message())
                .isEqualTo("Expected the test to have an action, but it has none: nothing was checked.");
        assertThat(reports.lines()).endsWith("❌ Test échoué");
    }

    @Test
    void namesAnActionThatNobodyHas() throws InterruptedException {
        test("t-1", step("ftp"));

        run(slice(false, "t-1"));

        assertThat(reports.lines())
                .containsSubsequence(
                        "Exécution de l'action 1/1: ftp", "❌ Plugin d'action 'ftp' non trouvé", "❌ Test échoué");
        assertThat(reports.verdict().outcome()).isEqualTo(Outcome.BROKEN);
    }

    @Test
    void neverCallsAnActionWithAPlaceholderWithoutAValue() throws InterruptedException {
        AtomicReference<Object> called = new AtomicReference<>();
        actions.with("spy", (context, parameters) -> {
            called.set(parameters.value("text"));
            return ActionResult.passed();
        });
        test("t-1", new ActionStep("spy", text(List.of("{{app.token}}"))));

        run(slice(false, "t-1"));

        assertThat(called).hasNullValue();
        assertThat(reports.verdict().outcome()).isEqualTo(Outcome.BROKEN);
        assertThat(reports.verdict().message())
                .isEqualTo(
                        "Expected \"{{app.token}}\" in \"actions[0].value.text[0]\" to have a value, but nothing has set it yet.");
    }

    @Test
    void refusesParametersThatTheActionDoesNotKnow() throws InterruptedException {
        test("t-1", new ActionStep("pass", Map.of("number", "abc")));
        test("t-2", new ActionStep("pass", Map.of("colour", "red")));

        run(slice(false, "t-1", "t-2"));

        assertThat(reports.all(TestFinished.class))
                .extracting(TestFinished::outcome)
                .containsExactly(Outcome.BROKEN, Outcome.BROKEN);
        assertThat(reports.all(TestFinished.class).getFirst().message())
                .isEqualTo("Expected \"actions[0].value.number\" to be a number, but found \"abc\".");
    }

    @Test
    void breaksAnActionThatOwesAnOutput() throws InterruptedException {
        test("t-1", new ActionStep("pass", Map.of("output_mapping", Map.of("result", "user_id"))));

        run(slice(false, "t-1"));

        assertThat(reports.verdict().message())
                .isEqualTo("Expected the action to give the output \"result\", but it did not.");
        assertThat(reports.lines()).doesNotContain("✅ Action réussie");
    }

    @Test
    void resetsTheTestsOwnVariables() throws InterruptedException {
        ActionStep capture =
                new ActionStep("echo", Map.of("text", "new", "output_mapping", Map.of("result", "user_id")));
        ActionStep show = new ActionStep("say", text("user {{app.user_id}}"));
        test("t-1", show, capture);
        test("t-2", show, capture);

        run(slice(false, "t-1", "t-2"));

        assertThat(reports.lines()).filteredOn(line -> line.startsWith("📋")).containsExactly("📋 user 7", "📋 user 7");
    }

    @Test
    void letsAnActionSetVariablesAndReadTheTrace() throws InterruptedException {
        actions.with("set", (context, parameters) -> {
            context.setVariable("fresh", List.of(1, 2));
            context.log(
                    context.variable("user_id") + " " + context.traceHeaders().get("traceparent"));
            context.setVariable("{{bad}}", 1);
            return ActionResult.passed();
        });
        test("t-1", step("set"));

        run(slice(false, "t-1"));

        assertThat(reports.lines()).contains("📝 Variable 'fresh' = [1,2]", "📋 7 " + ORIGIN.traceParent());
        assertThat(reports.verdict().message()).contains("\"{{bad}}\"");
        assertThat(reports.verdict().outputs()).containsEntry("fresh", "[1,2]");
    }

    @Test
    void timesOutAnActionThatDoesNotEnd() throws InterruptedException {
        settings = settings(Duration.ofSeconds(30), Duration.ofMillis(80));
        CountDownLatch interrupted = new CountDownLatch(1);
        AtomicReference<ActionContext> kept = new AtomicReference<>();
        actions.with("hang", (context, parameters) -> {
            kept.set(context);
            try {
                new CountDownLatch(1).await();
            } finally {
                interrupted.countDown();
            }
            return ActionResult.passed();
        });
        test("t-1", step("hang"));

        run(slice(false, "t-1"));

        assertThat(reports.verdict().outcome()).isEqualTo(Outcome.TIMED_OUT);
        assertThat(reports.verdict().message())
                .isEqualTo("Expected the action to end within 80 ms, but it still runs.");
        assertThat(interrupted.getCount()).isZero();
        int lines = reports.lines().size();
        kept.get().log("from beyond");
        assertThat(reports.lines()).hasSize(lines);
    }

    @Test
    void timesOutATestWhoseActionsTakeTooLongTogether() throws InterruptedException {
        settings = settings(Duration.ofMillis(150), Duration.ofSeconds(30));
        actions.with("slow", (context, parameters) -> {
            new CountDownLatch(1).await(100, java.util.concurrent.TimeUnit.MILLISECONDS);
            return ActionResult.passed();
        });
        test("t-1", step("slow"), step("slow"), step("slow"));

        run(slice(false, "t-1"));

        assertThat(reports.verdict().outcome()).isEqualTo(Outcome.TIMED_OUT);
        assertThat(reports.verdict().message()).isEqualTo("Expected the test to end within 150 ms, but it still runs.");
    }

    @Test
    void tellsNoTraceOfAnActionThatThrows() throws InterruptedException {
        actions.with("throws", (context, parameters) -> {
            throw new IllegalStateException("jdbc:secret");
        });
        actions.with("error", (context, parameters) -> {
            throw new StackOverflowError();
        });
        actions.with("broken", (context, parameters) -> {
            throw new ActionBrokenException("Expected to connect, but the host is unknown.");
        });
        test("t-1", step("throws"));
        test("t-2", step("error"));
        test("t-3", step("broken"));

        run(slice(false, "t-1", "t-2", "t-3"));

        assertThat(reports.all(TestFinished.class))
                .extracting(TestFinished::outcome)
                .containsOnly(Outcome.BROKEN);
        assertThat(reports.all(TestFinished.class).get(2).message())
                .isEqualTo("Expected to connect, but the host is unknown.");
        assertThat(String.join("\n", reports.lines())).doesNotContain("jdbc", "Exception", "java.", "Error");
    }

    @Test
    void hidesSecretsWhereverTheyCouldBeSeen() throws InterruptedException {
        SecretSeal master = SecretSeal.ofMasterKey(MASTER_KEY);
        String wrapped = master.newWrappedDataKey(DEV.value());
        String sealed = master.unwrap(wrapped, DEV.value()).seal("hunter22", "password");
        give(new EnvironmentDefinition(
                ProjectId.COMMON,
                DEV,
                1,
                "DEV",
                List.of(
                        new EnvironmentVariable("password", sealed, true),
                        new EnvironmentVariable("moved", sealed, true)),
                wrapped));
        AtomicReference<Object> sent = new AtomicReference<>();
        actions.with("login", (context, parameters) -> {
            sent.set(parameters.value("text"));
            context.log("sent " + parameters.value("text") + " and " + parameters.value("password"));
            return ActionResult.failed(
                    "Expected hunter22 to be accepted, but found typed-in.", Map.of("result", "got hunter22"));
        });
        test(
                "t-1",
                new ActionStep(
                        "login",
                        Map.of(
                                "text",
                                "{{password}}",
                                "password",
                                "typed-in",
                                "output_mapping",
                                Map.of("result", "user_id"))));
        test("t-2", new ActionStep("say", text("{{moved}}")));

        run(slice(false, "t-1", "t-2"));

        assertThat(sent).hasValue("hunter22");
        assertThat(reports.order().toString()).doesNotContain("hunter22", "typed-in");
        assertThat(reports.lines()).contains("📋 sent •••••• and ••••••", "📝 Variable 'user_id' = got ••••••");
        assertThat(reports.all(TestFinished.class).getFirst().outputs()).containsEntry("user_id", "got ••••••");
        assertThat(reports.verdict().message())
                .isEqualTo(
                        "Expected \"{{moved}}\" in \"actions[0].value.text\" to have a value, but its secret does not open with the environment's key.");
    }

    @Test
    void hidesASecretThatStandsWhereAValueIsCut() throws InterruptedException {
        String secret = "sesame-".repeat(9);
        test(
                "t-1",
                new ActionStep("echo", Map.of("password", secret)),
                new ActionStep(
                        "echo",
                        Map.of("text", "x".repeat(450) + secret, "output_mapping", Map.of("result", "user_id"))));

        run(slice(false, "t-1"));

        assertThat(reports.lines())
                .anyMatch(line -> line.startsWith("📝 Variable 'user_id' = xxx"))
                .noneMatch(line -> line.contains("sesame"));
    }

    @Test
    void givesEachAttemptADirectoryAndDeletesIt() throws InterruptedException, IOException {
        AtomicReference<Path> used = new AtomicReference<>();
        actions.with("write", (context, parameters) -> {
            Path work = context.workDirectory();
            try {
                assertThat(Files.list(work)).isEmpty();
                Files.createDirectories(work.resolve("a/b"));
                Files.writeString(work.resolve("a/b/c.txt"), "x");
            } catch (IOException impossible) {
                throw new IllegalStateException(impossible);
            }
            used.set(work);
            return ActionResult.passed();
        });
        test("t-1", step("write"), new ActionStep("say", text("{{test.work_dir}}")));
        test("t-2", step("write"));

        run(slice(false, "t-1", "t-2"));

        assertThat(reports.all(TestFinished.class))
                .extracting(TestFinished::outcome)
                .containsOnly(Outcome.PASSED);
        assertThat(reports.lines()).contains("📋 " + used.get());
        assertThat(used.get()).doesNotExist();
    }

    @Test
    void breaksATestWhoseDefinitionNeverComes() throws InterruptedException {
        test("t-2", step("pass"));

        run(slice(false, "gone", "gone-too", "t-2"));

        assertThat(reports.all(TestFinished.class))
                .extracting(TestFinished::outcome)
                .containsExactly(Outcome.BROKEN, Outcome.BROKEN, Outcome.PASSED);
        assertThat(reports.all(TestFinished.class).getFirst().message())
                .isEqualTo("Expected to find version 1 of the test \"gone\", but it has not arrived.");
    }

    @Test
    void waitsForADefinitionThatComesLate() throws InterruptedException {
        start(slice(false, "t-1"));
        reports.await(TestStarted.class, any -> true);
        test("t-1", step("pass"));

        reports.await(SliceReturned.class, any -> true);

        assertThat(reports.verdict().outcome()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void handsBackWhatItDoesNotStartAndEndsWhatIsQuick() throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        actions.with("wait", (context, parameters) -> {
            running.countDown();
            goOn.await();
            return ActionResult.passed();
        });
        test("t-1", step("wait"));
        test("t-2", step("pass"));
        start(slice(false, "t-1", "t-2"));
        running.await();

        Thread draining = Thread.ofVirtual().start(() -> {
            try {
                worker().drain(Duration.ofSeconds(10));
            } catch (InterruptedException never) {
                throw new IllegalStateException(never);
            }
        });
        while (worker().takeSlot(Duration.ZERO) instanceof Worker.Slot slot) {
            worker().giveBack(slot);
            Thread.onSpinWait();
        }
        goOn.countDown();
        draining.join();

        SliceReturned returned = reports.await(SliceReturned.class, any -> true);
        assertThat(returned.reason()).isEqualTo(Reason.DRAINING);
        assertThat(returned.unfinished()).containsExactly(TestId.of("t-2"));
        assertThat(reports.verdict().outcome()).isEqualTo(Outcome.PASSED);
        assertThat(worker().busySlots()).isZero();
    }

    @Test
    void interruptsWhatOutlastsTheGraceAndHandsItBack() throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        actions.with("hang", (context, parameters) -> {
            running.countDown();
            new CountDownLatch(1).await();
            return ActionResult.passed();
        });
        test("t-1", step("hang"));
        test("t-2", step("pass"));
        start(slice(false, "t-1", "t-2"));
        running.await();

        worker().drain(Duration.ofMillis(50));

        SliceReturned returned = reports.await(SliceReturned.class, any -> true);
        assertThat(returned.reason()).isEqualTo(Reason.DRAINING);
        assertThat(returned.unfinished()).containsExactly(TestId.of("t-1"), TestId.of("t-2"));
        assertThat(reports.all(TestFinished.class)).isEmpty();
        assertThat(reports.lines()).endsWith("⏹️ Test interrompu : son worker s'arrête, un autre le reprendra");
    }

    @Test
    void saysWhichSlicesItHoldsForAsLongAsItHoldsThem() throws InterruptedException {
        CountDownLatch goOn = new CountDownLatch(1);
        actions.with("wait", (context, parameters) -> {
            goOn.await();
            return ActionResult.passed();
        });
        test("t-1", step("wait"));
        start(slice(false, "t-1"));

        Heartbeat heartbeat = reports.await(Heartbeat.class, any -> true);
        goOn.countDown();

        assertThat(heartbeat.runId()).isEqualTo(RUN);
        assertThat(heartbeat.slices()).containsExactly(1L);
    }

    @Test
    void speaksNoMoreForASliceWhoseReportsCannotBeDelivered() throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        actions.with("hang", (context, parameters) -> {
            running.countDown();
            try {
                new CountDownLatch(1).await();
            } finally {
                ended.countDown();
            }
            return ActionResult.passed();
        });
        CompletableFuture<Void> delivery = new CompletableFuture<>();
        reports.deliverWith(delivery);
        test("t-1", step("hang"));
        start(slice(false, "t-1"));
        running.await();

        delivery.completeExceptionally(new IllegalStateException("the broker is away"));
        ended.await();

        worker().drain(Duration.ofSeconds(5));
        assertThat(reports.all(TestFinished.class)).isEmpty();
        assertThat(reports.all(SliceReturned.class)).isEmpty();
    }

    @Test
    void neverSendsATextThatCannotBeWritten() throws InterruptedException {
        test(
                "t-1",
                new ActionStep("echo", Map.of("text", "\uD83D\u0000", "output_mapping", Map.of("result", "user_id"))));

        run(slice(false, "t-1"));

        for (AttemptEvent event : reports.events()) {
            assertThat(MessageCodec.data(event)).isNotEmpty();
        }
        assertThat(reports.verdict().outputs()).containsEntry("user_id", "\uFFFD\uFFFD");
    }

    @Test
    void breaksATestWithWhatCannotTravel() throws InterruptedException {
        Object odd = new Object();
        actions.with("odd", (context, parameters) -> ActionResult.passed(Map.of("result", odd)));
        test("t-1", new ActionStep("odd", Map.of("output_mapping", Map.of("result", "user_id"))));
        test("t-2", new ActionStep("x".repeat(300_000), Map.of()));
        test("t-3", step("pass"));

        SliceReturned returned = run(slice(false, "t-1", "t-2", "t-3"));

        assertThat(returned.reason()).isEqualTo(Reason.COMPLETED);
        assertThat(reports.all(TestFinished.class))
                .extracting(TestFinished::outcome)
                .containsExactly(Outcome.BROKEN, Outcome.BROKEN, Outcome.PASSED);
        for (AttemptEvent event : reports.events()) {
            assertThat(MessageCodec.data(event)).hasSizeLessThan(50_000);
        }
    }
}
