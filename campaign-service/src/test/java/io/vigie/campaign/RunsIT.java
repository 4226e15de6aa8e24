package io.vigie.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.campaign.Api.Answer;
import io.vigie.campaign.catalogue.ActionCatalogue;
import io.vigie.campaign.intake.Redelivery;
import io.vigie.contracts.CampaignId;
import io.vigie.contracts.Envelope;
import io.vigie.contracts.EnvironmentId;
import io.vigie.contracts.Outcome;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunId;
import io.vigie.contracts.RunKind;
import io.vigie.contracts.RunOptions;
import io.vigie.contracts.TestId;
import io.vigie.contracts.Topics;
import io.vigie.contracts.campaign.CampaignEvent.CancelRequested;
import io.vigie.contracts.campaign.CampaignEvent.EnvironmentLimited;
import io.vigie.contracts.campaign.CampaignEvent.Launched;
import io.vigie.contracts.campaign.CampaignEvent.PlanChunk;
import io.vigie.contracts.campaign.CampaignEvent.PlannedTest;
import io.vigie.contracts.definition.Definition.TestDefinition;
import io.vigie.contracts.launch.CommandMessage;
import io.vigie.contracts.launch.CommandReply;
import io.vigie.contracts.run.RunEvent;
import io.vigie.contracts.wire.KafkaMessages;
import io.vigie.testsupport.kafka.KafkaBroker;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** How runs are wished for, ended, and learnt from. */
@RealService
class RunsIT {

    @LocalServerPort
    int port;

    @Autowired
    KafkaBroker broker;

    @Autowired
    ActionCatalogue actions;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    ApplicationContext context;

    private KafkaProbe kafka;
    private Api api;
    private String environment;
    private String campaign;

    @BeforeEach
    void aCampaign() {
        kafka = new KafkaProbe(broker);
        actions.announce(Actions.pause());
        actions.announce(Actions.playwright());
        api = Api.stranger(port).asAdmin();
        environment = "ENV-" + UUID.randomUUID().toString().substring(0, 8);
        api.environment(environment);
        campaign = api.campaign("Campagne");
    }

    @AfterEach
    void close() {
        kafka.close();
    }

    @Test
    void freezesEveryWishOfTheLaunchAndItsTests() {
        api.put("/api/filieres/" + environment, Map.of("max_parallel", 3));
        String plain = api.test(campaign, "plain");
        String own = api.test(campaign, "own");
        api.put(
                "/api/tests/" + own,
                Map.of("retries", 0, "timeout", 5, "quarantined", true, "quarantine_reason", "lent", "affinity", "db"));

        String run = launch(Map.of(
                        "stop_on_failure", true,
                        "parallelism", 4,
                        "retries", 2,
                        "timeout", 60,
                        "run_timeout", 3_600,
                        "keep_failed_work", true))
                .text("rapport_id");

        List<Envelope<?>> told = awaitRun(run, 2);
        Launched launched = (Launched) told.getFirst().message();
        assertThat(launched.kind()).isEqualTo(RunKind.CAMPAIGN);
        assertThat(launched.options()).isEqualTo(new RunOptions(true, 4, 2, 60_000L, 3_600_000L, 3, true));
        assertThat(((PlanChunk) told.get(1).message()).tests())
                .containsExactly(
                        new PlannedTest(1, 1, TestId.of(plain), 1, "plain", 2, 60_000L, false, null, null),
                        new PlannedTest(2, 2, TestId.of(own), 2, "own", 0, 5_000L, true, "db", null));
    }

    @Test
    void refusesWishesOutOfTheirBounds() {
        Answer refused = launch(Map.of("parallelism", 65, "retries", 11, "timeout", 0, "run_timeout", "long"));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(StreamSupport.stream(refused.body().path("errors").spliterator(), false)
                        .map(fault -> fault.path("path").asString("")))
                .containsExactly("parallelism", "retries", "timeout", "run_timeout");
        assertThat(refused.message()).isEqualTo("parallelism : attendu un nombre entier de 1 à 64, reçu 65");
    }

    @Test
    void limitsAnEnvironment() {
        assertThat(api.put("/api/filieres/" + environment, Map.of("max_parallel", 2))
                        .status())
                .isEqualTo(200);
        assertThat(cap()).isEqualTo("2");
        Map<String, Object> none = new HashMap<>();
        none.put("max_parallel", null);
        api.put("/api/filieres/" + environment, none);

        assertThat(cap()).isEqualTo("null");
        assertThat(api.put("/api/filieres/" + environment, Map.of("max_parallel", 0))
                        .firstFault())
                .isEqualTo("max_parallel");
        assertThat(api.put("/api/filieres/" + environment, Map.of()).message())
                .isEqualTo("Champs manquants : max_parallel");
        assertThat(api.put("/api/filieres/NOWHERE", Map.of("max_parallel", 2)).status())
                .isEqualTo(404);
        List<EnvironmentLimited> limits = Awaitility.await()
                .until(
                        () -> kafka.messages(Topics.CAMPAIGN_EVENTS.name()).stream()
                                .map(Envelope::message)
                                .filter(EnvironmentLimited.class::isInstance)
                                .map(EnvironmentLimited.class::cast)
                                .filter(limited -> environmentId()
                                        .equals(limited.environmentId().value()))
                                .toList(),
                        found -> found.size() == 2);
        assertThat(limits).extracting(EnvironmentLimited::maxParallel).containsExactly(2, null);
    }

    private String cap() {
        return StreamSupport.stream(
                        api.get("/api/filieres").body().path("filieres").spliterator(), false)
                .filter(one -> one.path("name").asString("").equals(environment))
                .map(one -> one.path("max_parallel").toString())
                .findFirst()
                .orElse("missing");
    }

    private String environmentId() {
        return jdbc.sql("SELECT environment_id FROM environment WHERE name = ?")
                .param(environment)
                .query(String.class)
                .single();
    }

    @Test
    void asksARunToEndOnce() {
        api.test(campaign, "t");
        String run = launch(Map.of()).text("rapport_id");
        String key = UUID.randomUUID().toString();

        Answer accepted = api.post("/api/rapports/" + run + "/cancel", Map.of(), "Idempotency-Key", key);
        Answer repeated = api.post("/api/rapports/" + run + "/cancel", Map.of(), "Idempotency-Key", key);
        Answer again = api.send("POST", "/api/rapports/" + run + "/cancel", null);

        assertThat(accepted.status()).isEqualTo(202);
        assertThat(accepted.message()).isEqualTo("Annulation demandée");
        assertThat(accepted.text("rapport_id")).isEqualTo(run);
        assertThat(repeated.status()).isEqualTo(202);
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.message()).isEqualTo("L'annulation de ce rapport est déjà demandée");
        CancelRequested asked = (CancelRequested) awaitRun(run, 3).getLast().message();
        assertThat(asked.requestedBy()).isEqualTo(api.get("/api/me").text("id"));
        Answer unknown = api.post("/api/rapports/" + UUID.randomUUID() + "/cancel", Map.of());
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.message()).isEqualTo("Rapport non trouvé");
        assertThat(Api.stranger(port)
                        .post("/api/rapports/" + run + "/cancel", Map.of())
                        .status())
                .isEqualTo(401);
    }

    @Test
    void endsNoRunThatHasEnded() {
        api.test(campaign, "t");
        String finished = launch(Map.of()).text("rapport_id");
        String failed = launch(Map.of()).text("rapport_id");
        tell(
                finished,
                new RunEvent.RunFinished(
                        ProjectId.COMMON, RunId.of(finished), Outcome.PASSED, RunEvent.Counts.NONE, Instant.now(), 5));
        tell(
                failed,
                new RunEvent.RunFailed(
                        ProjectId.COMMON, RunId.of(failed), "no", RunEvent.Counts.NONE, Instant.now(), 5));
        awaitFinished(finished);
        awaitFinished(failed);

        for (String run : List.of(finished, failed)) {
            Answer answer = api.post("/api/rapports/" + run + "/cancel", Map.of(), "Accept-Language", "en");
            assertThat(answer.status()).isEqualTo(409);
            assertThat(answer.message()).isEqualTo("This report is finished already");
        }
        assertThat(api.post("/api/campains/" + campaign + "/cancel", Map.of())
                        .body()
                        .path("rapport_ids")
                        .size())
                .isZero();
    }

    @Test
    void asksAllRunsThatAFilterFindsToEnd() {
        api.test(campaign, "t");
        String other = api.campaign("Autre");
        api.test(other, "t");
        List<String> here =
                List.of(launch(Map.of()).text("rapport_id"), launch(Map.of()).text("rapport_id"));
        String there = api.launch(other, anyName(), environment).text("rapport_id");

        Answer ofCampaign = api.post("/api/campains/" + campaign + "/cancel", Map.of());
        Answer ofEnvironment = api.post("/api/rapports/cancel", Map.of("filiere", environment));
        Answer nothing = api.post("/api/rapports/cancel", Map.of("filiere", environment, "campain_id", other));

        assertThat(ofCampaign.status()).isEqualTo(202);
        assertThat(texts(ofCampaign.body().path("rapport_ids"))).containsExactlyElementsOf(here);
        assertThat(texts(ofEnvironment.body().path("rapport_ids"))).containsExactly(there);
        assertThat(nothing.message()).isEqualTo("Aucun rapport à annuler");
        assertThat(api.post("/api/rapports/cancel", Map.of()).message())
                .isEqualTo("Champs manquants : campain_id, filiere");
        assertThat(api.post("/api/campains/" + UUID.randomUUID() + "/cancel", Map.of())
                        .status())
                .isEqualTo(404);
        assertThat(awaitRun(there, 3).getLast().message()).isInstanceOf(CancelRequested.class);
    }

    @Test
    void endsARunByMessage() {
        api.test(campaign, "t");
        String run = launch(Map.of()).text("rapport_id");

        assertThat(answerTo(new CommandMessage.CancelRun(ProjectId.COMMON, run)))
                .isInstanceOfSatisfying(
                        CommandReply.CancelAccepted.class,
                        accepted -> assertThat(accepted.runId()).isEqualTo(RunId.of(run)));
        assertThat(answerTo(new CommandMessage.CancelRun(ProjectId.COMMON, run)))
                .isInstanceOfSatisfying(
                        CommandReply.CommandRefused.class,
                        refused -> assertThat(refused.code()).isEqualTo("cancel-requested-already"));
    }

    @Test
    void learnsHowLongTestsTakeOnceWhateverIsDeliveredAgain() {
        String quick = api.test(campaign, "quick");
        String fresh = api.test(campaign, "fresh");
        String slow = api.test(campaign, "slow");
        String run = UUID.randomUUID().toString();
        tell(run, finished(run, quick, Outcome.PASSED, 100));
        tell(run, finished(run, slow, Outcome.FAILED, 4_000));
        tell(run, finished(run, slow, Outcome.PASSED, 5_000));
        tell(run, finished(run, fresh, Outcome.CANCELLED, 9_000));
        tell(
                run,
                new RunEvent.TestStarted(
                        ProjectId.COMMON,
                        RunId.of(run),
                        TestId.of(fresh),
                        1,
                        io.vigie.contracts.WorkerId.of("w"),
                        Instant.now()));
        kafka.send(poisoned(run));
        String last = launch(Map.of()).text("rapport_id");
        tell(last, runFinished(last));
        awaitFinished(last);

        Awaitility.await()
                .untilAsserted(() -> assertThat(planned(1))
                        .containsExactly(Map.entry("quick", 100L), Map.entry("fresh", -1L), Map.entry("slow", 4_300L)));
        List<ConsumerRecord<String, byte[]>> everything = kafka.all(Topics.RUN_EVENTS.name());
        assertThat(everything).hasSizeGreaterThanOrEqualTo(7);
        assertThat(planned(2))
                .containsExactly(Map.entry("slow", 4_300L), Map.entry("quick", 100L), Map.entry("fresh", -1L));
        Redelivery.of(everything, context);
        assertThat(planned(1)).contains(Map.entry("slow", 4_300L));
        assertThat(api.get("/api/campains/" + campaign + "/plan?shards=0").firstFault())
                .isEqualTo("shards");

        String launched = launch(Map.of("parallelism", 2)).text("rapport_id");
        assertThat(((PlanChunk) awaitRun(launched, 2).get(1).message())
                        .tests().stream()
                                .sorted(Comparator.comparingInt(PlannedTest::turn))
                                .map(PlannedTest::name))
                .containsExactly("slow", "fresh", "quick");
        Awaitility.await()
                .untilAsserted(() -> assertThat(
                                kafka.all(Topics.deadLetters(Topics.RUN_EVENTS).name()))
                        .anySatisfy(letter -> assertThat(letter.key()).isEqualTo(run)));
    }

    /** Each test of each shard with its time, -1 for none. */
    private List<Map.Entry<String, Long>> planned(int shards) {
        JsonNode plan =
                api.get("/api/campains/" + campaign + "/plan?shards=" + shards).body();
        assertThat(plan.path("shards").size()).isEqualTo(shards);
        return StreamSupport.stream(plan.path("shards").spliterator(), false)
                .flatMap(shard -> StreamSupport.stream(shard.path("tests").spliterator(), false))
                .map(test -> Map.entry(
                        test.path("name").asString(""), test.path("expected_ms").asLong(-1)))
                .toList();
    }

    @Test
    void triesAStoredTestAlone() {
        String test = api.test(campaign, "Connexion");

        Answer answer = api.post("/api/tests/" + test + "/execute", Map.of("filiere", environment));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.message()).isEqualTo("Exécution du test lancée");
        assertThat(answer.text("test_id")).isEqualTo(test);
        List<Envelope<?>> told = awaitRun(answer.text("rapport_id"), 2);
        Launched launched = (Launched) told.getFirst().message();
        assertThat(launched.kind()).isEqualTo(RunKind.TRIAL);
        assertThat(launched.campaignId()).isEqualTo(CampaignId.of(campaign));
        assertThat(((PlanChunk) told.get(1).message()).tests())
                .containsExactly(PlannedTest.plain(1, TestId.of(test), 1, "Connexion"));
        assertThat(api.post("/api/tests/" + UUID.randomUUID() + "/execute", Map.of("filiere", environment))
                        .message())
                .isEqualTo("Test non trouvé");
        assertThat(api.post("/api/tests/" + test + "/execute", Map.of("filiere", "NOWHERE"))
                        .firstFault())
                .isEqualTo("filiere");
        assertThat(api.post("/api/tests/" + test + "/execute", Map.of()).message())
                .isEqualTo("Champs manquants : filiere");
    }

    @Test
    void asksTheTrialsOfATestToEnd() {
        String test = api.test(campaign, "Connexion");
        String other = api.test(campaign, "Accueil");
        String path = "/api/tests/" + test;
        String first =
                api.post(path + "/execute", Map.of("filiere", environment)).text("rapport_id");
        String second =
                api.post(path + "/execute", Map.of("filiere", environment)).text("rapport_id");
        String ofOther = api.post("/api/tests/" + other + "/execute", Map.of("filiere", environment))
                .text("rapport_id");
        String unsaved = api.post("/api/test", Map.of("script", "test('x', () => {})", "filiere", environment))
                .text("testId");
        launch(Map.of());

        Answer cancelled = api.post(path + "/cancel", Map.of());
        Answer found = api.post("/api/rapports/cancel", Map.of("test_id", other, "filiere", environment));

        assertThat(cancelled.status()).isEqualTo(202);
        assertThat(texts(cancelled.body().path("rapport_ids"))).containsExactly(first, second);
        assertThat(texts(found.body().path("rapport_ids"))).containsExactly(ofOther);
        assertThat(texts(api.post("/api/tests/" + unsaved + "/cancel", Map.of())
                        .body()
                        .path("rapport_ids")))
                .containsExactly(unsaved);
        assertThat(api.post(path + "/cancel", Map.of()).message()).isEqualTo("Aucun rapport à annuler");
        assertThat(api.post("/api/tests/x/cancel", Map.of()).status()).isEqualTo(400);
    }

    @Test
    void triesATestThatIsStoredNowhere() {
        Answer script = api.post("/api/test", Map.of("script", "test('x', () => {})", "filiere", environment));
        Answer steps = api.post(
                "/api/test",
                Map.of(
                        "name",
                        "Pas à pas",
                        "actions",
                        List.of(Map.of("type", "pause", "value", Map.of("seconds", 1))),
                        "filiere",
                        environment,
                        "campain_id",
                        campaign));

        assertThat(script.status()).isEqualTo(201);
        assertThat(script.text("status")).isEqualTo("queued");
        String test = script.text("testId");
        assertThat(script.text("statusUrl")).isEqualTo("/api/test-status/sse/" + test);
        assertThat(script.text("reportUrl")).isEqualTo("/api/test-results/tests/" + test + "/report/");
        awaitRun(script.text("runId"), 2);
        TestDefinition definition = (TestDefinition) kafka.all(Topics.DEFINITIONS.name()).stream()
                .filter(record -> record.key().equals("test:" + test + ":1"))
                .map(KafkaMessages::read)
                .findFirst()
                .orElseThrow()
                .message();
        assertThat(definition.actions().getFirst().type()).isEqualTo("playwright");
        assertThat(definition.actions().getFirst().value()).containsEntry("script", "test('x', () => {})");
        Launched launched =
                (Launched) awaitRun(steps.text("runId"), 2).getFirst().message();
        assertThat(launched.campaignName()).isEqualTo("Campagne");
        assertThat(launched.environmentId()).isEqualTo(EnvironmentId.of(environmentId()));
        assertThat(api.get("/api/tests/" + test).status()).isEqualTo(404);

        Answer nothing = api.post("/api/test", Map.of());
        assertThat(nothing.status()).isEqualTo(400);
        assertThat(nothing.message()).isEqualTo("No script provided");
        Answer wrong = api.post(
                "/api/test",
                Map.of(
                        "filiere",
                        environment,
                        "actions",
                        List.of(Map.of("type", "pause", "value", Map.of("seconds", -1)))));
        assertThat(wrong.firstFault()).isEqualTo("actions[0].value.seconds");
        assertThat(api.post("/api/test", Map.of("script", "x", "campain_id", UUID.randomUUID()))
                        .firstFault())
                .isEqualTo("campain_id");
    }

    private static RunEvent.RunFinished runFinished(String run) {
        return new RunEvent.RunFinished(
                ProjectId.COMMON, RunId.of(run), Outcome.PASSED, RunEvent.Counts.NONE, Instant.now(), 5);
    }

    static RunEvent.TestFinished finished(String run, String test, Outcome outcome, long millis) {
        return new RunEvent.TestFinished(
                ProjectId.COMMON,
                RunId.of(run),
                TestId.of(test),
                1,
                outcome,
                Instant.now(),
                millis,
                null,
                Map.of(),
                "",
                0,
                "",
                false,
                RunEvent.Progress.of(1, 1));
    }

    private ProducerRecord<String, byte[]> poisoned(String run) {
        var record = KafkaMessages.record(run, Envelope.of("x", "/test", Instant.now(), run, runFinished(run)));
        var poisoned = new ProducerRecord<>(
                record.topic(), null, run, "not json".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        record.headers().forEach(poisoned.headers()::add);
        return poisoned;
    }

    private void tell(String run, RunEvent event) {
        Envelope<RunEvent> envelope = Envelope.of(UUID.randomUUID().toString(), "/test", Instant.now(), run, event);
        kafka.send(KafkaMessages.record(run, envelope));
    }

    private void awaitFinished(String run) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> jdbc.sql("SELECT count(*) FROM launched_run WHERE run_id = ? AND finished_at IS NOT NULL")
                                .param(run)
                                .query(Integer.class)
                                .single()
                        == 1);
    }

    private Answer launch(Map<String, Object> wishes) {
        Map<String, Object> body = new HashMap<>(wishes);
        body.put("campain_id", campaign);
        body.put("name", anyName());
        body.put("filiere", environment);
        return api.post("/api/rapports/execute", body);
    }

    private CommandReply answerTo(CommandMessage command) {
        String id = UUID.randomUUID().toString();
        kafka.send(id, Envelope.of(id, "/other/service", Instant.now(), id, command));
        return Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(
                        () -> kafka.messages(Topics.COMMAND_REPLIES.name()).stream()
                                .map(envelope -> (CommandReply) envelope.message())
                                .filter(reply -> reply.commandId().equals(id))
                                .toList(),
                        replies -> !replies.isEmpty())
                .getFirst();
    }

    private List<Envelope<?>> awaitRun(String run, int count) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(
                        () -> kafka.all(Topics.CAMPAIGN_EVENTS.name()).stream()
                                .filter(record -> run.equals(record.key()))
                                .<Envelope<?>>map(KafkaMessages::read)
                                .toList(),
                        told -> told.size() >= count);
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(node -> node.asString(""))
                .toList();
    }

    private static String anyName() {
        return "Rapport " + UUID.randomUUID();
    }
}
