package io.vigie.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.contracts.campaign.CampaignEvent;
import io.vigie.contracts.wire.CloudEventJson;
import io.vigie.contracts.wire.MessageCodec;
import io.vigie.contracts.wire.MessageJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/** Freezes the written form of every message: the wire, not the class, is the contract. */
class GoldenPayloadTests {

    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final JsonMapper SORTED = JsonMapper.builder()
            .enable(tools.jackson.databind.SerializationFeature.INDENT_OUTPUT)
            .enable(tools.jackson.databind.SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    static List<Message> everyMessage() {
        return Samples.all();
    }

    @ParameterizedTest
    @MethodSource("everyMessage")
    void writesEveryMessageAsItAlwaysWas(Message message) throws IOException {
        Committed.isUnchanged(golden(MessageCatalog.wireNameOf(message)), written(message));
    }

    @ParameterizedTest
    @MethodSource("everyMessage")
    void readsWhatWasOnceWritten(Message message) throws IOException {
        String golden = Files.readString(golden(MessageCatalog.wireNameOf(message)));

        assertThat(MessageJson.mapper().readValue(golden, message.getClass())).isEqualTo(message);
    }

    @Test
    void knowsEveryGoldenPayload() throws IOException {
        try (Stream<Path> files = Files.list(GOLDEN)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> file.getFileName().toString().replace(".json", "")))
                    .allSatisfy(name -> assertThat(MessageCatalog.named(name)).isPresent());
        }
    }

    static List<Path> everyOlderForm() throws IOException {
        try (Stream<Path> files = Files.list(GOLDEN.resolve("older"))) {
            return files.sorted().toList();
        }
    }

    /** What stands in history from before the message grew; how it was hashed then is read off its line, not off this version's record. */
    @ParameterizedTest
    @MethodSource("everyOlderForm")
    void readsTheFormOfBeforeAMemberWasAdded(Path form) throws IOException {
        String type = form.getFileName().toString().replace(".json", "");

        Message message =
                CloudEventJson.read("""
                        {"specversion": "1.0", "id": "1", "source": "/vigie/test", "type": "%s", "time": "2026-11-21T07:25:41Z",
                         "subject": "s", "data": %s}""".formatted(type, Files.readString(form))).message();

        assertThat(MessageCatalog.wireNameOf(message)).isEqualTo(type);
        assertThat(message)
                .isInstanceOfSatisfying(
                        CampaignEvent.class,
                        event -> assertThat(event.changes()).isNull());
    }

    private static Path golden(String wireName) {
        return GOLDEN.resolve(wireName + ".json");
    }

    private static String written(Message message) {
        Object tree = SORTED.readValue(MessageCodec.data(message), Object.class);
        return SORTED.writeValueAsString(tree).replace("\r\n", "\n") + "\n";
    }
}
