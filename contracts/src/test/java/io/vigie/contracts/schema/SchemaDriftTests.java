package io.vigie.contracts.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.vigie.contracts.Committed;
import io.vigie.contracts.Message;
import io.vigie.contracts.MessageCatalog;
import io.vigie.contracts.Samples;
import io.vigie.contracts.wire.MessageCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaDriftTests {

    private static final Path CONTRACTS = Path.of("src/main/resources/io/vigie/contracts");

    static Collection<MessageCatalog.Entry> everyEntry() {
        return MessageCatalog.entries();
    }

    static List<Message> everyMessage() {
        return Samples.all();
    }

    @ParameterizedTest
    @MethodSource("everyEntry")
    void committedSchemaIsTheRecordsOwn(MessageCatalog.Entry entry) throws IOException {
        Committed.isUpToDate(
                schemaFile(entry), MessageSchemas.of(entry).toPrettyString().replace("\r\n", "\n") + "\n");
    }

    @ParameterizedTest
    @MethodSource("everyMessage")
    void whatIsWrittenKeepsToItsSchema(Message message) throws IOException {
        var schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(schemaFile(MessageCatalog.entryOf(message.getClass()))));

        String written = new String(MessageCodec.data(message), StandardCharsets.UTF_8);

        assertThat(schema.validate(written, InputFormat.JSON)).isEmpty();
    }

    @Test
    void aSchemaRefusesAMessageThatLacksAField() throws IOException {
        var entry = MessageCatalog.named("io.vigie.run.test-started.v1").orElseThrow();
        var schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(schemaFile(entry)));

        assertThat(schema.validate("{\"projectId\":\"Common\"}", InputFormat.JSON))
                .isNotEmpty();
    }

    @Test
    void asyncApiDocumentIsUpToDate() throws IOException {
        Committed.isUpToDate(CONTRACTS.resolve("asyncapi.yaml"), AsyncApi.document());
    }

    @Test
    void hasNoSchemaOfAMessageThatDoesNotExist() throws IOException {
        try (Stream<Path> files = Files.list(CONTRACTS.resolve("schemas"))) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".json", "")))
                    .allSatisfy(name -> assertThat(MessageCatalog.named(name)).isPresent());
        }
    }

    private static Path schemaFile(MessageCatalog.Entry entry) {
        return CONTRACTS.resolve("schemas").resolve(entry.wireName() + ".json");
    }
}
