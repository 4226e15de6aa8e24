package io.vigie.execution.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.RunId;
import io.vigie.contracts.Topics;
import io.vigie.contracts.audit.AuditMessage;
import io.vigie.contracts.audit.AuditMessage.Checkpoint;
import io.vigie.contracts.audit.AuditMessage.Head;
import io.vigie.contracts.audit.AuditMessage.HeadState;
import io.vigie.contracts.audit.AuditMessage.KeyIntroduced;
import io.vigie.contracts.wire.CloudEventJson;
import io.vigie.contracts.wire.MessageCodec;
import io.vigie.verifier.Verdict;
import io.vigie.verifier.Verifier;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordsTests {

    private static final Instant NOW = Instant.parse("2026-11-21T07:25:41.120987Z");

    private final KeyPair first = KeyFiles.newKey();
    private final KeyPair second = KeyFiles.newKey();
    private final List<Envelope<AuditMessage>> ledger = new ArrayList<>();

    private static SigningKeys keys(KeyPair... keys) throws Exception {
        return SigningKeys.parse(KeyFiles.pem(keys));
    }

    private Records next(SigningKeys keys) {
        return Records.after(ledger.isEmpty() ? null : ledger.getLast(), keys, NOW);
    }

    private static List<Head> heads(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(run -> new Head(
                        RunId.of("019b2c7e-0d00-7000-8000-%012d".formatted(run)),
                        run,
                        "%064x".formatted(run),
                        HeadState.RUNNING))
                .toList();
    }

    private Verdict verdict(String anchor) throws Exception {
        Verifier verifier = Verifier.ofLedger(anchor);
        String lines =
                String.join("\n", ledger.stream().map(CloudEventJson::write).toList());
        verifier.read(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)));
        return verifier.verdict();
    }

    @Test
    void beginsWithItsOldestKeyAndGoesOnFromTerm() throws Exception {
        SigningKeys keys = keys(first);
        Records begun = next(keys);
        begun.checkpoint(heads(2), List.of(), NOW);
        ledger.addAll(begun.take());
        Records later = next(keys);
        later.checkpoint(heads(3), List.of(), NOW);
        ledger.addAll(later.take());

        assertThat(ledger).extracting(record -> record.message().number()).containsExactly(1L, 2L, 3L);
        assertThat(verdict(keys.oldest().fingerprint()).sentence()).startsWith("Verified: 3 records");
    }

    @Test
    void introducesANewKeyByTheOneBefore() throws Exception {
        ledger.addAll(next(keys(first)).take());
        Records rotating = next(keys(first, second));
        rotating.introduceAllOf(keys(first, second), NOW);
        rotating.checkpoint(heads(1), List.of(), NOW);
        ledger.addAll(rotating.take());
        Records alone = next(keys(second));
        alone.introduceAllOf(keys(second), NOW);
        alone.checkpoint(heads(1), List.of(), NOW);
        ledger.addAll(alone.take());

        assertThat(ledger).hasSize(4);
        assertThat(ledger.get(1).message()).isInstanceOf(KeyIntroduced.class);
        assertThat(ledger.get(3).message().keyId())
                .isEqualTo(keys(second).newest().fingerprint());
        assertThat(verdict(keys(first).oldest().fingerprint()).sentence()).startsWith("Verified: 4 records");
    }

    @Test
    void signsNothingWithoutTheKeyInForce() throws Exception {
        ledger.addAll(next(keys(first)).take());

        assertThatThrownBy(() -> next(keys(second)))
                .hasMessageContaining("by which the ledger goes on, but its file does not hold it");
    }

    @Test
    void keepsEveryMessageOfARoundWithinItsLimit() throws Exception {
        Records records = next(keys(first));
        records.checkpoint(heads(2_500), List.of(), NOW);
        List<Envelope<AuditMessage>> written = records.take();

        assertThat(written).hasSize(4);
        assertThat(written.subList(1, 4))
                .allSatisfy(record ->
                        assertThat(MessageCodec.data(record.message()).length).isLessThan(Topics.MAX_MESSAGE_BYTES))
                .extracting(record -> ((Checkpoint) record.message()).part())
                .containsExactly(1, 2, 3);
    }

    @Test
    void showsNothingOfAKeyFileThatIsWrong(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("signing-key");
        String mixed = KeyFiles.pem(first).replaceAll("(?s)-----BEGIN PUBLIC.*", "")
                + KeyFiles.pem(second).replaceAll("(?s).*(-----BEGIN PUBLIC)", "$1");
        for (String wrong : List.of("", "secret", mixed)) {
            java.nio.file.Files.writeString(file, wrong);

            assertThatThrownBy(() -> SigningKeys.read(file))
                    .hasMessageStartingWith("Expected Ed25519 keys as PEM in \"signing-key\"")
                    .hasNoCause();
        }
    }
}
