package io.vigie.actions.place;

import io.vigie.action.ActionBrokenException;
import io.vigie.action.ActionContext;
import io.vigie.action.ActionResult;
import io.vigie.action.LogLevel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects the members of a directory, as many as an event can carry. Not for several threads at a time. */
public final class Listing {

    /** The most members of a directory that are listed. */
    public static final int MOST_ENTRIES = 1_000;

    private final List<Entry> entries = new ArrayList<>();
    private final String directory;
    private long characters;
    private int nameless;

    /** @param directory as the reason of a refusal shows it */
    public Listing(String directory) {
        this.directory = directory;
    }

    /**
     * Adds a member; the directory itself and its parent are left out, and so is what no directory can hold: a server may send
     * {@code ../../x} in the hope that somebody writes a file under that name.
     *
     * @throws ActionBrokenException when there are too many; reading on would be in vain
     */
    public void add(Entry entry) {
        if (entry.name().equals(".") || entry.name().equals("..")) {
            return;
        }
        if (!FileName.isName(entry.name())) {
            nameless++;
            return;
        }
        characters += entry.name().length();
        if (entries.size() == MOST_ENTRIES || characters > ActionResult.MAXIMUM_OUTPUT_CHARACTERS) {
            throw new ActionBrokenException("Expected " + directory + " to hold at most " + MOST_ENTRIES
                    + " entries with names of " + ActionResult.MAXIMUM_OUTPUT_CHARACTERS
                    + " characters altogether, but there are more.");
        }
        entries.add(entry);
    }

    /** Tells the tester when something was left out. */
    public void warn(ActionContext context) {
        if (nameless > 0) {
            context.log(
                    LogLevel.WARN,
                    nameless + " entries of " + directory + " are left out, since their names are none.");
        }
    }

    /** What was added, by name. */
    public List<Entry> entries() {
        return entries.stream().sorted(Comparator.comparing(Entry::name)).toList();
    }

    /** The same, as an output. */
    public List<Map<String, @Nullable Object>> asOutput() {
        return entries().stream().map(Entry::asOutput).toList();
    }
}
