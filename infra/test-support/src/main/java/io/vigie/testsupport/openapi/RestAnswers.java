package io.vigie.testsupport.openapi;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.vigie.testsupport.committed.CommittedContract;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Holds what a service answers in its tests against its committed OpenAPI document. Clients may ignore what they do not know; here every object is closed,
 * so a member that is not declared is a fault. What the document does not speak of is not looked at. Safe for any thread.
 */
public final class RestAnswers {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** Whose extension attributes are their senders' own. */
    private static final String OPEN = "CloudEvent";

    private final ObjectNode document;
    private final List<Path> paths;
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

    private record Path(String template, Pattern pattern) {}

    private RestAnswers(ObjectNode document) {
        this.document = document;
        this.paths = document.path("paths")
                .propertyStream()
                .map(Map.Entry::getKey)
                .sorted(Comparator.comparing((String template) -> template.split("\\{", -1).length)
                        .thenComparing(Comparator.naturalOrder()))
                .map(template -> new Path(
                        template,
                        Pattern.compile(
                                template.replaceAll("\\{[^}]*}", "[^/]+").replaceAll("/$", "/?"))))
                .toList();
    }

    /** Nothing is held against a document that is not there yet, so that it can be written at all. */
    public static RestAnswers of(String service) {
        CommittedContract committed = CommittedContract.named("openapi/" + service + ".json");
        ObjectNode document =
                committed.exists() ? (ObjectNode) JSON.readTree(committed.text()) : JSON.createObjectNode();
        document.path("components").path("schemas").forEachEntry((name, schema) -> {
            if (!name.equals(OPEN)) {
                close(schema);
            }
        });
        return new RestAnswers(document);
    }

    private static void close(JsonNode schema) {
        if (schema instanceof ObjectNode object && object.has("properties") && !object.has("additionalProperties")) {
            object.put("additionalProperties", false);
        }
        schema.forEach(RestAnswers::close);
    }

    /**
     * Looks at one answer.
     *
     * @param address the path as it was asked for, with its query
     * @param media the {@code Content-Type} of the answer; only JSON is looked at
     * @throws AssertionError when the document declares another answer
     */
    public void declare(String method, String address, int status, @Nullable String media, String body) {
        if (media == null || !media.contains("json") || media.contains("ndjson") || body.isEmpty()) {
            return;
        }
        String path = address.replaceAll("[?#].*", "");
        operation(method, path).ifPresent(operation -> {
            JsonNode response = operation.path("responses").path(Integer.toString(status));
            if (status < 400 && response.isMissingNode()) {
                throw new AssertionError("Expected one of the declared answers to %s %s, but it answers %d."
                        .formatted(method, path, status));
            }
            JsonNode schema = status < 400
                    ? response.path("content").path("application/json").path("schema")
                    : reference("Problem");
            if (schema.path("type").asString("").equals("string")) {
                return;
            }
            List<String> faults = compiled(schema).validate(JSON.readTree(body)).stream()
                    .map(Error::toString)
                    .toList();
            if (!faults.isEmpty()) {
                throw new AssertionError("Expected the answer %d to %s %s as declared, but %s: %s"
                        .formatted(status, method, path, faults, shortened(body)));
            }
        });
    }

    private Optional<JsonNode> operation(String method, String path) {
        return paths.stream()
                .filter(known -> known.pattern().matcher(path).matches())
                .findFirst()
                .map(known -> document.path("paths").path(known.template()).path(method.toLowerCase(Locale.ROOT)))
                .filter(JsonNode::isObject);
    }

    private static JsonNode reference(String name) {
        return JSON.createObjectNode().put("$ref", "#/components/schemas/" + name);
    }

    private Schema compiled(JsonNode schema) {
        return schemas.computeIfAbsent(schema.toString(), text -> {
            ObjectNode root = (ObjectNode) JSON.readTree(text);
            root.set("components", document.path("components"));
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(root);
        });
    }

    private static String shortened(String body) {
        return body.length() > 2_000 ? body.substring(0, 2_000) + "…" : body;
    }
}
