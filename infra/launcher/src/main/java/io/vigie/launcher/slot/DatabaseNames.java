package io.vigie.launcher.slot;

import io.vigie.slots.Seat;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which databases of a server are named after a slot of this machine. Nobody else's are: neither those of other machines, whose suffixes
 * begin otherwise, nor any that only look alike.
 */
final class DatabaseNames {

    private static final String SUFFIX = "{suffix}";

    private final Pattern ours;

    private DatabaseNames(Pattern ours) {
        this.ours = ours;
    }

    /**
     * @param template the name as tests make it, such as {@code test_app_{suffix}}; {@code {suffix}} stands in it once
     * @param host this machine's name
     * @throws IllegalStateException when the template has no place for the suffix, or several
     */
    static DatabaseNames of(String template, String host) {
        int at = template.indexOf(SUFFIX);
        if (at < 0 || template.indexOf(SUFFIX, at + 1) >= 0) {
            throw new IllegalStateException(
                    "Expected the databases' names to have {suffix} in them once, as in \"test_{suffix}\", but they are \"%s\"."
                            .formatted(template));
        }
        return new DatabaseNames(Pattern.compile(Pattern.quote(template.substring(0, at))
                + Pattern.quote(Seat.suffixesOf(host))
                // A part of a slot, as each of pytest-xdist's workers has one; Django adds the worker's name once more.
                + "(0|[1-9][0-9]{0,4})(_gw[0-9]{1,4}){0,2}"
                + Pattern.quote(template.substring(at + SUFFIX.length()))));
    }

    /** The block of the slot that a database is named after; empty for any other database. */
    OptionalInt blockOf(String database) {
        Matcher name = ours.matcher(database);
        return name.matches() ? OptionalInt.of(Integer.parseInt(name.group(1))) : OptionalInt.empty();
    }
}
