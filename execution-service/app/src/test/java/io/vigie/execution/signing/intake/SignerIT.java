package io.vigie.execution.signing.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.Envelope.Link;
import io.vigie.contracts.Kept;
import io.vigie.contracts.Outcome;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunId;
import io.vigie.contracts.TestId;
import io.vigie.contracts.Topics;
import io.vigie.contracts.WorkerId;
import io.vigie.contracts.audit.AuditMessage.Checkpoint;
import io.vigie.contracts.audit.AuditMessage.DecisionsCheckpoint;
import io.vigie.contracts.audit.AuditMessage.DecisionsHead;
import io.vigie.contracts.audit.AuditMessage.Head;
import io.vigie.contracts.audit.AuditMessage.HeadState;
import io.vigie.contracts.audit.AuditMessage.KeyIntroduced;
import io.vigie.contracts.audit.AuditMessage.Tombstone;
import io.vigie.contracts.campaign.CampaignEvent;
import io.vigie.contracts.campaign.CampaignEvent.ReportDeleted;
import io.vigie.contracts.campaign.CampaignEvent.ReportExpired;
import io.vigie.contracts.campaign.CampaignEvent.ReportHeld;
import io.vigie.contracts.run.RunEvent;
import io.vigie.contracts.wire.CloudEventJson;
import io.vigie.contracts.wire.HashChain;
import io.vigie.contracts.wire.KafkaMessages;
import io.vigie.execution.signing.KeyFiles;
import io.vigie.testsupport.RealKafkaAndPostgres;
import io.vigie.testsupport.kafka.KafkaBroker;
import io.vigie.verifier.Verdict;
import io.vigie.verifier.Verifier;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RealKafkaAndPostgres(postgres = false)
class SignerIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Map<RunId, String> lastHash = new HashMap<>();
    private final List<String> events = new ArrayList<>();

    /** One chain, whatever happens to the process that writes it; every run signed to its end; a key replaced on the way. */
    @Test
    void goesOnWithoutForkOrGapWhenItsProcessIsKilled(KafkaBroker kafka, @TempDir Path folder) throws Exception {
        // given
        Path keyFile = folder.resolve("signing-key");
        KeyPair first = KeyFiles.newKey();
        KeyPair second = KeyFiles.newKey();
        KeyFiles.write(keyFile, first);
        RunId going = RunId.of("019b2c7e-0d00-7000-8000-00000000b001");
        RunId quick = RunId.of("019b2c7e-0d00-7000-8000-00000000b002");
        RunId broken = RunId.of("019b2c7e-0d00-7000-8000-00000000b003");
        Process signer = SignerProcess.start(kafka.bootstrap(), keyFile);
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(kafka.clientSettings(), new StringSerializer(), new ByteArraySerializer())) {
            // when
            append(producer, going, 1, 300, false);
            awaitHead(kafka, going, 300, HeadState.RUNNING);
            signer.destroyForcibly().waitFor();
            append(producer, going, 301, 400, false);
            append(producer, quick, 1, 20, true);
            append(producer, broken, 1, 5, false);
            send(producer, broken, 7, lastHash.get(broken), false);
            KeyFiles.write(keyFile, first, second);
            signer = SignerProcess.start(kafka.bootstrap(), keyFile);
            awaitHead(kafka, quick, 20, HeadState.FINISHED);
            awaitHead(kafka, broken, 5, HeadState.REFUSED);
            append(producer, going, 401, 450, true);
            awaitHead(kafka, going, 450, HeadState.FINISHED);
            decide(producer, 3, new ReportDeleted(ProjectId.COMMON, going));
            decide(producer, 1, new ReportHeld(ProjectId.COMMON, going, "Incident", null));
            decide(producer, 2, new ReportExpired(ProjectId.COMMON, quick, List.of(Kept.LOGS), null, 4, null));
            awaitDecisions(kafka, 3);
            signer.destroyForcibly().waitFor();
            signer = SignerProcess.start(kafka.bootstrap(), keyFile);
            decide(producer, 4, new ReportExpired(ProjectId.COMMON, quick, List.of(Kept.RUN), null, 4, null));
            awaitDecisions(kafka, 4);
        } finally {
            signer.destroyForcibly().waitFor();
        }

        // then
        List<Envelope<?>> ledger = ledger(kafka);
        assertThat(ledger.stream().map(Envelope::message).filter(KeyIntroduced.class::isInstance))
                .hasSize(2);
        String anchor = ((KeyIntroduced) ledger.getFirst().message()).fingerprint();
        assertThat(verdict(Verifier.ofLedger(anchor), lines(ledger)).sentence())
                .startsWith(
                        "Verified: %d records of the ledger, numbers 1 to %d".formatted(ledger.size(), ledger.size()));
        for (RunId run : List.of(going, quick)) {
            Verdict verdict = verdict(
                    Verifier.ofHistory(anchor, run.value()),
                    Stream.concat(
                                    events.stream().filter(event -> event.contains("\"subject\":\"" + run + "\"")),
                                    lines(ledger).stream())
                            .toList());
            assertThat(verdict.sentence()).startsWith("Verified: run " + run);
            assertThat(verdict.complete()).isTrue();
        }
        assertThat(tombstones(ledger))
                .as("one for each removal, whatever became of the process")
                .containsExactly(
                        "[logs] of " + quick + ": 20 events, decision 2, policy 4",
                        "[run] of " + going + ": 450 events, decision 3, policy null",
                        "[run] of " + quick + ": 20 events, decision 4, policy 4");
        assertThat(heads(kafka, quick).stream().filter(head -> head.state() == HeadState.FINISHED))
                .as("the end is signed once")
                .hasSize(1);
    }

    private void append(KafkaProducer<String, byte[]> producer, RunId run, int from, int to, boolean ended) {
        for (int number = from; number <= to; number++) {
            send(producer, run, number, lastHash.getOrDefault(run, Link.GENESIS), ended && number == to);
        }
        producer.flush();
    }

    private void send(KafkaProducer<String, byte[]> producer, RunId run, int number, String previous, boolean last) {
        Instant at = Instant.parse("2026-11-21T07:25:41Z").plusMillis(number);
        RunEvent event = last
                ? new RunEvent.RunFinished(ProjectId.COMMON, run, Outcome.PASSED, RunEvent.Counts.NONE, at, 10)
                : new RunEvent.TestStarted(
                        ProjectId.COMMON, run, TestId.of("t-" + number), 1, WorkerId.of("worker-1"), at);
        Envelope<RunEvent> linked = HashChain.link(
                Envelope.of(run + "/" + number, "/vigie/coordinator", at, run.value(), event), number, previous);
        lastHash.put(run, linked.link().hash());
        events.add(CloudEventJson.write(linked));
        producer.send(KafkaMessages.record(run.value(), linked));
    }

    private static void awaitHead(KafkaBroker kafka, RunId run, long sequence, HeadState state) {
        await().pollInSameThread()
                .pollInterval(Duration.ofMillis(300))
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(heads(kafka, run)).anySatisfy(head -> {
                    assertThat(head.sequence()).isEqualTo(sequence);
                    assertThat(head.state()).isEqualTo(state);
                }));
    }

    private static List<Head> heads(KafkaBroker kafka, RunId run) {
        return ledger(kafka).stream()
                .map(Envelope::message)
                .filter(Checkpoint.class::isInstance)
                .flatMap(checkpoint -> ((Checkpoint) checkpoint).heads().stream())
                .filter(head -> head.runId().equals(run))
                .toList();
    }

    private static List<String> lines(List<Envelope<?>> ledger) {
        return ledger.stream().map(CloudEventJson::write).toList();
    }

    private static Verdict verdict(Verifier verifier, List<String> lines) throws Exception {
        verifier.read(new ByteArrayInputStream(String.join("\n", lines).getBytes(StandardCharsets.UTF_8)));
        return verifier.verdict();
    }

    private static List<Envelope<?>> ledger(KafkaBroker kafka) {
        Map<String, Object> settings = kafka.clientSettings();
        settings.put("isolation.level", "read_committed");
        List<Envelope<?>> ledger = new ArrayList<>();
        TopicPartition partition = new TopicPartition(Topics.CHECKPOINTS.name(), 0);
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    ledger.add(KafkaMessages.read(record));
                }
            }
        }
        return ledger;
    }

    private static List<String> tombstones(List<Envelope<?>> ledger) {
        return ledger.stream()
                .map(Envelope::message)
                .filter(Tombstone.class::isInstance)
                .map(Tombstone.class::cast)
                .sorted(Comparator.comparing(Tombstone::decision))
                .map(stone -> "%s of %s: %d events, decision %d, policy %d"
                        .formatted(
                                stone.removed(),
                                stone.runId(),
                                stone.sequence(),
                                stone.decision(),
                                stone.policyVersion()))
                .toList();
    }

    /** @param number among the project's decisions, which are told in any order */
    private void decide(KafkaProducer<String, byte[]> producer, int number, CampaignEvent decision) {
        Envelope<CampaignEvent> envelope = Envelope.of(
                        "decision/" + number, "/vigie/campaign-service", Instant.EPOCH, "any", decision)
                .by("u1")
                .linked(new Link(
                        number, number == 1 ? Link.GENESIS : "%064x".formatted(number - 1), "%064x".formatted(number)));
        producer.send(KafkaMessages.record("key-" + number, envelope));
        producer.flush();
    }

    private static void awaitDecisions(KafkaBroker kafka, long sequence) {
        await().pollInSameThread()
                .pollInterval(Duration.ofMillis(300))
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(ledger(kafka))
                        .map(Envelope::message)
                        .filteredOn(DecisionsCheckpoint.class::isInstance)
                        .map(DecisionsCheckpoint.class::cast)
                        .anySatisfy(checkpoint -> assertThat(checkpoint.heads())
                                .extracting(DecisionsHead::sequence)
                                .containsExactly(sequence)));
    }
}
