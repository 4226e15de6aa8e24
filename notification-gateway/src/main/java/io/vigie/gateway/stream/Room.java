package io.vigie.gateway.stream;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a conversation may watch, under the name that the protocol has for it: {@code rapport_<id>}, {@code campain_<id>}, {@code test_<id>}.
 *
 * @param id of the report, campaign or test; nothing in it needs escaping
 */
record Room(Kind kind, String id, String name) {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,100}");

    enum Kind {
        RAPPORT,
        CAMPAIN,
        TEST;

        /** The word on the wire, before the underscore. */
        private String word() {
            return switch (this) {
                case RAPPORT -> "rapport";
                case CAMPAIN -> "campain";
                case TEST -> "test";
            };
        }
    }

    /** The room of that name, or nothing when no room has such a name. */
    static Optional<Room> parse(String name) {
        for (Kind kind : Kind.values()) {
            String start = kind.word() + "_";
            if (name.startsWith(start) && isId(name.substring(start.length()))) {
                return Optional.of(of(kind, name.substring(start.length())));
            }
        }
        return Optional.empty();
    }

    /** Whether it may be an id at all; the services know the rest. */
    static boolean isId(String id) {
        return ID.matcher(id).matches();
    }

    static Room of(Kind kind, String id) {
        return new Room(kind, id, kind.word() + "_" + id);
    }
}
