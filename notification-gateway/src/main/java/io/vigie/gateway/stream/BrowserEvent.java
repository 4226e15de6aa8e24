package io.vigie.gateway.stream;

import java.nio.charset.StandardCharsets;

/**
 * One event as browsers know it. Its data is encoded once, however many clients watch.
 *
 * @param name the event's name, which is the protocol
 * @param json the data as one line of JSON in UTF-8; never changed
 */
@SuppressWarnings("ArrayRecordComponent")
public record BrowserEvent(String name, byte[] json) {

    /** The data as text, for people and tests. */
    public String data() {
        return new String(json, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return name + data();
    }
}
