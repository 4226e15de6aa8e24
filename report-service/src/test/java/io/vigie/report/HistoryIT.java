package io.vigie.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vigie.contracts.Outcome;
import io.vigie.contracts.StopReason;
import io.vigie.contracts.wire.CloudEventJson;
import io.vigie.contracts.wire.KafkaMessages;
import io.vigie.report.history.HistoryAppendix;
import io.vigie.report.projection.ProjectionSchemas;
import io.vigie.testsupport.kafka.KafkaBroker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.erdtman.jcs.JsonCanonicalizer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The record of runs, as those see it who look into what happened. */
@ReportServiceTest
@Import(HistoryIT.Vouching.class)
class HistoryIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final JsonMapper ANY_JSON = JsonMapper.shared();

    /** Something that vouches for each history, at its end. */
    @TestConfiguration
    static class Vouching {

        @Bean
        HistoryAppendix vouching() {
            return run -> Stream.of("{\"vouchedFor\":\"" + run + "\"}");
        }
    }

    @LocalServerPort
    int port;

    @Autowired
    ProjectionSchemas schemas;

    @Autowired
    JdbcTemplate jdbc;

    private Client client;
    private Client admin;
    private Api api;
    private Telling telling;

    @BeforeAll
    void connect(KafkaBroker kafka) {
        client = new Client(port, "user");
        admin = new Client(port, "admin");
        api = new Api(client);
        telling = new Telling(kafka);
        await().atMost(PATIENCE).until(() -> client.get("/health").status() == 200);
    }

    @AfterAll
    void disconnect() {
        client.close();
        admin.close();
        telling.close();
    }

    private static AnyRun eventful() {
        AnyRun run = AnyRun.withTests(3)
                .named("Recette « Novembre » / n° 2")
                .launched()
                .started();
        run.ran(1, Outcome.PASSED).ran(2, Outcome.FAILED);
        run.by("claire").cancelling(StopReason.CANCELLED, "claire");
        return run.by(null).skipped(3).finished(Outcome.CANCELLED);
    }

    private AnyRun told(AnyRun run) {
        telling.tell(run);
        api.awaitHistory(run);
        return run;
    }

    private static List<String> recorded(AnyRun run) {
        return run.history.stream()
                .map(event -> KafkaMessages.record(run.id.value(), event))
                .map(record -> CloudEventJson.asRecorded(record.headers(), record.value()))
                .toList();
    }

    private static List<Integer> numbers(JsonNode page) {
        List<Integer> numbers = new ArrayList<>();
        page.path("events").forEach(event -> numbers.add(event.path("sequence").asInt()));
        return numbers;
    }

    private JsonNode events(AnyRun run, String query) {
        return api.get("/" + run.id + "/events" + query).json();
    }

    @Test
    void givesEveryEventAsItWasWritten() {
        AnyRun run = told(eventful());

        Client.Answer answer = api.get("/" + run.id + "/events");

        assertThat(answer.body()).startsWith("{\"events\":[" + String.join(",", recorded(run)) + "],\"next\":null,");
        assertThat(answer.json().path("asOf").path("sequence").asInt()).isEqualTo(run.history.size());
        assertThat(answer.header("X-Vigie-Lag")).isNotEmpty();
    }

    @Test
    void narrowsTheEventsOfARun() {
        AnyRun run = told(eventful());

        assertThat(numbers(events(run, "?test=" + run.test(2)))).containsExactly(3, 8, 9, 10);
        assertThat(numbers(events(run, "?test=" + run.test(3) + "&attempt=1"))).containsExactly(4);
        assertThat(numbers(events(run, "?actor=claire"))).containsExactly(11);
        assertThat(numbers(events(run, "?type=test-finished&type=io.vigie.run.cancelling.v1")))
                .containsExactly(7, 10, 11);
        assertThat(numbers(events(run, "?since=2026-11-21T08:25:41.123%2B01:00")))
                .hasSize(run.history.size());
        assertThat(numbers(events(run, "?until=2026-11-21T07:25:41.123Z"))).isEmpty();
        assertThat(api.get("/" + run.id + "/events?type=wrong").status()).isEqualTo(400);
        assertThat(api.get("/" + run.id + "/events?since=yesterday").status()).isEqualTo(400);
        assertThat(api.get("/" + run.id + "/events?after=x").status()).isEqualTo(400);
    }

    @Test
    void pagesTheEventsOfARunBothWays() {
        AnyRun run = told(eventful());

        JsonNode first = events(run, "?type=test-queued&type=test-skipped&limit=2");
        JsonNode second = client.get(first.path("next").path("url").asString()).json();
        JsonNode last = events(run, "?before=12&limit=3");
        JsonNode earlier = client.get(last.path("next").path("url").asString()).json();

        assertThat(numbers(first)).containsExactly(2, 3);
        assertThat(first.path("next").path("after").asInt()).isEqualTo(3);
        assertThat(numbers(second)).containsExactly(4, 12);
        assertThat(second.path("next").isNull()).isTrue();
        assertThat(numbers(last)).containsExactly(9, 10, 11);
        assertThat(last.path("next").path("before").asInt()).isEqualTo(9);
        assertThat(numbers(earlier)).containsExactly(6, 7, 8);
        assertThat(numbers(events(run, "?after=3&before=6"))).containsExactly(4, 5);
    }

    @Test
    void downloadsAHistoryThatVerifiesLinkByLink() throws IOException, NoSuchAlgorithmException {
        AnyRun run = told(eventful());

        Client.Answer file = api.get("/" + run.id + "/history");

        List<String> lines = file.body().lines().toList();
        assertThat(file.header("Content-Type")).startsWith("application/x-ndjson");
        assertThat(file.header("Content-Disposition"))
                .startsWith("attachment")
                .contains("Recette%20%C2%AB%20Novembre%20%C2%BB%20_%20n%C2%B0%202.ndjson");
        assertThat(lines.subList(0, run.history.size())).isEqualTo(recorded(run));
        assertThat(lines.subList(run.history.size(), lines.size()))
                .containsExactly("{\"vouchedFor\":\"" + run.id + "\"}");
        String before = "0".repeat(64);
        for (int at = 0; at < run.history.size(); at++) {
            ObjectNode event = (ObjectNode) ANY_JSON.readTree(lines.get(at));
            assertThat(event.path("sequence").asString()).isEqualTo(Integer.toString(at + 1));
            String hash = event.remove("hash").stringValue();
            assertThat(event.remove("previoushash").stringValue()).isEqualTo(before);
            assertThat(sha256(before, new JsonCanonicalizer(event.toString()).getEncodedUTF8()))
                    .isEqualTo(hash);
            before = hash;
        }
    }

    private static String sha256(String before, byte[] event) throws NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(before.getBytes(StandardCharsets.US_ASCII));
        return HexFormat.of().formatHex(digest.digest(event));
    }

    @Test
    void looksForEventsInAllRunsTheNewestFirst() {
        String actor = "auditée & " + UUID.randomUUID();
        List<String> told = new ArrayList<>();
        for (int at = 0; at < 3; at++) {
            AnyRun run = AnyRun.withTests(1).launched().by(actor).started().ran(1, Outcome.PASSED);
            told(run);
            told.addAll(recorded(run));
        }

        List<String> found = new ArrayList<>();
        String next = "/api/history?limit=4&actor=" + java.net.URLEncoder.encode(actor, StandardCharsets.UTF_8);
        while (!next.isEmpty()) {
            Client.Answer page = admin.get(next);
            assertThat(page.header("X-Vigie-Lag")).isNotEmpty();
            page.json().path("events").forEach(event -> found.add(event.toString()));
            next = page.json().path("next").path("url").asString("");
        }

        Collections.reverse(told);
        assertThat(found).isEqualTo(told);
    }

    @Test
    void looksAcrossRunsForAdministratorsOnly() {
        AnyRun run = told(AnyRun.withTests(1).passed());

        assertThat(client.get("/api/history").status()).isEqualTo(403);
        assertThat(numbers(admin.get("/api/history?project=Common&type=finished&run=" + run.id)
                        .json()))
                .containsExactly(run.history.size());
        assertThat(admin.get("/api/history?before=nonsense").status()).isEqualTo(400);
        assertThat(admin.get("/api/history?run=nonsense").status()).isEqualTo(400);
    }

    @Test
    void saysOfWhichRunsThereIsNoRecord() {
        AnyRun deleted = told(AnyRun.withTests(1).passed());
        telling.tell(deleted, deleted.reportDeleted().launch);
        api.awaitStatus(deleted, 404);
        String unknown = AnyRun.uuidV7(Instant.parse("2025-02-01T00:00:00Z")).toString();

        assertThat(api.get("/" + deleted.id + "/events").status()).isEqualTo(404);
        assertThat(api.get("/" + deleted.id + "/history").status()).isEqualTo(404);
        assertThat(numbers(admin.get("/api/history?run=" + deleted.id).json())).isEmpty();
        assertThat(api.get("/" + unknown + "/events").status()).isEqualTo(404);
        assertThat(api.get("/" + unknown + "/history").status()).isEqualTo(404);
    }

    @Test
    void keepsTheRunsOfAMonthInAPartOfTheirOwnAndStrangeIdsToo() {
        AnyRun january = told(AnyRun.withId(AnyRun.uuidV7(Instant.parse("2026-01-31T23:59:59.999Z")), 1)
                .passed());
        AnyRun february = told(AnyRun.withId(AnyRun.uuidV7(Instant.parse("2026-02-01T00:00:00Z")), 1)
                .passed());
        AnyRun strange = told(AnyRun.withId(UUID.randomUUID(), 1).passed());
        AnyRun future = told(AnyRun.withId(AnyRun.uuidV7(Instant.parse("4026-02-01T00:00:00Z")), 1)
                .passed());

        assertThat(partOf(january)).isEqualTo("history_2026_01");
        assertThat(partOf(february)).isEqualTo("history_2026_02");
        assertThat(partOf(strange)).isEqualTo("history_other");
        assertThat(partOf(future)).isEqualTo("history_other");
    }

    private String partOf(AnyRun run) {
        return schemas.read(() -> jdbc.queryForObject(
                "SELECT DISTINCT relname FROM history JOIN pg_class ON pg_class.oid = history.tableoid WHERE run_id = ?",
                String.class,
                run.uuid()));
    }
}
