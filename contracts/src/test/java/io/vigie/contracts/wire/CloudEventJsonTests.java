package io.vigie.contracts.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.Message;
import io.vigie.contracts.Samples;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.erdtman.jcs.JsonCanonicalizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class CloudEventJsonTests {

    private static final JsonMapper ANY_JSON = JsonMapper.shared();

    static List<Message> everyMessage() {
        return Samples.all();
    }

    @ParameterizedTest
    @MethodSource("everyMessage")
    void tellsOfARecordWhatItsEventSays(Message message) {
        Envelope<Message> event = HashChain.link(Samples.envelope(message), 7, Envelope.Link.GENESIS);
        ProducerRecord<String, byte[]> record = KafkaMessages.record("key", event);

        String line = CloudEventJson.asRecorded(record.headers(), record.value());

        assertThat(ANY_JSON.readTree(line)).isEqualTo(ANY_JSON.readTree(CloudEventJson.write(event)));
    }

    @ParameterizedTest
    @MethodSource("everyMessage")
    void keepsInTheLineWhatTheHashWasTakenOf(Message message) throws IOException, NoSuchAlgorithmException {
        Envelope<Message> event = HashChain.link(Samples.envelope(message), 7, Envelope.Link.GENESIS);
        ProducerRecord<String, byte[]> record = KafkaMessages.record("key", event);

        String line = CloudEventJson.asRecorded(record.headers(), record.value());

        assertThat(hashOf(line)).isEqualTo(event.link().hash());
    }

    @Test
    void keepsMembersAndAttributesThatAreNotKnownHere() {
        ProducerRecord<String, byte[]> record =
                KafkaMessages.record("key", Samples.envelope(Samples.all().getFirst()));
        record.headers().add("ce_region", "north".getBytes(StandardCharsets.UTF_8));
        byte[] grown = "{ \"later\" : 1.50 }".getBytes(StandardCharsets.UTF_8);

        String line = CloudEventJson.asRecorded(record.headers(), grown);

        JsonNode read = ANY_JSON.readTree(line);
        assertThat(read.path("region").stringValue()).isEqualTo("north");
        assertThat(line).contains("\"data\":{ \"later\" : 1.50 }");
    }

    @Test
    void refusesDataThatIsNoJson() {
        ProducerRecord<String, byte[]> record =
                KafkaMessages.record("key", Samples.envelope(Samples.all().getFirst()));

        assertThatExceptionOfType(UnreadableMessage.class)
                .isThrownBy(() ->
                        CloudEventJson.asRecorded(record.headers(), "{\"half\":".getBytes(StandardCharsets.UTF_8)))
                .withMessageContaining("Expected the data of io.vigie.campaign.created.v1");
    }

    @Test
    void refusesARecordWithoutTheHeadersOfACloudEvent() {
        assertThatExceptionOfType(UnreadableMessage.class)
                .isThrownBy(() -> CloudEventJson.asRecorded(new RecordHeaders(), new byte[] {'{', '}'}))
                .withMessageContaining("CloudEvent 1.0");
    }

    /** As somebody computes it who knows nothing but the line and RFC 8785. */
    private static String hashOf(String line) throws IOException, NoSuchAlgorithmException {
        ObjectNode event = (ObjectNode) ANY_JSON.readTree(line);
        String previous = event.remove("previoushash").stringValue();
        event.remove("hash");
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(previous.getBytes(StandardCharsets.US_ASCII));
        digest.update(new JsonCanonicalizer(event.toString()).getEncodedUTF8());
        return HexFormat.of().formatHex(digest.digest());
    }
}
