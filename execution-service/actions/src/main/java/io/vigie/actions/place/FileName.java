package io.vigie.actions.place;

import io.vigie.actions.check.Shown;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The name of a file or a directory below a confined directory: {@code data/users.csv}. Never absolute, never upwards.
 *
 * @param segments from the outermost directory to the name itself; empty for the confined directory
 */
public record FileName(List<String> segments) {

    private static final int MOST_SEGMENTS = 16;
    private static final int MOST_BYTES_OF_A_SEGMENT = 255;

    public FileName {
        segments = List.copyOf(segments);
    }

    /** The name that a text means, with {@code .} for the directory itself; empty when it means none or leads elsewhere. */
    public static Optional<FileName> parse(String text) {
        String path = text.endsWith("/") && text.length() > 1 ? text.substring(0, text.length() - 1) : text;
        if (path.equals(".")) {
            return Optional.of(new FileName(List.of()));
        }
        List<String> segments = Arrays.asList(path.split("/", -1));
        return segments.size() <= MOST_SEGMENTS && segments.stream().allMatch(FileName::isName)
                ? Optional.of(new FileName(segments))
                : Optional.empty();
    }

    /** Whether a text is one name, as a directory of any system may list it. */
    public static boolean isName(String text) {
        return !text.isBlank()
                && !text.equals(".")
                && !text.equals("..")
                && text.indexOf('/') < 0
                && text.indexOf('\\') < 0
                && text.chars().noneMatch(Character::isISOControl)
                && StandardCharsets.UTF_8.newEncoder().canEncode(text)
                && text.getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES_OF_A_SEGMENT;
    }

    /** What a name has to look like, in words. */
    static String rule() {
        return "a name below that directory, such as \"data/users.csv\": neither absolute nor with \"..\", at most "
                + MOST_SEGMENTS + " levels deep and " + MOST_BYTES_OF_A_SEGMENT + " bytes each";
    }

    /** Whether this is the confined directory itself. */
    public boolean isRoot() {
        return segments.isEmpty();
    }

    List<String> parents() {
        return segments.subList(0, segments.size() - 1);
    }

    /** The last segment. */
    public String last() {
        return segments.getLast();
    }

    /** The name in quotes, cut when it is long. */
    String shown() {
        return Shown.value(toString());
    }

    @Override
    public String toString() {
        return isRoot() ? "." : String.join("/", segments);
    }
}
