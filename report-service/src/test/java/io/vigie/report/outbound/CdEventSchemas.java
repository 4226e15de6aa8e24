package io.vigie.report.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.vigie.contracts.wire.MessageJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Holds CDEvents against the schemas of the specification. */
final class CdEventSchemas {

    private static final List<String> NAMES = List.of(
            "testsuiterunqueued",
            "testsuiterunstarted",
            "testsuiterunfinished",
            "testcaserunqueued",
            "testcaserunstarted",
            "testcaserunfinished",
            "testcaserunskipped",
            "testoutputpublished",
            "links/embeddedlinksarray",
            "links/embeddedlinkend",
            "links/embeddedlinkpath",
            "links/embeddedlinkrelation");

    private static final Map<String, String> BY_ID = new HashMap<>();
    private static final Map<String, String> ID_OF_TYPE = new HashMap<>();

    static {
        for (String name : NAMES) {
            String text = read(name);
            var schema = MessageJson.mapper().readTree(text);
            String id = schema.path("$id").asString();
            BY_ID.put(id, text);
            String type =
                    schema.at("/properties/context/properties/type/enum/0").asString("");
            ID_OF_TYPE.put(type, id);
        }
    }

    private CdEventSchemas() {}

    /** @param cdEvent with its context and its subject, as JSON */
    static void assertValid(String cdEvent) {
        String type = MessageJson.mapper().readTree(cdEvent).at("/context/type").asString();
        assertThat(ID_OF_TYPE).as("types of CDEvents 0.4.1").containsKey(type);
        Schema schema = SchemaRegistry.withDefaultDialect(
                        SpecificationVersion.DRAFT_2020_12, registry -> registry.schemas(BY_ID))
                .getSchema(com.networknt.schema.SchemaLocation.of(ID_OF_TYPE.get(type)));
        assertThat(schema.validate(
                        cdEvent,
                        InputFormat.JSON,
                        context -> context.executionConfig(config -> config.formatAssertionsEnabled(true))))
                .as(cdEvent)
                .isEmpty();
    }

    private static String read(String name) {
        try (InputStream file = CdEventSchemas.class.getResourceAsStream("/schemas/cdevents-0.4.1/" + name + ".json")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }
}
