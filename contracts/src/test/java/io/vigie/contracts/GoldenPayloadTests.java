package io.vigie.contracts;

import static org.assertj.core.api.Assertions.assertThat;

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
            assertThat(files.map(file -> file.getFileName().toString().replace(".json", "")))
                    .allSatisfy(name -> assertThat(MessageCatalog.named(name)).isPresent());
        }
    }

    private static Path golden(String wireName) {
        return GOLDEN.resolve(wireName + ".json");
    }

    private static String written(Message message) {
        Object tree = SORTED.readValue(MessageCodec.data(message), Object.class);
        return SORTED.writeValueAsString(tree).replace("\r\n", "\n") + "\n";
    }
}
