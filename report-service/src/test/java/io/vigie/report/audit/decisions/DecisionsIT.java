package io.vigie.report.audit.decisions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vigie.contracts.CampaignId;
import io.vigie.contracts.Envelope;
import io.vigie.contracts.Envelope.Link;
import io.vigie.contracts.EnvironmentId;
import io.vigie.contracts.Outcome;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunId;
import io.vigie.contracts.StopReason;
import io.vigie.contracts.TestId;
import io.vigie.contracts.campaign.CampaignEvent;
import io.vigie.contracts.campaign.CampaignEvent.Change;
import io.vigie.contracts.campaign.CampaignEvent.PlannedTest;
import io.vigie.contracts.wire.HashChain;
import io.vigie.contracts.wire.KafkaMessages;
import io.vigie.report.AnyRun;
import io.vigie.report.Api;
import io.vigie.report.Client;
import io.vigie.report.Client.Answer;
import io.vigie.report.ReportServiceTest;
import io.vigie.report.Telling;
import io.vigie.testsupport.kafka.KafkaBroker;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.erdtman.jcs.JsonCanonicalizer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@ReportServiceTest
class DecisionsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Instant AT = Instant.parse("2026-11-21T07:25:41.120Z");
    private static final ProjectId PROJECT = ProjectId.COMMON;
    private static final CampaignId CAMPAIGN = CampaignId.of("c-audited");
    private static final TestId TEST = TestId.of("t-audited");
    private static final EnvironmentId DEV = EnvironmentId.of("e-audited");
    private static final RunId RUN = RunId.of("019b2c7e-0d00-7000-8000-00000000a0d1");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @LocalServerPort
    int port;

    private Client admin;
    private Client user;
    private Telling telling;
    private final List<ProducerRecord<String, byte[]>> told = new ArrayList<>();
    private Link last = new Link(0, Link.GENESIS, Link.GENESIS);

    @BeforeAll
    void decide(KafkaBroker kafka) {
        admin = new Client(port, "admin");
        user = new Client(port, "user");
        telling = new Telling(kafka);
        decided(
                "u1",
                new CampaignEvent.UserCreated(
                        PROJECT, "u2", "ada@example.com", "Ada", "user", change("name", null, "Ada")),
                "u2");
        decided(
                "u2",
                new CampaignEvent.CampaignCreated(PROJECT, CAMPAIGN, "Nuit", "", change("name", null, "Nuit")),
                CAMPAIGN.value());
        decided(
                "u2",
                new CampaignEvent.TestCreated(PROJECT, CAMPAIGN, TEST, 1, "Entrer", 1, change("name", null, "Entrer")),
                TEST.value());
        decided(
                "u1",
                new CampaignEvent.TestChanged(PROJECT, CAMPAIGN, TEST, 2, "Entrer", 1, change("retries", null, "2")),
                TEST.value());
        decided(
                "u2",
                new CampaignEvent.VariableDefined(
                        PROJECT,
                        DEV,
                        1,
                        "token",
                        true,
                        List.of(new Change("variables.token.value", null, Change.HIDDEN, true))),
                DEV.value());
        decided(
                "u2",
                new CampaignEvent.PlanChunk(PROJECT, RUN, 1, List.of(PlannedTest.plain(1, TEST, 2, "Entrer"))),
                RUN.value());
        decided("u2", new CampaignEvent.ReportDeleted(PROJECT, RUN, change("name", "Octobre", null)), RUN.value());
        decided(
                "u1",
                new CampaignEvent.CampaignDeleted(PROJECT, CAMPAIGN, change("name", "Nuit", null)),
                CAMPAIGN.value());
        decided("u1", new CampaignEvent.UserDeleted(PROJECT, "u2", change("email", "ada@example.com", null)), "u2");
        told.reversed().forEach(telling::send);
        told.forEach(telling::send);
        await().atMost(PATIENCE).until(() -> audit("").path("decisions").size() == 8);
    }

    @AfterAll
    void disconnect() {
        admin.close();
        user.close();
        telling.close();
    }

    private void decided(String actor, CampaignEvent event, String subject) {
        Envelope<CampaignEvent> envelope = HashChain.link(
                Envelope.of(
                                UUID.randomUUID().toString(),
                                "/vigie/test",
                                AT.plusSeconds(last.sequence()),
                                subject,
                                event)
                        .by(actor)
                        .causedBy("command")
                        .correlatedWith("click"),
                last.sequence() + 1,
                last.hash());
        last = java.util.Objects.requireNonNull(envelope.link());
        told.add(KafkaMessages.record(subject, envelope));
    }

    private static List<Change> change(String field, String before, String after) {
        return List.of(new Change(field, before, after, false));
    }

    private JsonNode audit(String query) {
        Answer answer = admin.get("/api/audit" + query);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    private List<Long> sequences(String query) {
        List<Long> sequences = new ArrayList<>();
        audit(query)
                .path("decisions")
                .forEach(decision -> sequences.add(decision.path("sequence").asLong()));
        return sequences;
    }

    @Test
    void namesThosePeopleInReportsOfWhomItKnowsMore() {
        AnyRun run = AnyRun.withTests(1).launched().cancelRequested("u2").started();
        run.cancelling(StopReason.CANCELLED, "u2").finished(Outcome.CANCELLED);
        telling.tell(run);
        Api api = new Api(user);
        JsonNode report = api.awaitHistory(run);

        JsonNode listed = api.get("?page_size=1").json().path("data").get(0);
        Answer standing = user.get("/api/runs/" + run.id + "/status", "Accept-Language", "en");

        assertThat(List.of(report, listed)).allSatisfy(one -> {
            assertThat(one.path("stop").path("requestedBy").asString()).isEqualTo("u2");
            assertThat(one.path("stop").path("requestedByName").asString()).isEqualTo("Ada");
            assertThat(one.path("launchedBy").asString()).isEqualTo("admin@example.com");
            assertThat(one.has("launchedByName")).isFalse();
        });
        assertThat(standing.json().path("errorDetails").asString()).isEqualTo("Run cancelled by Ada");
    }

    @Test
    void tellsWhoChangedWhatTheNewestFirstAndWhatWasDeletedToo() {
        JsonNode decisions = audit("").path("decisions");

        assertThat(sequences("")).containsExactly(9L, 8L, 7L, 5L, 4L, 3L, 2L, 1L);
        JsonNode changed = decisions.get(4);
        assertThat(changed.path("type").asString()).isEqualTo("io.vigie.test.changed.v1");
        assertThat(changed.path("actor").asString()).isEqualTo("u1");
        assertThat(changed.path("cause").asString()).isEqualTo("command");
        assertThat(changed.path("correlation").asString()).isEqualTo("click");
        assertThat(changed.path("at").asString()).isEqualTo("2026-11-21T07:25:44.120Z");
        assertThat(changed.path("name").asString()).isEqualTo("Entrer");
        assertThat(changed.path("about").path("campaignId").asString()).isEqualTo(CAMPAIGN.value());
        assertThat(changed.path("difference").toString())
                .isEqualTo("[{\"field\":\"retries\",\"before\":null,\"after\":\"2\",\"secret\":false}]");
        assertThat(changed.path("hash").asString()).hasSize(64);
        JsonNode deleted = decisions.get(1);
        assertThat(deleted.path("name").asString()).isEqualTo("Nuit");
        assertThat(decisions.get(5).path("actorName").asString()).isEqualTo("Ada");
    }

    @Test
    void narrowsByActorSubjectTypeAndTime() {
        assertThat(sequences("?actor=u1")).containsExactly(9L, 8L, 4L, 1L);
        assertThat(sequences("?subject=" + CAMPAIGN)).containsExactly(8L, 4L, 3L, 2L);
        assertThat(sequences("?subject=" + TEST)).containsExactly(4L, 3L);
        assertThat(sequences("?subject=" + RUN)).containsExactly(7L);
        assertThat(sequences("?subject=" + DEV)).containsExactly(5L);
        assertThat(sequences("?type=user&type=test.created")).containsExactly(9L, 3L, 1L);
        assertThat(sequences("?type=io.vigie.campaign.plan-chunk.v1")).containsExactly(6L);
        assertThat(sequences("?since=2026-11-21T07:25:43.120Z&until=2026-11-21T07:25:45.120Z"))
                .containsExactly(4L, 3L);
        assertThat(admin.get("/api/audit?type=nonsense").status()).isEqualTo(400);
        assertThat(admin.get("/api/audit?since=yesterday").status()).isEqualTo(400);
    }

    @Test
    void givesTheListInPages() {
        JsonNode first = audit("?limit=3&subject=" + CAMPAIGN);
        String url = first.path("next").path("url").asString();

        assertThat(first.path("decisions")).hasSize(3);
        assertThat(sequences(url.substring("/api/audit".length()))).containsExactly(2L);
        assertThat(audit(url.substring("/api/audit".length())).path("next").isNull())
                .isTrue();
    }

    /** As an auditor does it, who has nothing of ours but the lines: canonical JSON by the reference library, and SHA-256. */
    @Test
    void givesTheWholeChainAsItWasWrittenToWhoeverVerifiesIt() throws IOException, GeneralSecurityException {
        await().atMost(PATIENCE)
                .until(() -> admin.get("/api/audit/history").body().lines().count() == 9);
        String previous = "0".repeat(64);
        int sequence = 0;
        for (String line : admin.get("/api/audit/history").body().lines().toList()) {
            ObjectNode event = (ObjectNode) JSON.readTree(line);
            String hash = event.remove("hash").stringValue();
            assertThat(event.remove("previoushash").stringValue()).isEqualTo(previous);
            assertThat(event.path("sequence").stringValue()).isEqualTo(Integer.toString(++sequence));
            String canonical = new JsonCanonicalizer(event.toString()).getEncodedString();
            assertThat(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256")
                                    .digest((previous + canonical).getBytes(UTF_8))))
                    .as(line)
                    .isEqualTo(hash);
            previous = hash;
        }
    }

    @Test
    void isTheSameAfterARebuild() {
        Map<String, String> before = everything();
        int generation = standing().path("generation").asInt();

        assertThat(admin.call("POST", "/api/admin/projection/rebuild").status()).isEqualTo(202);
        await().atMost(PATIENCE)
                .until(() -> standing().path("rebuild").path("state").asString().equals("DONE")
                        && standing().path("generation").asInt() > generation);

        assertThat(everything()).isEqualTo(before);
    }

    private Map<String, String> everything() {
        Map<String, String> answers = new TreeMap<>();
        for (String path : List.of("/api/audit", "/api/audit?limit=2&actor=u1", "/api/audit/history")) {
            answers.put(path, admin.get(path).body());
        }
        return answers;
    }

    private JsonNode standing() {
        return admin.get("/api/admin/projection").json();
    }

    @Test
    void isForAdministrators() {
        assertThat(user.get("/api/audit").status()).isEqualTo(403);
        assertThat(user.get("/api/audit/history").status()).isEqualTo(403);
    }
}
