package io.vigie.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.campaign.Api.Answer;
import io.vigie.campaign.catalogue.ActionCatalogue;
import io.vigie.contracts.Envelope;
import io.vigie.contracts.Kept;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.Topics;
import io.vigie.contracts.campaign.CampaignEvent.CampaignArchived;
import io.vigie.contracts.campaign.CampaignEvent.CampaignRestored;
import io.vigie.contracts.campaign.CampaignEvent.Launched;
import io.vigie.contracts.campaign.CampaignEvent.PlanChunk;
import io.vigie.contracts.campaign.CampaignEvent.ReportDeleted;
import io.vigie.contracts.definition.Definition.EnvironmentDefinition;
import io.vigie.contracts.definition.Definition.TestDefinition;
import io.vigie.contracts.launch.CommandMessage;
import io.vigie.contracts.launch.CommandReply;
import io.vigie.contracts.wire.KafkaMessages;
import io.vigie.testsupport.kafka.KafkaBroker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@RealService
class LaunchIT {

    private static final String ENVIRONMENT = "DEV";

    @LocalServerPort
    int port;

    @Autowired
    KafkaBroker broker;

    @Autowired
    ActionCatalogue actions;

    private KafkaProbe kafka;
    private Api api;
    private String campaign;

    @BeforeEach
    void aCampaignWithTwoTests() {
        kafka = new KafkaProbe(broker);
        actions.announce(Actions.pause());
        api = Api.stranger(port).asAdmin();
        api.environment(ENVIRONMENT);
        campaign = api.campaign("Campagne");
        api.test(campaign, "first");
        api.test(campaign, "second");
    }

    @AfterEach
    void close() {
        kafka.close();
    }

    @Test
    void answersOnceTheLaunchIsDurableAndForwardsIt() {
        String name = anyName();
        Answer answer = api.launch(campaign, name, ENVIRONMENT);

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.message()).isEqualTo("Exécution de la campagne lancée");
        String run = answer.text("rapport_id");
        List<Envelope<?>> told = awaitRun(run, 2);
        Launched launched = (Launched) told.get(0).message();
        assertThat(launched.name()).isEqualTo(name);
        assertThat(launched.testCount()).isEqualTo(2);
        assertThat(launched.environment()).isEqualTo(ENVIRONMENT);
        assertThat(((PlanChunk) told.get(1).message()).tests())
                .extracting("position", "name")
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(1, "first"),
                        org.assertj.core.groups.Tuple.tuple(2, "second"));
        assertThat(told.get(0).source()).isEqualTo("/vigie/campaign-service");
        assertThat(told.get(0).actor()).isEqualTo(api.get("/api/me").text("id"));
        List<String> definitions = kafka.all(Topics.DEFINITIONS.name()).stream()
                .map(record -> record.key())
                .toList();
        assertThat(definitions)
                .contains(
                        EnvironmentDefinition.key(launched.environmentId(), launched.environmentVersion()),
                        TestDefinition.key(
                                ((PlanChunk) told.get(1).message())
                                        .tests()
                                        .get(0)
                                        .testId(),
                                1));
    }

    @Test
    void carriesTheTraceOfTheClick() {
        String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        String run = api.launch(campaign, anyName(), ENVIRONMENT, "traceparent", trace, "X-Request-Id", "click-12345")
                .text("rapport_id");

        Envelope<?> launched = awaitRun(run, 1).getFirst();
        assertThat(launched.traceParent()).isEqualTo(trace);
        assertThat(launched.correlationId()).isEqualTo("click-12345");
    }

    @Test
    void cutsAPlanIntoChunks() {
        String large = api.campaign("Grande");
        IntStream.rangeClosed(1, 251).forEach(i -> api.test(large, "t" + i));

        String run = api.launch(large, anyName(), ENVIRONMENT).text("rapport_id");

        List<Envelope<?>> told = awaitRun(run, 3);
        assertThat(((Launched) told.get(0).message()).planChunks()).isEqualTo(2);
        assertThat(((PlanChunk) told.get(1).message()).tests()).hasSize(250);
        assertThat(((PlanChunk) told.get(2).message()).tests())
                .extracting("position")
                .containsExactly(251);
    }

    @Test
    void namesTheMissingFieldsOnly() {
        Answer all = api.post("/api/rapports/execute", Map.of());
        Answer some = api.post("/api/rapports/execute", Map.of("campain_id", campaign, "name", " "));

        assertThat(all.status()).isEqualTo(400);
        assertThat(all.message()).isEqualTo("Champs manquants : campain_id, name, filiere");
        assertThat(some.message()).isEqualTo("Champs manquants : name, filiere");
    }

    @Test
    void refusesWhatCannotBeRun() {
        String taken = anyName();
        api.launch(campaign, taken, ENVIRONMENT);
        String empty = api.campaign("Vide");

        assertRefused(api.launch("abc", anyName(), ENVIRONMENT), "Identifiant invalide : campain_id", "campain_id");
        assertRefused(
                api.launch(UUID.randomUUID().toString(), anyName(), ENVIRONMENT), "Campagne non trouvée", "campain_id");
        assertRefused(api.launch(campaign, anyName(), "NOWHERE"), "Filière inconnue : NOWHERE", "filiere");
        assertRefused(api.launch(campaign, taken, ENVIRONMENT), "Un rapport avec ce nom existe déjà", "name");
        assertRefused(api.launch(empty, taken, ENVIRONMENT), "Un rapport avec ce nom existe déjà", "name");
        assertRefused(api.launch(empty, anyName(), ENVIRONMENT), "Aucun test dans cette campagne", "campain_id");
        assertThat(api.post(
                                "/api/rapports/execute",
                                Map.of(
                                        "campain_id",
                                        campaign,
                                        "name",
                                        anyName(),
                                        "filiere",
                                        ENVIRONMENT,
                                        "parallelism",
                                        65,
                                        "stop_on_failure",
                                        "yes"))
                        .firstFault())
                .isEqualTo("stop_on_failure");
    }

    @Test
    void launchesACampaignThatIsArchivedOnlyOnceItIsRestored() {
        String other = api.campaign("Autre");
        assertThat(api.post("/api/campains/" + campaign + "/archive", Map.of()).message())
                .isEqualTo("Campagne archivée avec succès");

        Answer refused = api.launch(campaign, anyName(), ENVIRONMENT);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.message()).isEqualTo("Cette campagne est archivée : restaurez-la pour l'exécuter");
        assertThat(refused.firstFault()).isEqualTo("campain_id");
        assertThat(idsOf(api.get("/api/campains?page_size=100")))
                .contains(other)
                .doesNotContain(campaign);
        assertThat(idsOf(api.get("/api/campains?archived=true&page_size=100")))
                .contains(campaign)
                .doesNotContain(other);
        assertThat(api.get("/api/campains/" + campaign).body().path("archived").asBoolean())
                .isTrue();

        assertThat(api.post("/api/campains/" + campaign + "/restore", Map.of()).status())
                .isEqualTo(200);
        assertThat(api.launch(campaign, anyName(), ENVIRONMENT).status()).isEqualTo(201);
        assertThat(api.post("/api/campains/" + UUID.randomUUID() + "/archive", Map.of())
                        .status())
                .isEqualTo(404);
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> kafka.messages(Topics.CAMPAIGN_EVENTS.name()).stream()
                        .map(Envelope::message)
                        .filter(told -> told instanceof CampaignArchived(var _, var id, var _)
                                        && id.value().equals(campaign)
                                || told instanceof CampaignRestored(var _, var which, var _)
                                        && which.value().equals(campaign))
                        .<Object>map(Object::getClass)
                        .toList()
                        .equals(List.of(CampaignArchived.class, CampaignRestored.class)));
    }

    private static List<String> idsOf(Answer list) {
        return list.body().path("data").findValuesAsString("_id");
    }

    @Test
    void letsOneOfTwoSimultaneousLaunchesHaveTheName() throws Exception {
        for (int round = 0; round < 5; round++) {
            String name = anyName();
            List<Integer> statuses = simultaneously(8, () -> api.launch(campaign, name, ENVIRONMENT)).stream()
                    .map(Answer::status)
                    .sorted()
                    .toList();
            assertThat(statuses).containsExactly(201, 400, 400, 400, 400, 400, 400, 400);
        }
    }

    @Test
    void answersARepeatedCommandWithTheFirstAnswer() throws Exception {
        String name = anyName();
        String key = UUID.randomUUID().toString();
        List<Answer> answers = simultaneously(6, () -> api.launch(campaign, name, ENVIRONMENT, "Idempotency-Key", key));
        Answer again = api.launch(campaign, name, ENVIRONMENT, "Idempotency-Key", key);

        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(201);
            assertThat(answer.text("rapport_id")).isEqualTo(again.text("rapport_id"));
        });
        assertThat(again.status()).isEqualTo(201);
        Answer other = api.launch(campaign, anyName(), ENVIRONMENT, "Idempotency-Key", key);
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.firstFault()).isEqualTo("Idempotency-Key");
    }

    @Test
    void proposesTheFirstFreeName() {
        String proposed = api.get("/api/rapports/generate-name").text("name");
        api.launch(campaign, proposed, ENVIRONMENT);
        String next = api.get("/api/rapports/generate-name").text("name");

        assertThat(proposed).matches("\\p{Lu}\\p{Ll}+ \\d{4}( \\(\\d+\\))?");
        assertThat(next).matches("\\p{Lu}\\p{Ll}+ \\d{4} \\(\\d+\\)").isNotEqualTo(proposed);
    }

    @Test
    void answersAMessageOnceAndFreesANameByAnother() {
        String name = anyName();
        String id = UUID.randomUUID().toString();
        send(
                id,
                new CommandMessage.LaunchCampaign(
                        ProjectId.COMMON, campaign, name, ENVIRONMENT, true, 4, null, null, null, null));
        send(
                id,
                new CommandMessage.LaunchCampaign(
                        ProjectId.COMMON, campaign, name, ENVIRONMENT, true, 4, null, null, null, null));

        List<CommandReply> replies = awaitReplies(id, 2);
        assertThat(replies).hasOnlyElementsOfType(CommandReply.LaunchAccepted.class);
        assertThat(replies.get(0)).isEqualTo(replies.get(1));
        String run = ((CommandReply.LaunchAccepted) replies.get(0)).runId().value();
        assertThat(((Launched) awaitRun(run, 1).getFirst().message()).options().parallelism())
                .isEqualTo(4);

        String delete = UUID.randomUUID().toString();
        send(delete, new CommandMessage.DeleteReport(ProjectId.COMMON, run));
        assertThat(awaitReplies(delete, 1)).hasOnlyElementsOfType(CommandReply.ReportDeletionAccepted.class);
        assertThat(awaitRun(run, 3).getLast().message()).isInstanceOf(ReportDeleted.class);
        assertThat(api.launch(campaign, name, ENVIRONMENT).status()).isEqualTo(201);
    }

    @Test
    void keepsAHeldReportWhoeverWantsItRemoved() {
        String run = api.launch(campaign, anyName(), ENVIRONMENT).text("rapport_id");
        String hold = "/api/rapports/" + run + "/hold";

        assertThat(api.put(hold, Map.of("reason", " ")).message()).isEqualTo("Champs manquants : reason");
        assertThat(api.put(hold, Map.of("reason", "Incident 4711")).status()).isEqualTo(200);
        assertThat(held()).contains("run " + run + " Incident 4711");
        assertThat(api.get("/api/retention").body().path("holds").findValuesAsString("held_by_name"))
                .contains(api.get("/api/me").text("name"));
        assertThat(refusal(new CommandMessage.DeleteReport(ProjectId.COMMON, run)))
                .isEqualTo("report-held");
        assertThat(refusal(new CommandMessage.ExpireReport(ProjectId.COMMON, run, List.of(Kept.LOGS), null, 1L)))
                .isEqualTo("report-held");
        assertThat(api.delete(hold).status()).isEqualTo(200);
        assertThat(api.put("/api/campains/" + campaign + "/hold", Map.of("reason", "Audit"))
                        .status())
                .isEqualTo(200);
        assertThat(held()).contains("campaign " + campaign + " Audit").noneMatch(one -> one.contains(run));
        assertThat(refusal(new CommandMessage.DeleteReport(ProjectId.COMMON, run)))
                .isEqualTo("report-held");
        assertThat(api.delete("/api/campains/" + campaign + "/hold").status()).isEqualTo(200);

        String delete = UUID.randomUUID().toString();
        send(delete, new CommandMessage.DeleteReport(ProjectId.COMMON, run));
        assertThat(awaitReplies(delete, 1)).hasOnlyElementsOfType(CommandReply.ReportDeletionAccepted.class);
        assertThat(awaitRun(run, 5))
                .extracting(told -> told.message().getClass().getSimpleName())
                .endsWith("ReportHeld", "ReportReleased", "ReportDeleted");
    }

    private List<String> held() {
        List<String> held = new java.util.ArrayList<>();
        api.get("/api/retention")
                .body()
                .path("holds")
                .forEach(hold -> held.add((hold.has("rapport_id")
                                ? "run " + hold.path("rapport_id").asString()
                                : "campaign " + hold.path("campain_id").asString())
                        + " " + hold.path("reason").asString()));
        return held;
    }

    private String refusal(CommandMessage command) {
        String id = UUID.randomUUID().toString();
        send(id, command);
        return ((CommandReply.CommandRefused) awaitReplies(id, 1).getFirst()).code();
    }

    @Test
    void keepsForAsLongAsPeopleDecide() {
        String own = "/api/campains/" + campaign + "/retention";

        assertThat(api.put("/api/retention", Map.of("runs", "PT5M", "logs", "ever", "artifacts", 3))
                        .body()
                        .path("errors"))
                .extracting(fault -> fault.path("path").asString())
                .containsExactly("runs", "logs", "artifacts");
        Answer set = api.put("/api/retention", Map.of("runs", "P90D", "logs", "PT36H"));
        assertThat(set.body().path("policy").path("runs").asString()).isEqualTo("P90D");
        assertThat(set.body().path("policy").path("logs").asString()).isEqualTo("PT36H");
        assertThat(set.body().path("policy").path("artifacts").isNull()).isTrue();
        long version = set.body().path("policy").path("version").asLong();
        assertThat(api.put("/api/retention", Map.of("runs", "P90D", "logs", "PT36H"))
                        .body()
                        .path("policy")
                        .path("version")
                        .asLong())
                .isEqualTo(version);
        assertThat(api.put(own, Map.of("artifacts", "P7D")).status()).isEqualTo(200);
        assertThat(api.get("/api/retention").body().path("campaigns"))
                .extracting(one -> one.path("campain_id").asString() + " "
                        + one.path("policy").path("artifacts").asString())
                .contains(campaign + " P7D");
        String run = api.launch(campaign, anyName(), ENVIRONMENT).text("rapport_id");
        assertThat(refusal(
                        new CommandMessage.ExpireReport(ProjectId.COMMON, run, List.of(Kept.ARTIFACTS), campaign, 1L)))
                .isEqualTo("report-not-expired");
        assertThat(api.delete(own).status()).isEqualTo(200);
        assertThat(api.put("/api/retention", Map.of()).status()).isEqualTo(200);
        assertThat(api.put("/api/campains/" + UUID.randomUUID() + "/retention", Map.of())
                        .status())
                .isEqualTo(404);
        assertThat(api.with("").get("/api/retention").status()).isEqualTo(401);
    }

    @Test
    void answersARefusedMessageWithTheReason() {
        String id = UUID.randomUUID().toString();
        send(
                id,
                new CommandMessage.LaunchCampaign(
                        ProjectId.COMMON, campaign, null, null, null, null, null, null, null, null));

        CommandReply.CommandRefused refused =
                (CommandReply.CommandRefused) awaitReplies(id, 1).getFirst();
        assertThat(refused.message()).isEqualTo("Champs manquants : name, filiere");
        assertThat(refused.problems()).extracting("path").containsExactly("name", "filiere");
    }

    @Test
    void putsAPoisonedMessageAsideAndGoesOn() {
        kafka.send(new ProducerRecord<>(
                Topics.LAUNCH_COMMANDS.name(), 0, "poison", "not json".getBytes(StandardCharsets.UTF_8)));
        var unknown = KafkaMessages.record(
                "unknown",
                Envelope.of(
                        "unknown",
                        "/test",
                        Instant.now(),
                        "unknown",
                        new CommandMessage.DeleteReport(ProjectId.COMMON, "x")));
        unknown.headers().remove("ce_type");
        unknown.headers().add("ce_type", "io.vigie.command.dance.v1".getBytes(StandardCharsets.UTF_8));
        kafka.send(unknown);
        String id = UUID.randomUUID().toString();
        send(id, new CommandMessage.DeleteReport(ProjectId.COMMON, "not-an-id"));

        awaitReplies(id, 1);
        Awaitility.await()
                .untilAsserted(() -> assertThat(kafka.all(
                                Topics.deadLetters(Topics.LAUNCH_COMMANDS).name()))
                        .filteredOn(letter -> List.of("poison", "unknown").contains(letter.key()))
                        .hasSize(2)
                        .allSatisfy(letter -> assertThat(letter.headers().lastHeader(KafkaMessages.DEAD_LETTER_CAUSE))
                                .isNotNull()));
    }

    private static void assertRefused(Answer answer, String message, String place) {
        assertThat(answer.status()).as(message).isEqualTo(400);
        assertThat(answer.message()).isEqualTo(message);
        assertThat(answer.firstFault()).isEqualTo(place);
    }

    private void send(String id, CommandMessage command) {
        kafka.send(id, Envelope.of(id, "/other/service", Instant.now(), id, command));
    }

    private List<CommandReply> awaitReplies(String commandId, int count) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(
                        () -> kafka.messages(Topics.COMMAND_REPLIES.name()).stream()
                                .map(envelope -> (CommandReply) envelope.message())
                                .filter(reply -> reply.commandId().equals(commandId))
                                .toList(),
                        replies -> replies.size() >= count);
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

    private static <T> List<T> simultaneously(int times, Callable<T> call) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<T> answers = new java.util.ArrayList<>();
            for (Future<T> answer : threads.invokeAll(
                    IntStream.range(0, times).<Callable<T>>mapToObj(i -> call).toList())) {
                answers.add(answer.get());
            }
            return answers;
        }
    }

    private static String anyName() {
        return "Rapport " + UUID.randomUUID();
    }
}
