package io.vigie.gateway.stream;

import io.vigie.contracts.RunId;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What goes to one client: a browser event with the id to resume after it.
 *
 * @param json one line of JSON in UTF-8
 * @param id absent on what is no event of the run's own
 */
@SuppressWarnings("ArrayRecordComponent")
record Frame(String name, byte[] json, @Nullable String id) {

    /** Says that a silent stream lives. */
    static final Frame HEARTBEAT = new Frame("heartbeat", new byte[0], null);

    private static final JsonMapper JSON = JsonMapper.shared();

    static Frame of(BrowserEvent event, StreamPosition position) {
        return new Frame(event.name(), event.json(), position.toString());
    }

    static Frame snapshot(Snapshot snapshot, StreamPosition position) {
        return new Frame("snapshot", snapshot.json(), position.toString());
    }

    /** What the client knows belongs to a history that is gone; a snapshot follows. */
    static Frame historyLost(RunId run) {
        return new Frame("history_lost", bytes(about(run)), null);
    }

    /** What the client missed was told, all of it: what follows is live. */
    static Frame resumed(RunId run, StreamPosition from, StreamPosition to, long events) {
        ObjectNode data = about(run)
                .put("recovered", true)
                .put("from", from.toString())
                .put("to", to.toString())
                .put("events", events);
        return new Frame("resumed", bytes(data), to.toString());
    }

    /** Nothing follows: do not come back. */
    static Frame end(RunId run, StreamPosition position) {
        return new Frame("end", bytes(about(run)), position.toString());
    }

    /** The stream ends before the run does. */
    static Frame cut(RunId run, Cut cut, boolean english, @Nullable StreamPosition position) {
        ObjectNode data = about(run)
                .put("reason", cut.reason())
                .put("message", english ? cut.english() : cut.french())
                .put("resume", cut.resume());
        return new Frame("cut", bytes(data), position == null ? null : position.toString());
    }

    String data() {
        return new String(json, StandardCharsets.UTF_8);
    }

    private static ObjectNode about(RunId run) {
        return JSON.createObjectNode().put("rapport_id", run.value());
    }

    private static byte[] bytes(ObjectNode data) {
        return JSON.writeValueAsBytes(data);
    }

    @Override
    public String toString() {
        return name + data() + "#" + id;
    }
}
