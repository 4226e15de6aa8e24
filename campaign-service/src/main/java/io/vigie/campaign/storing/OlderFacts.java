package io.vigie.campaign.storing;

import io.vigie.contracts.wire.MessageJson;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.axonframework.serialization.SimpleSerializedType;
import org.axonframework.serialization.upcasting.event.IntermediateEventRepresentation;
import org.axonframework.serialization.upcasting.event.SingleEventUpcaster;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads facts that were stored under a name that is no longer written, as what they mean today. What is stored stays as it is. */
final class OlderFacts extends SingleEventUpcaster {

    private static final JsonMapper JSON = MessageJson.mapper();

    private static final Map<String, Newer> NEWER = Map.of(
            "run.campaign-launched.v1", new Newer("run.campaign-launched.v2", OlderFacts::launchWithOptions),
            "run.plan-frozen.v1", new Newer("run.plan-frozen.v2", OlderFacts::planWithTurns));

    private record Newer(String name, UnaryOperator<ObjectNode> change) {}

    @Override
    protected boolean canUpcast(IntermediateEventRepresentation event) {
        return NEWER.containsKey(event.getType().getName());
    }

    @Override
    protected IntermediateEventRepresentation doUpcast(IntermediateEventRepresentation event) {
        Newer newer = NEWER.get(event.getType().getName());
        if (newer == null) {
            return event;
        }
        return event.upcastPayload(
                new SimpleSerializedType(newer.name(), null), byte[].class, stored -> changed(stored, newer.change()));
    }

    private static byte[] changed(byte[] stored, UnaryOperator<ObjectNode> change) {
        return JSON.writeValueAsBytes(change.apply((ObjectNode) JSON.readTree(stored)));
    }

    /** Launches had two wishes of their own before they had options. */
    private static ObjectNode launchWithOptions(ObjectNode launch) {
        launch.put("kind", "campaign").put("filesVersion", 0);
        launch.putObject("options")
                .put("stopOnFailure", launch.path("stopOnFailure").asBoolean())
                .put("parallelism", launch.path("parallelism").asInt())
                .put("retries", 0)
                .put("keepFailedWork", false);
        launch.remove("stopOnFailure");
        launch.remove("parallelism");
        return launch;
    }

    /** Tests were handed out in their place, once. */
    private static ObjectNode planWithTurns(ObjectNode plan) {
        for (JsonNode test : plan.path("tests")) {
            ((ObjectNode) test)
                    .put("turn", test.path("position").asInt())
                    .put("retries", 0)
                    .put("quarantined", false);
        }
        return plan;
    }
}
