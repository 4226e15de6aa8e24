package io.vigie.contracts.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.Message;
import io.vigie.contracts.Samples;
import io.vigie.contracts.audit.AuditMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.erdtman.jcs.JsonCanonicalizer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

class SignedFormTests {

    static Stream<AuditMessage> records() {
        return Samples.all().stream().filter(AuditMessage.class::isInstance).map(AuditMessage.class::cast);
    }

    /** What an auditor computes from a line, with nothing of ours. */
    @ParameterizedTest
    @MethodSource("records")
    void isTheCanonicalLineWithoutItsSignature(AuditMessage message) throws IOException {
        Envelope<AuditMessage> envelope = Samples.envelope(message);
        var record = KafkaMessages.record("ledger", envelope);
        ObjectNode line =
                (ObjectNode) MessageJson.mapper().readTree(CloudEventJson.asRecorded(record.headers(), record.value()));

        line.withObject("/data").remove("signature");

        assertThat(new String(SignedForm.of(envelope), StandardCharsets.UTF_8))
                .isEqualTo(new JsonCanonicalizer(line.toString()).getEncodedString());
    }

    @ParameterizedTest
    @MethodSource("records")
    void coversWhatSurroundsTheData(Message message) {
        Envelope<AuditMessage> envelope = Samples.envelope((AuditMessage) message);

        assertThat(SignedForm.hash(envelope.by("somebody else"))).isNotEqualTo(SignedForm.hash(envelope));
        assertThat(SignedForm.hash(envelope)).hasSize(64);
    }
}
