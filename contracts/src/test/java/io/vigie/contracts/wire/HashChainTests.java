package io.vigie.contracts.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.Envelope.Link;
import io.vigie.contracts.Message;
import io.vigie.contracts.Outcome;
import io.vigie.contracts.Samples;
import io.vigie.contracts.campaign.CampaignEvent;
import io.vigie.contracts.run.RunEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.erdtman.jcs.JsonCanonicalizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HashChainTests {

    private static final RunEvent.TestStarted STARTED =
            new RunEvent.TestStarted(Samples.PROJECT, Samples.RUN, Samples.TEST, 1, Samples.WORKER, Samples.AT);

    @Test
    void writesTheCanonicalEventByRfc8785() {
        Envelope<?> event = Envelope.of("e1", "/vigie/coordinator", Samples.AT, Samples.RUN.value(), STARTED);

        String canonical = new String(CanonicalJson.write(event, 1), StandardCharsets.UTF_8);

        assertThat(canonical)
                .isEqualTo("{\"data\":{\"attempt\":1,\"projectId\":\"Common\","
                        + "\"runId\":\"019b2c7e-0d00-7000-8000-000000000001\","
                        + "\"startedAt\":\"2026-11-21T07:25:41.123Z\","
                        + "\"testId\":\"0b7c9a52-8d5e-4a35-8f3c-0a4f6f1f2b21\",\"workerId\":\"worker-1\"},"
                        + "\"datacontenttype\":\"application/json\","
                        + "\"dataschema\":\"urn:vigie:schema:io.vigie.run.test-started.v1\",\"id\":\"e1\","
                        + "\"sequence\":\"1\",\"source\":\"/vigie/coordinator\",\"specversion\":\"1.0\","
                        + "\"subject\":\"019b2c7e-0d00-7000-8000-000000000001\","
                        + "\"time\":\"2026-11-21T07:25:41.123Z\",\"type\":\"io.vigie.run.test-started.v1\"}");
    }

    static Stream<Message> messages() {
        return Stream.concat(
                Samples.all().stream()
                        .filter(message -> message instanceof RunEvent || message instanceof CampaignEvent),
                Stream.of(
                        speaking("every control character: " + controls() + "\u007f\u0080\u2028 \" \\ /"),
                        speaking("é 漢 🙂 \ufffd"),
                        new RunEvent.RunFailed(
                                Samples.PROJECT, Samples.RUN, "", RunEvent.Counts.NONE, Samples.AT, (1L << 53) - 1)));
    }

    private static RunEvent speaking(String text) {
        return new RunEvent.ActionFinished(
                Samples.PROJECT, Samples.RUN, Samples.TEST, 1, 1, 1, text, Outcome.FAILED, 0, text);
    }

    private static String controls() {
        return IntStream.range(0, 0x20).mapToObj(Character::toString).collect(Collectors.joining());
    }

    /** The library is the specification's own reference: slower, and right. */
    @ParameterizedTest
    @MethodSource("messages")
    void writesWhatTheReferenceLibraryWrites(Message message) throws IOException {
        Envelope<?> event = Samples.envelope(message);

        String expected = new JsonCanonicalizer(
                        CloudEventJson.tree(event).put("sequence", "7").toString())
                .getEncodedString();

        assertThat(new String(CanonicalJson.write(event, 7), StandardCharsets.UTF_8))
                .isEqualTo(expected);
    }

    @Test
    void verifiesAfterTheEventHasTravelled() {
        Envelope<?> sent = HashChain.link(Samples.envelope(STARTED), 1, Link.GENESIS);

        var record = KafkaMessages.record("key", sent);
        Envelope<?> received = KafkaMessages.read(record.headers(), record.value());

        assertThat(HashChain.verifies(received, Link.GENESIS)).isTrue();
    }

    @Test
    void findsAChangeOfDataActorNumberOrPredecessor() {
        Envelope<RunEvent.TestStarted> event = HashChain.link(Samples.envelope(STARTED), 2, Link.GENESIS);
        Link link = event.link();
        var otherData =
                new RunEvent.TestStarted(Samples.PROJECT, Samples.RUN, Samples.TEST, 2, Samples.WORKER, Samples.AT);

        assertThat(HashChain.verifies(Samples.envelope(otherData).linked(link), Link.GENESIS))
                .isFalse();
        assertThat(HashChain.verifies(event.by("somebody else"), Link.GENESIS)).isFalse();
        assertThat(HashChain.verifies(event.linked(new Link(3, Link.GENESIS, link.hash())), Link.GENESIS))
                .isFalse();
        assertThat(HashChain.verifies(event, link.hash())).isFalse();
        assertThat(HashChain.verifies(event, Link.GENESIS)).isTrue();
    }
}
