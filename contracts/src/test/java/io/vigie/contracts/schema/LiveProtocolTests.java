package io.vigie.contracts.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.dialect.Dialects;
import io.vigie.contracts.Outcome;
import io.vigie.contracts.Phase;
import io.vigie.contracts.RunKind;
import io.vigie.contracts.StopReason;
import io.vigie.contracts.log.LogEvent.LogLevel;
import io.vigie.contracts.run.RunEvent.QueueReason;
import io.vigie.contracts.run.RunEvent.SkipReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The schema of the live streams is written by hand; what it takes from the messages must be theirs. */
class LiveProtocolTests {

    private static final Path FILE = Path.of("src/main/resources/io/vigie/contracts/live/protocol.json");

    static Stream<Arguments> everyVocabulary() {
        return Stream.of(
                Arguments.of("Outcome", Outcome.values()),
                Arguments.of("Phase", Phase.values()),
                Arguments.of("RunKind", RunKind.values()),
                Arguments.of("QueueReason", QueueReason.values()),
                Arguments.of("SkipReason", SkipReason.values()),
                Arguments.of("StopReason", StopReason.values()),
                Arguments.of("LogLevel", LogLevel.values()));
    }

    @ParameterizedTest
    @MethodSource("everyVocabulary")
    void hasTheWordsOfTheMessages(String name, Object[] constants) throws IOException {
        assertThat(words(name))
                .containsExactlyElementsOf(
                        Arrays.stream(constants).map(Object::toString).toList());
    }

    @Test
    void hasAVerdictForEveryOutcomeOfWhatWasStarted() throws IOException {
        assertThat(words("Verdict"))
                .containsExactlyElementsOf(Stream.of(Outcome.values())
                        .filter(outcome -> outcome != Outcome.SKIPPED)
                        .map(Outcome::toString)
                        .toList());
    }

    @Test
    void isASchema() throws IOException {
        Schema metaSchema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(com.networknt.schema.SchemaLocation.of(
                        Dialects.getDraft202012().getId()));

        assertThat(metaSchema.validate(Files.readString(FILE), InputFormat.JSON))
                .isEmpty();
    }

    @Test
    void letsClientsIgnoreWhatTheyDoNotKnow() throws IOException {
        assertThat(Files.readString(FILE)).doesNotContain("additionalProperties", "unevaluatedProperties");
    }

    @Test
    void tellsEventsApartByTheirNames() throws IOException {
        JsonNode definitions = protocol().path("$defs");

        List<String> names = definitions
                .path("LiveEvent")
                .path("oneOf")
                .valueStream()
                .map(event -> event.path("$ref").asString().replace("#/$defs/", ""))
                .map(event -> definitions
                        .path(event)
                        .path("properties")
                        .path("event")
                        .path("const")
                        .asString())
                .toList();

        assertThat(names).hasSizeGreaterThan(20).doesNotHaveDuplicates().doesNotContain("");
    }

    private static List<String> words(String definition) throws IOException {
        return protocol()
                .path("$defs")
                .path(definition)
                .path("enum")
                .valueStream()
                .map(JsonNode::asString)
                .toList();
    }

    private static JsonNode protocol() throws IOException {
        return JsonMapper.shared().readTree(Files.readString(FILE));
    }
}
