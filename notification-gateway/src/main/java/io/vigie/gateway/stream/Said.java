package io.vigie.gateway.stream;

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
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Event(
            String name, @Nullable String room, @Nullable String id, byte[] json) implements Said {}

    /**
     * The answer to one request.
     *
     * @param ack the number that the client gave the request
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Answer(long ack, byte[] json) implements Said {}
}
