package io.vigie.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.vigie.testsupport.committed.CommittedContract;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the contracts say of the live streams. Clients may ignore what they do not know; here nothing may be said that is not declared, so every object
 * of the schema is closed.
 */
public final class LiveProtocol {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final ObjectNode PROTOCOL = closed();

    private LiveProtocol() {}

    /** Looks at an event as a client of the WebSocket has it, or puts it together. */
    static void declares(String event, @Nullable String id, byte[] data) {
        ObjectNode message = JSON.createObjectNode().put("event", event);
        if (id != null) {
            message.put("id", id);
        }
        message.set("data", JSON.readTree(data));
        declares("LiveEvent", message);
    }

    static void declares(Frame frame) {
        declares(frame.name(), frame.id(), frame.json());
    }

    /** @param definition its name in the contracts' schema */
    public static void declares(String definition, JsonNode value) {
        assertThat(faults(definition, value)).as("%s as %s", value, definition).isEmpty();
    }

    static List<String> faults(String definition, JsonNode value) {
        return schema(definition, value).validate(value).stream()
                .map(Error::toString)
                .toList();
    }

    /** Of many events only the one of that name is asked, whose complaints can be read. */
    private static Schema schema(String definition, JsonNode value) {
        String narrowed =
                definition.equals("LiveEvent") ? eventNamed(value.path("event").asString("")) : definition;
        ObjectNode root = PROTOCOL.deepCopy();
        root.remove("oneOf");
        root.remove("$id");
        root.put("$ref", "#/$defs/" + narrowed);
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(root);
    }

    private static String eventNamed(String name) {
        JsonNode definitions = PROTOCOL.path("$defs");
        return definitions
                .path("LiveEvent")
                .path("oneOf")
                .valueStream()
                .map(event -> event.path("$ref").asString().replace("#/$defs/", ""))
                .filter(event -> definitions
                        .path(event)
                        .path("properties")
                        .path("event")
                        .path("const")
                        .asString()
                        .equals(name))
                .collect(Collectors.collectingAndThen(Collectors.toList(), found -> {
                    assertThat(found)
                            .as("how the contracts declare the event \"%s\"", name)
                            .hasSize(1);
                    return found.getFirst();
                }));
    }

    private static ObjectNode closed() {
        ObjectNode protocol = (ObjectNode)
                JSON.readTree(CommittedContract.named("live/protocol.json").text());
        close(protocol);
        return protocol;
    }

    private static void close(JsonNode schema) {
        if (schema instanceof ObjectNode object
                && object.path("type").asString("").equals("object")
                && object.has("properties")) {
            object.put("additionalProperties", false);
        }
        schema.forEach(LiveProtocol::close);
    }
}
