package io.vigie.gateway.stream;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a conversation says to its client; each wire writes it its own way. */
public sealed interface Said {

    /** One line of JSON in UTF-8; never changed. */
    byte[] json();

    /**
     * An event.
     *
     * <p>Nothing in its name, room and id needs escaping.
     *
     * @param name the event's name, which is the protocol
     * @param room where it was heard, or null for what concerns the whole conversation
     * @param id to resume the room after it, or null for what has no place in a history
     * @param text how it is written on a WebSocket, by whoever says it first; many conversations may say the same event
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Event(
            String name, @Nullable String room, @Nullable String id, byte[] json, Text text) implements Said {

        public Event(String name, @Nullable String room, @Nullable String id, byte[] json) {
            this(name, room, id, json, new Text());
        }
    }

    /** Bytes that are written once, and never changed then. Safe for any thread. */
    final class Text {

        private volatile byte @Nullable [] bytes;

        byte[] written(Supplier<byte[]> writing) {
            byte[] known = bytes;
            if (known == null) {
                known = writing.get();
                bytes = known;
            }
            return known;
        }
    }

    /**
     * The answer to one request.
     *
     * @param ack the number that the client gave the request
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Answer(long ack, byte[] json) implements Said {}
}
