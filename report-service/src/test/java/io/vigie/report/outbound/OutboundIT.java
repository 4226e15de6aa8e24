package io.vigie.report.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudevents.kafka.KafkaMessageFactory;
import io.micrometer.core.instrument.MeterRegistry;
import io.vigie.contracts.CampaignId;
import io.vigie.contracts.Envelope;
import io.vigie.contracts.Outcome;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.definition.Definition.WebhookDefinition;
import io.vigie.contracts.definition.Definition.WebhookSecret;
import io.vigie.contracts.secret.SecretSeal;
import io.vigie.contracts.wire.KafkaMessages;
import io.vigie.report.AnyRun;
import io.vigie.report.Client;
import io.vigie.report.ReportServiceTest;
import io.vigie.report.Telling;
import io.vigie.report.outbound.Receiver.Call;
import io.vigie.testsupport.kafka.KafkaBroker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** Runs told to a topic and to receivers that take, fail, are slow, are gone, with real Kafka, PostgreSQL and HTTP. */
@ReportServiceTest
@TestPropertySource(
        properties = {
            "vigie.master-key=" + OutboundIT.MASTER_KEY,
            "vigie.webhooks.public-url=https://vigie.example.com",
            "vigie.webhooks.allowed-networks=127.0.0.1",
            "vigie.webhooks.tries=3",
            "vigie.webhooks.first-retry=20ms",
            "vigie.webhooks.factor=1"
        })
class OutboundIT {

    static final String MASTER_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SECRET = "whsec_" + base64("the secret that is valid from now on");
    private static final String PREVIOUS = "whsec_" + base64("the secret that was valid before now");
    private static final List<String> ALL =
            Stream.of(CdEvent.Kind.values()).map(CdEvent.Kind::word).toList();

    @LocalServerPort
    int port;

    @Autowired
    Deliveries deliveries;

    @Autowired
    Webhooks webhooks;

    @Autowired
    Secrets secrets;

    @Autowired
    Receivers receivers;

    @Autowired
    OutboundSettings settings;

    @Autowired
    MeterRegistry meters;

    private final SecretSeal master = SecretSeal.ofMasterKey(MASTER_KEY);
    private final Map<String, WebhookDefinition> made = new HashMap<>();
    private Receiver receiver;
    private KafkaBroker kafka;
    private Telling telling;
    private Client admin;

    @BeforeAll
    void connect(KafkaBroker broker) throws IOException {
        kafka = broker;
        receiver = new Receiver();
        telling = new Telling(broker);
        admin = new Client(port, "admin");
        await().atMost(PATIENCE).until(() -> admin.get("/health").status() == 200);
    }

    @AfterAll
    void disconnect() {
        receiver.close();
        telling.close();
        admin.close();
    }

    @AfterEach
    void deleteWebhooks() {
        List.copyOf(made.values())
                .forEach(webhook -> settle(new WebhookDefinition(
                        ProjectId.COMMON,
                        webhook.webhookId(),
                        webhook.version() + 1,
                        "",
                        "",
                        List.of(),
                        null,
                        false,
                        true,
                        Instant.EPOCH,
                        null,
                        List.of())));
        await().atMost(PATIENCE).until(() -> webhooks.all().isEmpty());
        made.clear();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** As campaign-service tells it. */
    private void settle(WebhookDefinition webhook) {
        made.put(webhook.webhookId(), webhook);
        telling.send(KafkaMessages.record(
                webhook.key(),
                Envelope.of(
                        UUID.randomUUID().toString(),
                        "/vigie/campaign-service",
                        AnyRun.AT,
                        webhook.webhookId(),
                        webhook)));
    }

    private String webhook(String url, CampaignId campaign, String... events) {
        String id = UUID.randomUUID().toString();
        String wrapped = master.newWrappedDataKey(id);
        SecretSeal key = master.unwrap(wrapped, id);
        settle(new WebhookDefinition(
                ProjectId.COMMON,
                id,
                1,
                "Salon",
                url,
                List.of(events),
                campaign,
                true,
                false,
                Instant.EPOCH,
                wrapped,
                List.of(
                        new WebhookSecret(key.seal(SECRET, WebhookSecret.PLACE), null),
                        new WebhookSecret(
                                key.seal(PREVIOUS, WebhookSecret.PLACE),
                                Instant.now().plus(Duration.ofHours(1))))));
        await().atMost(PATIENCE)
                .until(() -> admin.get("/api/webhooks/" + id + "/deliveries").status() == 200);
        return id;
    }

    private static CampaignId anyCampaign() {
        return CampaignId.of(UUID.randomUUID().toString());
    }

    private static AnyRun anyRun(CampaignId campaign, int tests) {
        AnyRun run = AnyRun.withTests(tests).of(campaign).launched().started();
        for (int position = 1; position <= tests; position++) {
            run.ran(position, Outcome.PASSED);
        }
        return run.finished(Outcome.PASSED);
    }

    private JsonNode listed(String webhook, String query) {
        return admin.get("/api/webhooks/" + webhook + "/deliveries" + query).json();
    }

    private long count(String webhook, String status) {
        return listed(webhook, "?status=" + status)
                .at("/pagination/total_items")
                .asLong();
    }

    /** The CDEvents of a run on their topic, once its last one is there. */
    private List<ConsumerRecord<String, byte[]>> published(AnyRun run) {
        List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
        Map<String, Object> client = new HashMap<>(kafka.clientSettings());
        client.put("auto.offset.reset", "earliest");
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(client, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(consumer.partitionsFor("vigie.cdevents.v1").stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList());
            consumer.seekToBeginning(consumer.assignment());
            await().atMost(PATIENCE).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> {
                    if (run.id.value().equals(record.key())) {
                        found.add(record);
                    }
                });
                return found.stream().anyMatch(record -> type(record).contains("testsuiterun.finished"));
            });
        }
        return found;
    }

    private static String type(ConsumerRecord<String, byte[]> record) {
        return KafkaMessageFactory.createReader(record).toEvent().getType();
    }

    @Test
    void tellsARunOnTheTopicAndToWhoeverWishesInOrderAndSigned() {
        // given
        CampaignId campaign = anyCampaign();
        String all = webhook(receiver.at("/all", call -> 200), campaign, ALL.toArray(String[]::new));
        webhook(receiver.at("/some", call -> 200), null, "testSuiteRun.finished");
        webhook(receiver.at("/other", call -> 200), anyCampaign(), ALL.toArray(String[]::new));
        AnyRun run = anyRun(campaign, 2);

        // when
        telling.tell(run);
        List<ConsumerRecord<String, byte[]>> published = published(run);
        await().atMost(PATIENCE).until(() -> receiver.taken("/all").size() == published.size());
        await().atMost(PATIENCE).until(() -> receiver.taken("/some").size() == 1);

        // then
        assertThat(published).hasSize(9).allSatisfy(record -> {
            var event = KafkaMessageFactory.createReader(record).toEvent();
            assertThat(event.getDataContentType()).isEqualTo("application/cdevents+json");
            CdEventSchemas.assertValid(new String(record.value(), StandardCharsets.UTF_8));
        });
        List<Call> calls = receiver.calls("/all");
        assertThat(calls)
                .extracting(Call::type)
                .containsExactlyElementsOf(
                        published.stream().map(OutboundIT::type).toList());
        assertThat(calls).allSatisfy(call -> {
            assertThat(call.headers().get("content-type").getFirst()).startsWith("application/cloudevents+json");
            assertThat(call.id()).isEqualTo(call.json().path("id").asString());
            assertThat(call.isSignedWith(SECRET)).isTrue();
            assertThat(call.isSignedWith(PREVIOUS)).isTrue();
            assertThat(call.isSignedWith("whsec_" + base64("a secret that nobody gave us")))
                    .isFalse();
            CdEventSchemas.assertValid(call.json().path("data").toString());
            assertThat(call.subject()).startsWith("https://vigie.example.com/api/rapports/" + run.id);
        });
        assertThat(receiver.calls("/other")).isEmpty();
        assertThat(count(all, "delivered")).isEqualTo(9);
        assertThat(admin.get("/api/webhooks/" + all + "/deliveries").body())
                .doesNotContain("whsec_", SECRET.substring(6), "sealed", "wrapped");
    }

    @Test
    void triesAgainUntilItIsTakenAndKeepsTheOrder() {
        // given
        CampaignId campaign = anyCampaign();
        webhook(receiver.at("/flaky", call -> call % 3 == 0 ? 200 : 503), campaign, ALL.toArray(String[]::new));
        AnyRun run = anyRun(campaign, 1);

        // when
        telling.tell(run);
        await().atMost(PATIENCE).until(() -> receiver.taken("/flaky").size() == 6);

        // then
        assertThat(receiver.taken("/flaky"))
                .extracting(Call::type)
                .containsExactlyElementsOf(
                        published(run).stream().map(OutboundIT::type).toList());
        assertThat(receiver.calls("/flaky").subList(0, 3))
                .as("one event is tried until it is taken, with one id")
                .extracting(Call::id)
                .containsOnly(receiver.calls("/flaky").getFirst().id());
    }

    @Test
    void givesUpAfterTheLastTryAndSendsAgainWhenAsked() {
        // given
        CampaignId campaign = anyCampaign();
        boolean[] mended = {false};
        String broken = webhook(
                receiver.at("/broken", call -> mended[0] ? 200 : 500),
                campaign,
                "testSuiteRun.started",
                "testSuiteRun.finished");

        // when
        telling.tell(anyRun(campaign, 1));
        await().atMost(PATIENCE).until(() -> count(broken, "dead") == 2);

        // then
        JsonNode dead = listed(broken, "?status=dead").at("/data/1");
        assertThat(dead.path("event").asString()).isEqualTo("testSuiteRun.started");
        assertThat(dead.path("tries").asInt()).isEqualTo(3);
        assertThat(dead.path("last_status").asInt()).isEqualTo(500);
        assertThat(dead.path("cause").asString()).isEqualTo("bad-status");
        assertThat(dead.path("message").asString()).isEqualTo("Le destinataire a répondu par une erreur.");
        assertThat(receiver.calls("/broken")).hasSize(6);

        // when
        mended[0] = true;
        String one = "/api/webhooks/%s/deliveries/%d/retry"
                .formatted(broken, dead.path("_id").asLong());
        assertThat(admin.call("POST", one).status()).isEqualTo(202);
        await().atMost(PATIENCE).until(() -> count(broken, "delivered") == 1);
        assertThat(admin.call("POST", one).status()).isEqualTo(409);
        assertThat(admin.call("POST", "/api/webhooks/%s/deliveries/retry".formatted(broken))
                        .json()
                        .path("retried")
                        .asInt())
                .isEqualTo(1);

        // then
        await().atMost(PATIENCE).until(() -> count(broken, "delivered") == 2 && count(broken, "dead") == 0);
    }

    @Test
    void showsWhatWaitsAndWhatIsGivenUpAndForgetsItWithItsRun() {
        // given
        CampaignId campaign = anyCampaign();
        AnyRun run = anyRun(campaign, 1);
        String id =
                webhook(receiver.at("/never", call -> 500), campaign, "testSuiteRun.started", "testSuiteRun.finished");
        telling.tell(run);
        await().atMost(PATIENCE).until(() -> count(id, "dead") == 2);
        List<Deliveries.New> waiting =
                List.of(new Deliveries.New(id, run.uuid(), UUID.randomUUID(), "testSuiteRun.queued", "s", "{}"));
        await().atMost(PATIENCE).until(() -> gauge("vigie.webhooks.dead") >= 2);
        assertThat(gauge("vigie.webhooks.waiting")).isNotNegative();
        assertThat(gauge("vigie.webhooks.oldest-waiting")).isNotNegative();
        assertThat(meters.get("vigie.outbound.lag").timer().count()).isPositive();

        // when
        deliveries.inTransaction(() -> {
            deliveries.add(waiting);
            return true;
        });
        run.reportDeleted();
        telling.tell(run, run.launch);

        // then
        await().atMost(PATIENCE)
                .until(() -> listed(id, "").at("/pagination/total_items").asLong() == 0);
        await().atMost(PATIENCE).until(() -> Double.valueOf(0).equals(gauge("vigie.webhooks.waiting")));
    }

    private double gauge(String name) {
        return meters.get(name).gauge().value();
    }

    @Test
    void letsNobodyWaitForAReceiverThatIsSlowOrAway() {
        // given
        CampaignId campaign = anyCampaign();
        CountDownLatch patience = new CountDownLatch(1);
        String slow = webhook(
                receiver.at("/slow", call -> {
                    try {
                        return patience.await(60, TimeUnit.SECONDS) ? 200 : 500;
                    } catch (InterruptedException interrupted) {
                        return 500;
                    }
                }),
                campaign,
                "testSuiteRun.started");
        String away = webhook("http://127.0.0.1:1/", campaign, "testSuiteRun.started");
        webhook(receiver.at("/quick", call -> 200), campaign, "testSuiteRun.started", "testSuiteRun.finished");

        // when
        for (int run = 0; run < 10; run++) {
            telling.tell(anyRun(campaign, 1));
        }

        // then
        await().atMost(PATIENCE).until(() -> receiver.taken("/quick").size() == 20);
        await().atMost(PATIENCE).until(() -> count(away, "dead") == 10);
        assertThat(listed(away, "?status=dead").at("/data/0/cause").asString()).isEqualTo("unreachable");
        assertThat(count(slow, "pending"))
                .as("the slow one has not answered yet")
                .isEqualTo(10);

        // when
        patience.countDown();

        // then
        await().atMost(PATIENCE).until(() -> count(slow, "delivered") == 10);
    }

    @Test
    void sendsNothingToWhoeverIsGoneUntilItTakesAPing() {
        // given
        CampaignId campaign = anyCampaign();
        boolean[] back = {false};
        String gone = webhook(receiver.at("/gone", call -> back[0] ? 200 : 410), campaign, ALL.toArray(String[]::new));

        // when
        telling.tell(anyRun(campaign, 2));
        await().atMost(PATIENCE).until(() -> count(gone, "dead") == 9);

        // then
        assertThat(receiver.calls("/gone")).hasSize(1);
        assertThat(listed(gone, "?status=dead&page_size=100").path("data"))
                .allSatisfy(dead -> assertThat(dead.path("cause").asString()).isEqualTo("gone"));
        AnyRun unheard = anyRun(campaign, 1);
        telling.tell(unheard);
        published(unheard);
        assertThat(count(gone, "pending")).isZero();

        // when
        back[0] = true;
        assertThat(admin.call("POST", "/api/webhooks/" + gone + "/ping").status())
                .isEqualTo(202);
        await().atMost(PATIENCE).until(() -> receiver.taken("/gone").size() == 1);
        assertThat(receiver.taken("/gone").getFirst().type()).isEqualTo("io.vigie.webhook.ping.v1");
        assertThat(receiver.taken("/gone").getFirst().isSignedWith(SECRET)).isTrue();
        await().atMost(PATIENCE).until(() -> count(gone, "delivered") == 1);
        telling.tell(anyRun(campaign, 1));

        // then
        await().atMost(PATIENCE).until(() -> receiver.taken("/gone").size() == 7);
    }

    @Test
    void followsNoRedirectAndConnectsToNothingThatIsNotAllowed() {
        // given
        CampaignId campaign = anyCampaign();
        receiver.at("/elsewhere", call -> 200);
        String redirecting = webhook(receiver.at("/redirect", call -> 302), campaign, "testSuiteRun.finished");
        String inside = webhook("http://169.254.169.254/latest/meta-data", campaign, "testSuiteRun.finished");
        String another = webhook("http://[::1]:1/", campaign, "testSuiteRun.finished");

        // when
        telling.tell(anyRun(campaign, 1));
        await().atMost(PATIENCE)
                .until(() -> Stream.of(redirecting, inside, another).allMatch(id -> count(id, "dead") == 1));

        // then
        assertThat(listed(redirecting, "").at("/data/0/last_status").asInt()).isEqualTo(302);
        assertThat(receiver.calls("/elsewhere")).isEmpty();
        assertThat(listed(inside, "").at("/data/0/cause").asString()).isEqualTo("address-refused");
        assertThat(listed(inside, "").at("/data/0/tries").asInt()).isEqualTo(1);
        assertThat(listed(another, "").at("/data/0/cause").asString()).isEqualTo("address-refused");
    }

    @Test
    void leavesAReceiverInPeaceThatAsksForItAndListensToNoneForLong() throws InterruptedException {
        // given
        CampaignId campaign = anyCampaign();
        String busy = webhook(receiver.at("/asking", call -> 429), campaign, "testSuiteRun.finished");
        String talking = webhook(receiver.at("/talking", call -> Receiver.ENDLESS), campaign, "testSuiteRun.finished");

        // when
        telling.tell(anyRun(campaign, 1));

        // then
        await().atMost(PATIENCE).until(() -> count(talking, "delivered") == 1);
        assertThat(receiver.cuts.await(60, TimeUnit.SECONDS)).as("is cut off").isTrue();
        await().atMost(PATIENCE)
                .until(() -> listed(busy, "?status=pending").at("/data/0/tries").asInt() == 1);
        assertThat(Instant.parse(
                        listed(busy, "?status=pending").at("/data/0/next_try").asString()))
                .isAfter(Instant.now().plus(Duration.ofMinutes(30)));
    }

    @Test
    void tellsNothingAgainWhenTheReportsAreRebuilt() {
        // given
        CampaignId campaign = anyCampaign();
        webhook(receiver.at("/once", call -> 200), campaign, ALL.toArray(String[]::new));
        AnyRun before = anyRun(campaign, 1);
        telling.tell(before);
        int told = published(before).size();
        await().atMost(PATIENCE).until(() -> receiver.taken("/once").size() == told);

        // when
        assertThat(admin.call("POST", "/api/admin/projection/rebuild").status()).isEqualTo(202);
        await().atMost(PATIENCE)
                .until(() -> admin.get("/api/admin/projection")
                        .json()
                        .at("/rebuild/state")
                        .asString()
                        .equals("DONE"));
        AnyRun after =
                AnyRun.withTests(1).of(campaign).launched().startedAlone().finished(Outcome.PASSED);
        telling.tell(after);
        published(after);
        await().atMost(PATIENCE).until(() -> receiver.taken("/once").size() >= told + 3);

        // then
        assertThat(published(before)).hasSize(told);
        assertThat(receiver.calls("/once")).extracting(Call::id).doesNotHaveDuplicates();
    }

    @Test
    void sendsEachEventOnceThoughTwoInstancesSend() {
        // given
        CampaignId campaign = anyCampaign();
        String busy = webhook(receiver.at("/busy", call -> 200), campaign, ALL.toArray(String[]::new));
        Deliverer second = new Deliverer(deliveries, webhooks, secrets, receivers, settings, Clock.systemUTC());
        second.start();
        try {
            // when
            for (int run = 0; run < 8; run++) {
                telling.tell(anyRun(campaign, 3));
                second.wake();
            }
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> {
                second.wake();
                return count(busy, "delivered") == 8 * 12;
            });
        } finally {
            second.stop();
        }

        // then
        List<Call> calls = receiver.calls("/busy");
        assertThat(calls).hasSize(8 * 12).extracting(Call::id).doesNotHaveDuplicates();
        Map<String, List<Call>> byRun = calls.stream()
                .collect(Collectors.groupingBy(
                        call -> call.json().at("/data/context/chainId").asString()));
        assertThat(byRun).hasSize(8).allSatisfy((run, ofRun) -> {
            assertThat(ofRun.getFirst().type()).contains("testsuiterun.queued");
            assertThat(ofRun.getLast().type()).contains("testsuiterun.finished");
        });
    }

    @Test
    void givesUpTheOldestWhenTooManyWaitAndAllWhenItIsSwitchedOff() {
        // given
        CampaignId campaign = anyCampaign();
        String id = webhook("http://127.0.0.1:1/", campaign, "testSuiteRun.queued");
        List<Deliveries.New> waiting = new ArrayList<>();
        UUID lane = UUID.randomUUID();
        for (int number = 0; number < 5; number++) {
            waiting.add(new Deliveries.New(id, lane, UUID.randomUUID(), "testSuiteRun.queued", "s" + number, "{}"));
        }

        // when
        deliveries.inTransaction(() -> {
            deliveries.add(waiting);
            deliveries.giveUpBeyond(id, 3);
            return true;
        });

        // then
        List<String> given = new ArrayList<>();
        listed(id, "?status=dead").path("data").forEach(dead -> {
            if (dead.path("cause").asString().equals("too-many-pending")) {
                given.add(dead.path("subject").asString());
            }
        });
        assertThat(given).containsExactly("s1", "s0");
    }

    @Test
    void answersAdministratorsAlone() {
        String id = webhook(receiver.at("/seen", call -> 200), anyCampaign(), "testSuiteRun.queued");
        String own = "/api/webhooks/" + id;
        try (Client user = new Client(port, "user")) {
            for (String refused : Set.of("/deliveries/retry", "/deliveries/1/retry", "/ping")) {
                assertThat(user.call("POST", own + refused).status())
                        .as(refused)
                        .isEqualTo(403);
            }
            assertThat(user.get(own + "/deliveries").status()).isEqualTo(403);
        }
        assertThat(admin.get(own + "/deliveries?status=lost").status()).isEqualTo(400);
        assertThat(admin.call("POST", own + "/deliveries/1/retry").status()).isEqualTo(404);
        assertThat(admin.get("/api/webhooks/unknown/deliveries").status()).isEqualTo(404);
        assertThat(admin.get("/api/webhooks/unknown/deliveries", "Accept-Language", "en")
                        .message())
                .isEqualTo("Webhook not found");
    }
}
