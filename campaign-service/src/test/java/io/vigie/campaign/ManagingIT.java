package io.vigie.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.campaign.Api.Answer;
import io.vigie.campaign.asking.Asker;
import io.vigie.campaign.catalogue.ActionCatalogue;
import io.vigie.contracts.Envelope;
import io.vigie.contracts.Topics;
import io.vigie.contracts.campaign.CampaignEvent.TestDeleted;
import io.vigie.contracts.definition.Definition.ActionDefinition;
import io.vigie.contracts.definition.Definition.EnvironmentDefinition;
import io.vigie.contracts.definition.Definition.EnvironmentVariable;
import io.vigie.contracts.secret.SecretSeal;
import io.vigie.service.identity.OpenPaths;
import io.vigie.testsupport.kafka.KafkaBroker;
import io.vigie.testsupport.openapi.RestContract;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/** What people do with campaigns, tests, variables and users, over HTTP. */
@RealService
class ManagingIT {

    @LocalServerPort
    int port;

    @Autowired
    KafkaBroker broker;

    @Autowired
    ActionCatalogue actions;

    @Autowired
    SecretSeal masterKey;

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    RequestMappingHandlerMapping controllers;

    @Autowired
    OpenPaths open;

    private Api api;

    @BeforeEach
    void logIn() {
        actions.announce(Actions.http());
        actions.announce(Actions.pause());
        api = Api.stranger(port).asAdmin();
    }

    @Test
    void saysOfItsApiWhatTheContractsSay() {
        RestContract.ignore(Asker.class);
        RestContract.of(
                        "campaign-service",
                        () -> api.get("/v3/api-docs").response().body(),
                        controllers,
                        List.of(open))
                .isUpToDate();
    }

    @Test
    void answersEnglishReadersInEnglish() {
        Answer campaign = api.post("/api/campains", Map.of("name", "Nightly"), "Accept-Language", "en");
        Answer test = api.post(
                "/api/tests", Map.of("campain_id", campaign.text("campain_id"), "name", "t"), "Accept-Language", "en");

        assertThat(campaign.message()).isEqualTo("Campaign created");
        assertThat(test.message()).isEqualTo("Test created");
        assertThat(api.post("/api/campains", Map.of("name", "De nuit")).message())
                .isEqualTo("Campagne créée avec succès");
    }

    @Test
    void keepsHowATestWantsToBeRun() {
        String test = api.test(api.campaign("C"), "t");
        assertThat(api.put(
                                "/api/tests/" + test,
                                Map.of(
                                        "retries",
                                        2,
                                        "timeout",
                                        30,
                                        "quarantined",
                                        true,
                                        "quarantine_reason",
                                        "lent le lundi",
                                        "affinity",
                                        "db"))
                        .status())
                .isEqualTo(200);
        api.put("/api/tests/" + test, Map.of("description", "autre"));

        JsonNode shown = api.get("/api/tests/" + test).body();
        assertThat(shown.path("retries").asInt()).isEqualTo(2);
        assertThat(shown.path("timeout").asInt()).isEqualTo(30);
        assertThat(shown.path("quarantined").asBoolean()).isTrue();
        assertThat(shown.path("quarantine_reason").asString("")).isEqualTo("lent le lundi");
        assertThat(shown.path("affinity").asString("")).isEqualTo("db");

        Map<String, Object> nothing = new java.util.HashMap<>();
        List.of("retries", "timeout", "affinity").forEach(setting -> nothing.put(setting, null));
        nothing.put("quarantined", false);
        api.put("/api/tests/" + test, nothing);
        shown = api.get("/api/tests/" + test).body();
        assertThat(shown.path("retries").isNull()).isTrue();
        assertThat(shown.path("timeout").isNull()).isTrue();
        assertThat(shown.path("quarantined").asBoolean()).isFalse();
        assertThat(shown.path("quarantine_reason").isNull()).isTrue();
        assertThat(shown.path("affinity").isNull()).isTrue();

        Answer wrong = api.put(
                "/api/tests/" + test,
                Map.of("retries", 11, "timeout", 86_401, "quarantine_reason", "x", "affinity", "a\nb"));
        assertThat(wrong.body().path("errors").findValuesAsString("path"))
                .containsExactly("retries", "timeout", "quarantine_reason", "affinity");
    }

    @Test
    void keepsOneEditorFromOverwritingAnother() {
        String test = "/api/tests/" + api.test(api.campaign("C"), "t");
        String read = tagOf(test);
        assertThat(api.put(test, Map.of("name", "une"), "If-Match", read).status())
                .isEqualTo(200);

        Answer beaten = api.put(test, Map.of("name", "autre"), "If-Match", read);
        Answer malformed = api.put(test, Map.of("name", "autre"), "If-Match", "2");
        Answer again = api.put(test, Map.of("name", "autre"), "If-Match", tagOf(test));
        Answer seed = api.put(test, Map.of("name", "dernière"));

        assertThat(beaten.status()).isEqualTo(412);
        assertThat(beaten.message()).isEqualTo("Ce test a été modifié entre-temps : il en est à la version 2");
        assertThat(beaten.firstFault()).isEqualTo("If-Match");
        assertThat(malformed.status()).isEqualTo(400);
        assertThat(again.status()).isEqualTo(200);
        assertThat(seed.status()).isEqualTo(200);
        assertThat(api.get(test).text("name")).isEqualTo("dernière");
        assertThat(api.get(test, "If-None-Match", tagOf(test)).status()).isEqualTo(304);
    }

    private String tagOf(String test) {
        return api.get(test).response().headers().firstValue("ETag").orElseThrow();
    }

    @Test
    void createsManyTestsAtOnceOrNone() {
        String campaign = api.campaign("Grande");
        api.test(campaign, "first");
        List<Map<String, Object>> tests = java.util.stream.IntStream.range(0, 500)
                .mapToObj(i -> Map.<String, Object>of(
                        "name", "t" + i, "actions", List.of(Map.of("type", "pause", "value", Map.of("seconds", 1)))))
                .toList();

        Answer created = api.post("/api/tests/bulk", Map.of("campain_id", campaign, "tests", tests));

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.message()).isEqualTo("500 tests créés avec succès");
        assertThat(created.body().path("test_ids").size()).isEqualTo(500);
        JsonNode last = api.get("/api/tests/"
                        + created.body().path("test_ids").path(499).asString(""))
                .body();
        assertThat(last.path("name").asString("")).isEqualTo("t499");
        assertThat(last.path("order").asInt()).isEqualTo(501);

        List<Map<String, Object>> oneWrong = List.of(
                Map.of("name", "right"),
                Map.of("name", "wrong", "actions", List.of(Map.of("type", "dance"))),
                Map.of("description", "nameless"));
        Answer refused = api.post("/api/tests/bulk", Map.of("campain_id", campaign, "tests", oneWrong));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body().path("errors").findValuesAsString("path"))
                .containsExactly("tests[1].actions[0].type", "tests[2].name");
        Answer tooMany = api.post(
                "/api/tests/bulk",
                Map.of("campain_id", campaign, "tests", java.util.Collections.nCopies(501, Map.of("name", "x"))));
        assertThat(tooMany.firstFault()).isEqualTo("tests");
        assertThat(api.get("/api/tests?campain_id=" + campaign)
                        .body()
                        .path("pagination")
                        .path("total_items")
                        .asInt())
                .isEqualTo(501);
    }

    @Test
    void keepsCampaigns() {
        Answer created = api.post("/api/campains", Map.of("name", "Nightly", "description", "Toutes les nuits"));
        String id = created.text("campain_id");
        Answer shown = api.get("/api/campains/" + id);

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.message()).isEqualTo("Campagne créée avec succès");
        assertThat(shown.body().propertyNames())
                .containsExactly(
                        "_id", "userCreated", "userCreatedName", "name", "dateCreated", "description", "archived");
        assertThat(shown.text("dateCreated")).endsWith("Z");

        assertThat(api.put("/api/campains/" + id, Map.of("name", "Weekly")).status())
                .isEqualTo(200);
        assertThat(api.get("/api/campains/" + id).text("name")).isEqualTo("Weekly");
        assertThat(api.get("/api/campains/" + id).text("description")).isEqualTo("Toutes les nuits");
        JsonNode list = api.get("/api/campains?page_size=1").body();
        assertThat(list.path("data").path(0).path("_id").asString()).isEqualTo(id);
        assertThat(list.path("pagination").path("page_size").asInt()).isEqualTo(1);
    }

    @Test
    void deletesACampaignWithItsTestsAndTellsOfEach() {
        String campaign = api.campaign("Doomed");
        String first = api.test(campaign, "first");
        String second = api.test(campaign, "second");

        assertThat(api.delete("/api/campains/" + campaign).status()).isEqualTo(200);

        assertThat(api.get("/api/campains/" + campaign).message()).isEqualTo("Campagne non trouvée");
        assertThat(api.get("/api/tests/" + first).status()).isEqualTo(404);
        assertThat(api.delete("/api/campains/" + campaign).status()).isEqualTo(404);
        try (KafkaProbe kafka = new KafkaProbe(broker)) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(kafka.messages(Topics.CAMPAIGN_EVENTS.name()).stream()
                                    .map(Envelope::message)
                                    .filter(TestDeleted.class::isInstance)
                                    .map(message ->
                                            ((TestDeleted) message).testId().value()))
                            .contains(first, second));
        }
    }

    @Test
    void keepsTestsInTheirOrder() {
        String campaign = api.campaign("Ordered");
        String a = api.test(campaign, "a");
        String b = api.test(campaign, "b");
        String c = api.test(campaign, "c");
        assertThat(names(campaign)).containsExactly("a", "b", "c");

        api.put("/api/tests/" + c, Map.of("order", 1));
        assertThat(names(campaign)).containsExactly("c", "a", "b");

        api.put("/api/campains/" + campaign + "/tests/order", Map.of("tests", List.of(b, a, c)));
        assertThat(names(campaign)).containsExactly("b", "a", "c");

        api.delete("/api/tests/" + a);
        assertThat(names(campaign)).containsExactly("b", "c");
        assertThat(api.get("/api/tests/" + c).body().path("order").asInt()).isEqualTo(2);

        api.post("/api/tests", Map.of("campain_id", campaign, "name", "d", "order", 2));
        assertThat(names(campaign)).containsExactly("b", "d", "c");
        assertThat(api.put("/api/campains/" + campaign + "/tests/order", Map.of("tests", List.of(b)))
                        .firstFault())
                .isEqualTo("tests");
    }

    @Test
    void addsActionsUnderNewVersions() {
        String campaign = api.campaign("Growing");
        String test = api.test(campaign, "t");

        Answer added = api.post(
                "/api/tests/" + test + "/actions",
                Map.of("type", "HTTPRequestAction", "value", Map.of("url", "{{base_url}}/health")));

        assertThat(added.status()).isEqualTo(201);
        JsonNode shown = api.get("/api/tests/" + test).body();
        assertThat(shown.path("version").asInt()).isEqualTo(2);
        assertThat(shown.path("actions").path(1).path("type").asString()).isEqualTo("HTTPRequestAction");
    }

    @Test
    void namesThePlaceOfEveryFaultOfATestAndStoresNothing() {
        String campaign = api.campaign("Faulty");
        Answer refused = api.post(
                "/api/tests",
                Map.of(
                        "campain_id",
                        campaign,
                        "name",
                        "t",
                        "variables",
                        List.of("ok", "not ok"),
                        "actions",
                        List.of(
                                Map.of("type", "http", "value", Map.of("methdo", "GET", "url", "x")),
                                Map.of("type", "dance", "value", Map.of()))));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()
                        .path("errors")
                        .valueStream()
                        .map(error -> error.path("path").asString()))
                .containsExactlyInAnyOrder("actions[0].value.methdo", "actions[1].type", "variables[1]");
        assertThat(names(campaign)).isEmpty();
    }

    @Test
    void refusesWhatIsNoRequest() {
        assertThat(api.send("POST", "/api/campains", "{nope").status()).isEqualTo(400);
        assertThat(api.send("POST", "/api/campains", "[]").status()).isEqualTo(400);
        assertThat(api.post("/api/campains", Map.of("name", "x".repeat(201))).firstFault())
                .isEqualTo("name");
        assertThat(api.send("POST", "/api/campains", "{\"name\":\"" + "x".repeat(1_100_000) + "\"}")
                        .status())
                .isEqualTo(400);
        assertThat(api.get("/api/campains/nonsense").firstFault()).isEqualTo("campain_id");
        assertThat(api.get("/api/campains/" + UUID.randomUUID()).status()).isEqualTo(404);
        assertThat(api.post("/api/tests", Map.of("campain_id", UUID.randomUUID().toString(), "name", "t"))
                        .message())
                .isEqualTo("Campagne non trouvée");
    }

    @Test
    void wantsARootVariableFirstAndKeepsItWhileItIsUsed() {
        Map<String, Object> value = Map.of("key", "host", "value", "h", "filiere", "ROOTED");
        assertThat(api.post("/api/variables", value).message())
                .isEqualTo("La variable racine host doit être préalablement créée");
        String root = api.post("/api/variables", Map.of("key", "host", "isRoot", true))
                .text("variable_id");
        String valued = api.post("/api/variables", value).text("variable_id");

        assertThat(api.post("/api/variables", value).message())
                .isEqualTo("La variable 'host' existe déjà pour la filière 'ROOTED'");
        assertThat(api.get("/api/rapports/filieres").body().path("filieres").toString())
                .contains("\"ROOTED\"");
        assertThat(api.get("/api/tests/filieres").body().isArray()).isTrue();
        assertThat(api.delete("/api/variables/" + root).status()).isEqualTo(400);
        assertThat(api.delete("/api/variables/" + valued).status()).isEqualTo(200);
        assertThat(api.delete("/api/variables/" + root).status()).isEqualTo(200);
        assertThat(api.get("/api/tests/filieres").body().toString()).doesNotContain("ROOTED");
    }

    @Test
    void neverShowsASecretAndSealsItOnItsWay() {
        api.post("/api/variables", Map.of("key", "password", "isRoot", true));
        String id = api.post(
                        "/api/variables",
                        Map.of("key", "password", "value", "s3cr3t", "filiere", "SEALED", "isObfuscated", true))
                .text("variable_id");
        api.put("/api/variables/" + id, Map.of("description", "of the robot"));

        Answer shown = api.get("/api/variables?filiere=SEALED");
        assertThat(shown.body().path("data").path(0).path("value").isNull()).isTrue();
        assertThat(shown.response().body()).doesNotContain("s3cr3t");
        assertThat(api.put("/api/variables/" + id, Map.of("isObfuscated", false))
                        .message())
                .isEqualTo("Champs manquants : value");
        try (KafkaProbe kafka = new KafkaProbe(broker)) {
            EnvironmentDefinition definition = Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(
                            () -> kafka.messages(Topics.DEFINITIONS.name()).stream()
                                    .map(Envelope::message)
                                    .filter(EnvironmentDefinition.class::isInstance)
                                    .map(EnvironmentDefinition.class::cast)
                                    .filter(environment -> environment.name().equals("SEALED"))
                                    .toList(),
                            versions -> versions.size() == 2)
                    .stream()
                    .max(Comparator.comparingLong(EnvironmentDefinition::version))
                    .orElseThrow();
            EnvironmentVariable variable = definition.variables().getFirst();
            assertThat(definition.version()).isEqualTo(2);
            assertThat(variable.secret()).isTrue();
            assertThat(variable.value()).doesNotContain("s3cr3t");
            assertThat(masterKey
                            .unwrap(
                                    String.valueOf(definition.wrappedDataKey()),
                                    definition.environmentId().value())
                            .open(variable.value(), variable.key()))
                    .isEqualTo("s3cr3t");
        }
    }

    @Test
    void letsOnlyAdministratorsChangeVariablesAndUsers() {
        String user = api.post(
                        "/api/users", Map.of("name", "Ada", "email", "Ada@example.com", "password", "analytical"))
                .text("user_id");
        Api ada = Api.stranger(port).loggedIn("ada@example.com", "analytical");

        assertThat(ada.get("/api/me").text("role")).isEqualTo("user");
        assertThat(ada.get("/api/variables").status()).isEqualTo(200);
        for (Answer refused :
                List.of(ada.post("/api/variables", Map.of("key", "x", "isRoot", true)), ada.get("/api/users"))) {
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.message()).isEqualTo("Accès refusé : droits administrateur requis");
        }
        assertThat(api.post("/api/users", Map.of("name", "A", "email", "ada@example.com", "password", "analytical"))
                        .firstFault())
                .isEqualTo("email");
        String self = api.get("/api/me").text("id");
        assertThat(api.delete("/api/users/" + self).message())
                .isEqualTo("Vous ne pouvez pas supprimer votre propre compte");
        assertThat(api.put("/api/users/" + user, Map.of("password", "difference"))
                        .status())
                .isEqualTo(200);
        assertThat(Api.stranger(port)
                        .loggedIn("ada@example.com", "difference")
                        .get("/api/me")
                        .status())
                .isEqualTo(200);
        assertThat(api.delete("/api/users/" + user).status()).isEqualTo(200);
        assertThat(ada.get("/api/me").status()).isEqualTo(401);
    }

    @Test
    void letsNobodyInWithoutAToken() {
        Api stranger = Api.stranger(port);
        for (String path : List.of(
                "/api/me", "/api/campains", "/api/tests", "/api/variables", "/api/actions/masks", "/api/users")) {
            assertThat(stranger.get(path).status()).as(path).isEqualTo(401);
            assertThat(stranger.get(path).message()).isEqualTo("Token manquant");
        }
        assertThat(stranger.with("a.b.c").get("/api/me").status()).isEqualTo(401);
        assertThat(stranger.get("/internal/jwks").body().path("keys").path(0).has("d"))
                .isFalse();
        assertThat(stranger.post("/api/login", Map.of("email", "")).message())
                .isEqualTo("Champs manquants : email, password");
    }

    @Test
    void slowsDownWhoeverGuessesPasswords() {
        Api stranger = Api.stranger(port);
        Map<String, Object> guess =
                Map.of("email", "guessed-" + Instant.now().toEpochMilli() + "@x.fr", "password", "a");
        for (int i = 0; i < 10; i++) {
            assertThat(stranger.post("/api/login", guess).message()).isEqualTo("Email ou mot de passe incorrect");
        }
        Answer refused = stranger.post("/api/login", guess);

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.response().headers().firstValueAsLong("Retry-After").orElse(0))
                .isPositive();
    }

    @Test
    void setsACookieThatScriptsCannotRead() {
        Answer answer = Api.stranger(port).post("/api/login", Map.of("email", Api.EMAIL, "password", Api.PASSWORD));

        assertThat(answer.message()).isEqualTo("Authentification réussie");
        assertThat(answer.body().path("user").propertyNames()).containsExactly("id", "name", "email", "role");
        assertThat(answer.response().headers().firstValue("Set-Cookie").orElse(""))
                .startsWith("token=")
                .contains("HttpOnly", "SameSite=Lax", "Path=/");
    }

    @Test
    void describesTheActions() {
        assertThat(api.get("/api/actions/labels").text("http")).isEqualTo("Requête HTTP");
        assertThat(api.get("/api/actions/labels", "Accept-Language", "en").text("http"))
                .isEqualTo("HTTP request");
        assertThat(api.get("/api/actions/masks/HTTPRequestAction")
                        .body()
                        .path(0)
                        .path("name")
                        .asString())
                .isEqualTo("method");
        assertThat(api.get("/api/actions/output-variables/http")
                        .body()
                        .path(0)
                        .path("name")
                        .asString())
                .isEqualTo("http_status_code");
        assertThat(api.get("/api/actions/masks/dance").status()).isEqualTo(404);
    }

    @Test
    void learnsOfActionsFromTheirTopicAndForgetsThem() {
        ActionDefinition dance = Actions.named("dance");
        try (KafkaProbe kafka = new KafkaProbe(broker)) {
            kafka.send(new ProducerRecord<>(Topics.ACTIONS.name(), "broken", "{".getBytes(StandardCharsets.UTF_8)));
            kafka.send(dance.key(), Envelope.of("1", "/worker", Instant.now(), dance.key(), dance));
            Awaitility.await()
                    .untilAsserted(
                            () -> assertThat(api.get("/api/actions/labels").text("dance"))
                                    .isEqualTo("Pause"));
            assertThat(api.get("/health").text("status")).isEqualTo("healthy");

            kafka.send(new ProducerRecord<>(Topics.ACTIONS.name(), "dance", null));
            Awaitility.await()
                    .untilAsserted(
                            () -> assertThat(api.get("/api/actions/masks/dance").status())
                                    .isEqualTo(404));
            assertThat(kafka.all(Topics.deadLetters(Topics.ACTIONS).name()))
                    .extracting(ConsumerRecord::key)
                    .contains("broken");
        }
    }

    private List<String> names(String campaign) {
        return api.get("/api/tests?campain_id=" + campaign)
                .body()
                .path("data")
                .valueStream()
                .map(test -> test.path("name").asString())
                .toList();
    }
}
