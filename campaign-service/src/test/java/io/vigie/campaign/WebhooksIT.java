package io.vigie.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vigie.campaign.Api.Answer;
import io.vigie.contracts.Envelope;
import io.vigie.contracts.Topics;
import io.vigie.contracts.campaign.CampaignEvent;
import io.vigie.contracts.campaign.CampaignEvent.Change;
import io.vigie.contracts.definition.Definition.WebhookDefinition;
import io.vigie.contracts.definition.Definition.WebhookSecret;
import io.vigie.contracts.secret.SecretSeal;
import io.vigie.testsupport.kafka.KafkaBroker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What administrators do with webhooks, over HTTP, and what of it others hear. */
@RealService
class WebhooksIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Public, and nobody connects to it here. */
    private static final String URL = "https://8.8.8.8/vigie?room=1";

    @LocalServerPort
    int port;

    @Autowired
    KafkaBroker broker;

    @Autowired
    SecretSeal masterKey;

    @Autowired
    JdbcClient jdbc;

    private Api api;

    @BeforeEach
    void logIn() {
        api = Api.stranger(port).asAdmin();
    }

    private static Map<String, Object> asked(Object... more) {
        Map<String, Object> asked =
                new HashMap<>(Map.of("name", "Salon", "url", URL, "events", List.of("testSuiteRun.finished")));
        for (int i = 0; i < more.length; i += 2) {
            asked.put((String) more[i], more[i + 1]);
        }
        return asked;
    }

    private List<WebhookDefinition> settingsOf(KafkaProbe kafka, String id) {
        return kafka.messages(Topics.WEBHOOKS.name()).stream()
                .map(Envelope::message)
                .filter(message -> message instanceof WebhookDefinition settings
                        && settings.webhookId().equals(id))
                .map(WebhookDefinition.class::cast)
                .toList();
    }

    private static List<Change> changes(KafkaProbe kafka, Class<? extends CampaignEvent> type) {
        return kafka.messages(Topics.CAMPAIGN_EVENTS.name()).stream()
                .map(Envelope::message)
                .filter(type::isInstance)
                .map(type::cast)
                .flatMap(event -> Objects.requireNonNull(event.changes()).stream())
                .toList();
    }

    @Test
    void tellsTheSecretOnceAndOthersOnlySealed() {
        // given
        Answer created = api.post("/api/webhooks", asked("campain_id", api.campaign("C")));
        String id = created.text("webhook_id");
        String first = created.text("secret");

        // when
        Answer rotated = api.post("/api/webhooks/" + id + "/rotate", Map.of("grace_hours", 1));
        String second = rotated.text("secret");

        // then
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.message()).isEqualTo("Webhook créé avec succès");
        assertThat(List.of(first, second)).doesNotHaveDuplicates().allSatisfy(secret -> {
            assertThat(secret).startsWith("whsec_");
            assertThat(Base64.getDecoder().decode(secret.substring(6))).hasSize(32);
        });
        assertThat(api.get("/api/webhooks/" + id).body().propertyNames())
                .containsExactly(
                        "_id", "name", "url", "events", "campain_id", "active", "previous_secret_until", "dateCreated");
        assertThat(api.get("/api/webhooks/" + id).text("previous_secret_until"))
                .isEqualTo(rotated.text("previous_secret_until"));

        try (KafkaProbe kafka = new KafkaProbe(broker)) {
            await().atMost(PATIENCE).until(() -> settingsOf(kafka, id).size() == 2);
            WebhookDefinition settings = settingsOf(kafka, id).getLast();
            SecretSeal key = masterKey.unwrap(Objects.requireNonNull(settings.wrappedDataKey()), id);
            assertThat(settings.secrets())
                    .extracting(secret -> key.open(secret.sealed(), WebhookSecret.PLACE))
                    .containsExactly(second, first);
            assertThat(settings.secrets())
                    .extracting(secret -> secret.until() == null)
                    .containsExactly(true, false);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(changes(kafka, CampaignEvent.WebhookSecretRotated.class))
                            .contains(new Change("secret", Change.HIDDEN, Change.HIDDEN, true)));
            assertThat(changes(kafka, CampaignEvent.WebhookCreated.class))
                    .contains(new Change("url", null, URL, false), new Change("secret", null, Change.HIDDEN, true));
            for (Topics.Topic topic : List.of(Topics.CAMPAIGN_EVENTS, Topics.WEBHOOKS)) {
                assertThat(kafka.all(topic.name()))
                        .extracting(record -> new String(record.value(), StandardCharsets.UTF_8))
                        .noneMatch(value -> value.contains(first.substring(6)) || value.contains(second.substring(6)));
            }
        }
        assertThat(jdbc.sql("SELECT payload FROM domain_event_entry")
                        .query(byte[].class)
                        .list())
                .extracting(payload -> new String(payload, StandardCharsets.UTF_8))
                .noneMatch(payload -> payload.contains(first.substring(6)) || payload.contains(second.substring(6)));
    }

    @Test
    void changesWhatIsNamedAndForgetsAllWhenItIsDeleted() {
        // given
        String id = api.post("/api/webhooks", asked("campain_id", api.campaign("C")))
                .text("webhook_id");
        Map<String, Object> toAll = new HashMap<>();
        toAll.put("campain_id", null);
        toAll.put("active", false);

        // when
        assertThat(api.put("/api/webhooks/" + id, toAll).message()).isEqualTo("Webhook mis à jour avec succès");

        // then
        Answer shown = api.get("/api/webhooks/" + id);
        assertThat(shown.body().path("campain_id").isNull()).isTrue();
        assertThat(shown.body().path("active").asBoolean()).isFalse();
        assertThat(shown.text("url")).isEqualTo(URL);
        assertThat(api.get("/api/webhooks?page_size=100").body().path("data"))
                .anySatisfy(
                        webhook -> assertThat(webhook.path("_id").asString()).isEqualTo(id));

        // when
        assertThat(api.delete("/api/webhooks/" + id).message()).isEqualTo("Webhook supprimé avec succès");

        // then
        assertThat(api.get("/api/webhooks/" + id).status()).isEqualTo(404);
        assertThat(api.delete("/api/webhooks/" + id).status()).isEqualTo(404);
        assertThat(jdbc.sql("SELECT count(*) FROM webhook_data_key WHERE webhook_id = ?")
                        .param(id)
                        .query(Long.class)
                        .single())
                .as("with its key the secrets that stand sealed in history are unreadable")
                .isZero();
        try (KafkaProbe kafka = new KafkaProbe(broker)) {
            await().atMost(PATIENCE).until(() -> settingsOf(kafka, id).getLast().deleted());
            assertThat(settingsOf(kafka, id).getLast().secrets()).isEmpty();
        }
    }

    @Test
    void refusesWhatCannotBeSentTo() {
        for (String url : List.of(
                "http://127.0.0.1:9092/",
                "http://localhost/",
                "http://169.254.169.254/latest/meta-data",
                "http://[::ffff:10.0.0.1]/",
                "https://user:password@8.8.8.8/",
                "ftp://8.8.8.8/",
                "8.8.8.8",
                "https://8.8.8.8/" + "x".repeat(2_000))) {
            Answer refused = api.post("/api/webhooks", asked("url", url));
            assertThat(refused.status()).as(url).isEqualTo(400);
            assertThat(refused.firstFault()).as(url).isEqualTo("url");
        }
        assertThat(api.post("/api/webhooks", asked("events", List.of("testSuiteRun.exploded")))
                        .firstFault())
                .isEqualTo("events");
        assertThat(api.post("/api/webhooks", asked("events", List.of())).status())
                .isEqualTo(400);
        assertThat(api.post("/api/webhooks", asked("campain_id", "019a2b3c-4d5e-7f60-8123-456789abcdef"))
                        .firstFault())
                .isEqualTo("campain_id");
        assertThat(api.post("/api/webhooks", Map.of("name", "x")).message())
                .isEqualTo("Champs manquants : url, events");
        assertThat(api.post("/api/webhooks", asked("url", "http://10.0.0.1/"), "Accept-Language", "en")
                        .message())
                .contains("a public address, or one that the operator allows");
    }

    @Test
    void isForAdministratorsAlone() {
        api.post("/api/users", Map.of("name", "Eve", "email", "eve@example.com", "password", "evesdropping"));
        Api eve = Api.stranger(port).loggedIn("eve@example.com", "evesdropping");
        String id = api.post("/api/webhooks", asked()).text("webhook_id");

        for (Answer refused : List.of(
                eve.get("/api/webhooks"),
                eve.get("/api/webhooks/" + id),
                eve.post("/api/webhooks", asked()),
                eve.put("/api/webhooks/" + id, asked()),
                eve.post("/api/webhooks/" + id + "/rotate", Map.of()),
                eve.delete("/api/webhooks/" + id))) {
            assertThat(refused.status()).isEqualTo(403);
        }
        assertThat(Api.stranger(port).get("/api/webhooks").status()).isEqualTo(401);
    }
}
