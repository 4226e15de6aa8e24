package io.vigie.gateway.stream;

import io.vigie.contracts.RunId;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What goes to clients: a browser event with the id to resume after it. Clients at the same place of a run get the same frame, which is written
 * once for each wire, however many they are. Immutable as seen from outside; safe for any thread.
 */
final class Frame {

    /** Says that a silent stream lives. */
    static final Frame HEARTBEAT = new Frame("heartbeat", new byte[0], null);

    private static final JsonMapper JSON = JsonMapper.shared();

    private final String name;
    private final byte[] json;
    private final @Nullable String id;
    /** Both are made when they are first asked for. */
    private volatile Said.@Nullable Event said;

    private volatile byte @Nullable [] serverSent;

    /**
     * @param json one line of JSON in UTF-8
     * @param id absent on what is no event of the run's own
     */
    Frame(String name, byte[] json, @Nullable String id) {
        this.name = name;
        this.json = json;
        this.id = id;
    }

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

    String name() {
        return name;
    }

    byte[] json() {
        return json;
    }

    @Nullable
    String id() {
        return id;
    }

    String data() {
        return new String(json, StandardCharsets.UTF_8);
    }

    /** The frame as conversations say it in a room: one event for all who are in the room it was asked for last. */
    Said.Event in(String room) {
        Said.Event known = said;
        if (known == null || !room.equals(known.room())) {
            known = new Said.Event(name, room, id, json);
            said = known;
        }
        return known;
    }

    /** The frame as a server-sent event, in UTF-8. Never changed, shared by all who ask. */
    byte[] serverSentEvent() {
        byte[] known = serverSent;
        if (known == null) {
            known = ServerSentText.of(this);
            serverSent = known;
        }
        return known;
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
