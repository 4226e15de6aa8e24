package io.vigie.report.projection;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vigie.contracts.CampaignId;
import io.vigie.contracts.Envelope;
import io.vigie.contracts.Envelope.Link;
import io.vigie.contracts.Kept;
import io.vigie.contracts.Outcome;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.audit.AuditMessage;
import io.vigie.contracts.audit.AuditMessage.Checkpoint;
import io.vigie.contracts.audit.AuditMessage.DeletionReason;
import io.vigie.contracts.audit.AuditMessage.Head;
import io.vigie.contracts.audit.AuditMessage.HeadState;
import io.vigie.contracts.audit.AuditMessage.KeyIntroduced;
import io.vigie.contracts.audit.AuditMessage.ReadUpTo;
import io.vigie.contracts.audit.AuditMessage.Tombstone;
import io.vigie.contracts.campaign.CampaignEvent;
import io.vigie.contracts.launch.CommandMessage.ExpireReport;
import io.vigie.contracts.wire.HashChain;
import io.vigie.contracts.wire.KafkaMessages;
import io.vigie.report.AnyRun;
import io.vigie.report.Api;
import io.vigie.report.Client;
import io.vigie.report.Client.Answer;
import io.vigie.report.ReportServiceTest;
import io.vigie.report.Telling;
import io.vigie.storage.FileStorage;
import io.vigie.testsupport.kafka.KafkaBroker;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.TestPropertySource;

/** What becomes of rows when the ledger says that a run, or what it left, was removed. The service itself heeds tombstones here, and leaves rows to the test. */
@ReportServiceTest
@TestPropertySource(properties = {"vigie.retention.settle=1h", "vigie.retention.every=1h"})
class RemovedRowsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final CampaignId EXPIRING = CampaignId.of("0b1f6c1e-1111-4a39-9c55-0d2f3c1b7a10");
    private static final String LONG_LINE = "abcdefghijklmnopqrstuvwxyz".repeat(60);

    @LocalServerPort
    int port;

    @Autowired
    ProjectionSchemas schemas;

    @Autowired
    RunHeads heads;

    @Autowired
    Removals removals;

    @Autowired
    MonthParts parts;

    @Autowired
    List<View> views;

    @Autowired
    Changes changes;

    @Autowired
    JdbcTemplate jdbc;

    @Autowired
    FileStorage storage;

    private final List<Envelope<CampaignEvent>> decisions = new ArrayList<>();
    private long ledger;
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
        record(number -> new KeyIntroduced(
                ProjectId.COMMON, number, Link.GENESIS, "public", "key", AnyRun.AT, "key", "signature"));
    }

    @AfterAll
    void disconnect() {
        client.close();
        admin.close();
        telling.close();
    }

    @Test
    void removesWhatIsSignedAndNothingElseAndGivesTheSpaceBack(KafkaBroker kafka) {
        // given
        List<AnyRun> march = new ArrayList<>();
        for (int at = 0; at < 3; at++) {
            march.add(launched("2025-03-0" + (at + 1) + "T10:00:00Z", 40));
        }
        AnyRun held = launched("2025-04-01T10:00:00Z", 20);
        AnyRun large = launched("2025-04-02T10:00:00Z", 400);
        List<AnyRun> removed = new ArrayList<>(march);
        removed.add(large);
        telling.tell(held);
        api.awaitHistory(held);
        api.awaitLines(held, held.size, 2);
        removed.forEach(telling::tell);
        removed.forEach(api::awaitHistory);
        removed.forEach(run -> api.awaitLines(run, run.size, 2));
        decide(new CampaignEvent.RetentionSet(
                ProjectId.COMMON, EXPIRING, 3, Duration.ofDays(1).toMillis(), null, null, null));
        decide(new CampaignEvent.ReportHeld(ProjectId.COMMON, held.id, "Incident 4711", null));
        awaitDecisions();
        Map<String, String> heldBefore = everythingButLists(held);
        long ofMarch = size("2025_03");
        long ofApril = size("2025_04");

        // when: looked for and asked for
        Answer dry = admin.call("POST", "/api/retention/run?dry=true");
        Answer asked = admin.call("POST", "/api/retention/run");

        // then
        assertThat(client.call("POST", "/api/retention/run").status()).isEqualTo(403);
        assertThat(dry.json().path("runs").asInt()).isEqualTo(4);
        assertThat(dry.json().path("held").asInt()).isEqualTo(1);
        assertThat(dry.json().path("heldBack").get(0).path("held_for").asString())
                .isEqualTo("Incident 4711");
        assertThat(asked.json().path("removals").size()).isEqualTo(4);
        assertThat(wishes(kafka))
                .as("asked for once, by the policy in force")
                .hasSize(4)
                .allSatisfy(wish -> assertThat(wish.policyVersion()).isEqualTo(3))
                .extracting(ExpireReport::runId)
                .containsExactlyInAnyOrderElementsOf(
                        removed.stream().map(run -> run.id.value()).toList());
        assertThat(removed)
                .as("nothing goes before it is signed")
                .allSatisfy(run -> assertThat(api.get("/" + run.id).status()).isEqualTo(200));
        assertThat(api.get("/" + held.id).status()).isEqualTo(200);
        Answer refused = client.call("DELETE", "/api/rapports/" + held.id);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.message()).contains("Incident 4711");

        // when: signed
        removed.forEach(run -> bury(run, Kept.RUN));
        removed.forEach(run -> api.awaitStatus(run, 410));

        // then: no answer shows them, while their rows are still there
        Answer gone = client.get("/api/rapports/" + large.id, "Accept-Language", "en");
        assertThat(gone.message())
                .contains("This report was removed on 2026-11-21", "by the common retention, version 3");
        assertThat(gone.json().path("type").asString()).endsWith("report-removed");
        assertThat(api.get("/" + large.id + "/tests").status()).isEqualTo(410);
        assertThat(api.get("/" + large.id + "/export?format=junit").status()).isEqualTo(410);
        assertThat(api.get("/?page_size=100").body()).doesNotContain(large.id.value());
        assertThat(rows("history", large)).isEqualTo(large.history.size());

        // when: killed on the way, and done by the one after
        assertThatThrownBy(() -> successor(failing()).removeWhatIsDue()).hasMessage("killed");
        successor(views).removeWhatIsDue();

        // then
        assertThat(schemas.<List<String>>read(() -> jdbc.queryForList(
                        "SELECT relname FROM pg_class WHERE relname LIKE '%2025_03%' AND relkind = 'r'", String.class)))
                .as("parts of a month of which nothing is left")
                .isEmpty();
        assertThat(ofMarch).isPositive();
        assertThat(size("2025_03")).isZero();
        for (String table : MonthParts.tables()) {
            assertThat(rows(table, large)).as(table).isZero();
        }
        assertThat(size("2025_04"))
                .as("a part that somebody else has rows in: what is free at its end")
                .isLessThan(ofApril * 3 / 4);
        assertThat(everythingButLists(held)).isEqualTo(heldBefore);

        // and a rebuild brings nothing back
        rebuild();
        assertThat(everythingButLists(held)).isEqualTo(heldBefore);
        assertThat(removed).allSatisfy(run -> {
            assertThat(api.get("/" + run.id).status()).isEqualTo(410);
            assertThat(rows("history", run)).isZero();
            assertThat(rows("log_segment", run)).isZero();
        });
        List<String> left = api.get("/" + large.id + "/history").body().lines().toList();
        assertThat(left).hasSizeBetween(3, 4).first().asString().contains("key-introduced");
        assertThat(left).last().asString().contains("tombstone", large.id.value(), "\"removed\":[\"run\"]");
        assertThat(plan("SELECT lines FROM log_segment WHERE run_id = '" + held.id
                        + "' AND test_id = 'x' AND attempt = 1"))
                .contains("log_segment_2025_04")
                .doesNotContain("log_segment_other");
    }

    @Test
    void saysPlainlyWhatIsGoneOfARunThatStays() throws Exception {
        // given
        AnyRun run = AnyRun.withId(AnyRun.uuidV7(Instant.parse("2025-05-01T10:00:00Z")), 2)
                .launchedAt(Instant.parse("2025-05-01T10:00:00Z"));
        run.launched().started().testStarted(1, 1);
        run.logged(1, 1, 1, "Démarrage du test", "password=hidden")
                .artifact(1, 1, 1, "a.txt", "text/plain", new byte[3]);
        storage.put(run.storageKey(1, 1, 1), new ByteArrayInputStream(new byte[3]), 3);
        run.testFinished(1, 1, Outcome.PASSED).ran(2, Outcome.PASSED).finished(Outcome.PASSED);
        telling.tell(run);
        api.awaitHistory(run);
        api.awaitLines(run, 1, 2);
        String test = "/" + run.id + "/tests/" + run.test(1);
        assertThat(api.get(test + "/artifacts/1/1").status()).isEqualTo(200);

        // when
        bury(run, Kept.LOGS, Kept.ARTIFACTS);
        await().atMost(PATIENCE).until(() -> api.get(test + "/logs").status() == 410);
        successor(views).removeWhatIsDue();

        // then
        assertThat(api.get("/" + run.id).status()).isEqualTo(200);
        assertThat(api.get(test + "/logs").message()).startsWith("Les journaux de ce rapport ont été supprimés le");
        assertThat(api.get(test + "/artifacts/1/1").message())
                .startsWith("Les fichiers de ce rapport ont été supprimés");
        assertThat(api.get(test + "/artifacts")
                        .json()
                        .path("artifacts")
                        .get(0)
                        .path("name")
                        .asString())
                .isEqualTo("a.txt");
        assertThat(rows("log_segment", run)).isZero();
        await().atMost(PATIENCE)
                .until(() -> storage.get(run.storageKey(1, 1, 1)).isEmpty());
        assertThat(api.get("/" + run.id + "/history").body().lines().toList())
                .hasSizeGreaterThan(run.history.size())
                .anySatisfy(line -> assertThat(line).contains("tombstone", "\"removed\":[\"logs\",\"artifacts\"]"));
        assertThat(api.get("/" + run.id + "/export?format=html").body())
                .contains("Les journaux de ce rapport ont été supprimés le");
        Map<String, String> before = everythingButLists(run);

        // and neither a rebuild nor a late line brings anything back
        rebuild();
        telling.tell(run, run.logs);
        AnyRun later = AnyRun.withTests(1).passed();
        telling.tell(later);
        api.awaitHistory(later);
        api.awaitLines(later, 1, 2);
        assertThat(everythingButLists(run)).isEqualTo(before);
        assertThat(rows("log_segment", run)).isZero();
    }

    private static AnyRun launched(String at, int tests) {
        Instant instant = Instant.parse(at);
        AnyRun run = AnyRun.withId(AnyRun.uuidV7(instant), tests).of(EXPIRING).launchedAt(instant);
        run.launched().started();
        for (int position = 1; position <= tests; position++) {
            run.testStarted(position, 1);
            run.logged(position, 1, 1, LONG_LINE + position, LONG_LINE);
            run.testFinished(position, 1, Outcome.PASSED);
        }
        return run.finished();
    }

    /** Without what every other run changes: lists, positions, and the signer's last round. */
    private Map<String, String> everythingButLists(AnyRun run) {
        Map<String, String> all = api.everything(run);
        all.keySet().removeIf(path -> !path.contains(run.id.value()));
        all.replaceAll((path, answer) -> answer.replaceAll("\"(log|run)Offset\":-?[0-9]+", "")
                .lines()
                .filter(line -> !path.endsWith("/history") || !line.contains("io.vigie.audit."))
                .collect(joining("\n")));
        return all;
    }

    /** As campaign-service decides. */
    private void decide(CampaignEvent event) {
        String previous =
                decisions.isEmpty() ? Link.GENESIS : decisions.getLast().link().hash();
        Envelope<CampaignEvent> decision = HashChain.link(
                Envelope.<CampaignEvent>of(
                                UUID.randomUUID().toString(), "/vigie/campaign-service", AnyRun.AT, "any", event)
                        .by("u1"),
                decisions.size() + 1L,
                previous);
        decisions.add(decision);
        telling.send(KafkaMessages.record("key-" + decisions.size(), decision));
    }

    private void awaitDecisions() {
        await().atMost(PATIENCE)
                .until(() ->
                        admin.get("/api/audit?limit=500").json().path("data").size() == decisions.size()
                                || admin.get("/api/audit?limit=500")
                                        .body()
                                        .contains("\"sequence\":" + decisions.size()));
    }

    private interface AuditRecord {
        AuditMessage with(long number);
    }

    private void record(AuditRecord message) {
        ledger++;
        telling.send(KafkaMessages.record(
                "ledger", Envelope.of("ledger/" + ledger, "/vigie/signer", AnyRun.AT, "ledger", message.with(ledger))));
    }

    /** As the signer does. */
    private void bury(AnyRun run, Kept... removed) {
        Link last = run.history.getLast().link();
        record(number -> new Checkpoint(
                ProjectId.COMMON,
                number,
                Link.GENESIS,
                1,
                1,
                List.of(new Head(run.id, last.sequence(), last.hash(), HeadState.FINISHED)),
                List.of(new ReadUpTo(0, 1)),
                AnyRun.AT,
                "key",
                "signature"));
        record(number -> new Tombstone(
                ProjectId.COMMON,
                number,
                Link.GENESIS,
                run.id,
                last.sequence(),
                last.hash(),
                null,
                number - 1,
                DeletionReason.RETENTION_POLICY,
                null,
                AnyRun.AT,
                List.of(removed),
                null,
                3L,
                1L,
                "key",
                "signature"));
    }

    private static List<ExpireReport> wishes(KafkaBroker kafka) {
        List<ExpireReport> wishes = new ArrayList<>();
        try (var consumer =
                new KafkaConsumer<>(kafka.clientSettings(), new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor("vigie.launch-commands.v1").stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(one -> consumer.position(one) < ends.get(one))) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> {
                    if (KafkaMessages.read(record).message() instanceof ExpireReport wish) {
                        wishes.add(wish);
                    }
                });
            }
        }
        return wishes;
    }

    private long rows(String table, AnyRun run) {
        return schemas.read(() ->
                jdbc.queryForObject("SELECT count(*) FROM " + table + " WHERE run_id = ?", Long.class, run.uuid()));
    }

    /** What all parts of a month take on the disk, indexes and long values included. */
    private long size(String month) {
        return schemas.read(() -> jdbc.queryForObject(
                "SELECT coalesce(sum(pg_total_relation_size(oid)), 0)::bigint FROM pg_class WHERE relkind = 'r' AND relname LIKE '%' || ?"
                        + " AND relnamespace = current_schema()::regnamespace",
                Long.class, month));
    }

    private String plan(String query) {
        return schemas.read(() -> String.join("\n", jdbc.queryForList("EXPLAIN " + query, String.class)));
    }

    private RemovedRows successor(List<View> of) {
        return new RemovedRows(
                schemas, heads, removals, parts, of, changes, jdbc, Duration.ZERO, new SimpleMeterRegistry());
    }

    private List<View> failing() {
        List<View> failing = new ArrayList<>(views);
        failing.add(new View() {
            @Override
            public void fold(List<Fact> facts) {}

            @Override
            public void forget(Collection<UUID> runs) {
                throw new IllegalStateException("killed");
            }
        });
        return failing;
    }

    private void rebuild() {
        assertThat(admin.call("POST", "/api/admin/projection/rebuild").status()).isEqualTo(202);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(admin.get("/api/admin/projection")
                                .json()
                                .path("rebuild")
                                .path("state")
                                .asString())
                        .isEqualTo("DONE"));
    }
}
