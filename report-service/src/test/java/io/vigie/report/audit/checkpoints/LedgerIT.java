package io.vigie.report.audit.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.Envelope.Link;
import io.vigie.contracts.Outcome;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.audit.AuditMessage;
import io.vigie.contracts.audit.AuditMessage.Checkpoint;
import io.vigie.contracts.audit.AuditMessage.Head;
import io.vigie.contracts.audit.AuditMessage.HeadState;
import io.vigie.contracts.audit.AuditMessage.KeyIntroduced;
import io.vigie.contracts.audit.AuditMessage.ReadUpTo;
import io.vigie.contracts.wire.CloudEventJson;
import io.vigie.contracts.wire.KafkaMessages;
import io.vigie.report.AnyRun;
import io.vigie.report.Api;
import io.vigie.report.Client;
import io.vigie.report.ReportServiceTest;
import io.vigie.report.Telling;
import io.vigie.testsupport.kafka.KafkaBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** The signer's ledger, and what of it stands under a downloaded history. Signatures are judged by the verifier, not here. */
@ReportServiceTest
class LedgerIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @LocalServerPort
    int port;

    private final List<String> ledger = new ArrayList<>();
    private Client client;
    private Api api;
    private Telling telling;

    @BeforeAll
    void connect(KafkaBroker kafka) {
        client = new Client(port, "user");
        api = new Api(client);
        telling = new Telling(kafka);
        await().atMost(PATIENCE).until(() -> client.get("/health").status() == 200);
    }

    @AfterAll
    void disconnect() {
        client.close();
        telling.close();
    }

    private void record(AuditMessage message) {
        ProducerRecord<String, byte[]> record = KafkaMessages.record(
                "ledger", Envelope.of("ledger/" + message.number(), "/vigie/signer", AnyRun.AT, "ledger", message));
        telling.send(record);
        ledger.add(CloudEventJson.asRecorded(record.headers(), record.value()));
    }

    private void checkpoint(Head... heads) {
        record(new Checkpoint(
                ProjectId.COMMON,
                ledger.size() + 1L,
                Link.GENESIS,
                1,
                1,
                List.of(heads),
                List.of(new ReadUpTo(0, 1)),
                AnyRun.AT,
                "key",
                "signature"));
    }

    private static Head head(AnyRun run, int events, HeadState state) {
        Link link = run.history.get(events - 1).link();
        return new Head(run.id, link.sequence(), link.hash(), state);
    }

    private List<String> lines(String path) {
        return client.get(path, "Accept", "application/x-ndjson").body().lines().toList();
    }

    @Test
    void putsUnderAHistoryWhatVouchesForItAndShowsTheWholeLedger() {
        // given
        AnyRun run = AnyRun.withTests(2).launched().started();
        run.ran(1, Outcome.PASSED).ran(2, Outcome.PASSED).finished(Outcome.PASSED);
        AnyRun other = AnyRun.withTests(1).launched().started();
        other.ran(1, Outcome.PASSED).finished(Outcome.PASSED);
        telling.tell(run).tell(other);
        int all = run.history.size();

        // when
        record(new KeyIntroduced(ProjectId.COMMON, 1, Link.GENESIS, "public", "key", AnyRun.AT, "key", "signature"));
        checkpoint(head(run, 3, HeadState.RUNNING));
        checkpoint(head(run, 3, HeadState.RUNNING), head(other, 1, HeadState.RUNNING));
        checkpoint(head(run, all, HeadState.FINISHED), head(other, 2, HeadState.RUNNING));
        checkpoint(head(other, 3, HeadState.RUNNING));
        checkpoint(head(other, 4, HeadState.RUNNING));
        await().atMost(PATIENCE).until(() -> lines("/api/checkpoints").size() >= ledger.size());
        api.awaitHistory(run);

        // then
        List<String> download = lines("/api/rapports/" + run.id + "/history");
        assertThat(download.subList(all, download.size()))
                .as("the key, the checkpoints with which the run had gone on, and the last round")
                .containsExactly(ledger.get(0), ledger.get(1), ledger.get(3), ledger.get(5));
        assertThat(lines("/api/checkpoints")).isEqualTo(ledger);
        assertThat(lines("/api/checkpoints?after=4")).isEqualTo(ledger.subList(4, 6));
        JsonNode page = client.get("/api/checkpoints?limit=4").json();
        assertThat(page.path("data").size()).isEqualTo(4);
        assertThat(page.path("next").asLong()).isEqualTo(4);
        JsonNode last = client.get("/api/checkpoints?after=4").json();
        assertThat(Stream.of(last.path("data").get(0), last.path("data").get(1)).map(JsonNode::toString))
                .isEqualTo(ledger.subList(4, 6));
        assertThat(last.path("next").isNull() || last.path("next").isMissingNode())
                .isTrue();
    }
}
