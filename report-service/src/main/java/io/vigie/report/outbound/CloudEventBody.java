package io.vigie.report.outbound;

import io.vigie.contracts.wire.MessageJson;
import java.net.URI;
import java.time.Instant;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/** What a webhook is sent: a CloudEvent 1.0 in its JSON form, in structured mode. */
final class CloudEventBody {

    static final String CONTENT_TYPE = "application/cloudevents+json; charset=UTF-8";

    /** The type of a ping: it tells of nothing, so CDEvents has no word for it. */
    static final String PING = "io.vigie.webhook.ping.v1";

    private CloudEventBody() {}

    static String of(CdEvent event) {
        ObjectNode body = envelope(event.id(), event.source(), event.kind().type(), event.time());
        body.put("subject", event.subject()).put("datacontenttype", CdEvent.CONTENT_TYPE);
        body.set("data", MessageJson.mapper().readTree(event.data()));
        return body.toString();
    }

    static String ofPing(UUID id, URI source, String webhook, Instant at) {
        ObjectNode body =
                envelope(id, source, PING, at).put("subject", webhook).put("datacontenttype", "application/json");
        body.putObject("data").put("webhookId", webhook);
        return body.toString();
    }

    private static ObjectNode envelope(UUID id, URI source, String type, Instant at) {
        return MessageJson.mapper()
                .createObjectNode()
                .put("specversion", "1.0")
                .put("id", id.toString())
                .put("source", source.toString())
                .put("type", type)
                .put("time", at.toString());
    }
}
