package io.vigie.actions.place;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a directory, here or on another machine, says of one of its members.
 *
 * @param name as the directory writes it; when it comes from elsewhere, nothing is to be read or written under it unchecked
 * @param size in bytes; 0 for what is no file
 * @param modified {@code null} when unknown
 */
public record Entry(
        String name, Kind kind, long size, @Nullable Instant modified) {

    /** What stands under a name. */
    public enum Kind {
        FILE,
        DIRECTORY,
        LINK,
        /** A device, a pipe, a socket, or something that the server does not tell. */
        OTHER
    }

    /** As an output: {@code name}, {@code type}, {@code size}, {@code modified} (ISO 8601). */
    public Map<String, @Nullable Object> asOutput() {
        Map<String, @Nullable Object> output = new LinkedHashMap<>();
        output.put("name", name);
        output.put("type", kind.name().toLowerCase(Locale.ROOT));
        output.put("size", size);
        output.put("modified", modified == null ? null : modified.toString());
        return output;
    }
}
