package io.vigie.campaign.catalogue;

import io.vigie.campaign.asking.AskedFields;
import io.vigie.service.Text;
import io.vigie.service.refusal.Fault;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A test's entity tag, {@code "<version>-<order>"}: another content or another place is another tag. Who changes a test overwrites its content, not its
 * place, so of the tags of {@code If-Match} the version alone counts (RFC 9110, sections 8.8.3 and 13.1.1).
 */
final class TestTag {

    static final String IF_MATCH = "If-Match";

    private static final String ANY = "*";
    private static final Pattern LIST = Pattern.compile("(?:W/)?\"[^\"]*\"(?:\\s*,\\s*(?:W/)?\"[^\"]*\")*");
    private static final Pattern STRONG = Pattern.compile("(?<!W/)\"(\\d{1,18})-\\d{1,9}\"");

    private TestTag() {}

    static String of(long version, int order) {
        return "\"" + version + "-" + order + "\"";
    }

    /**
     * The versions that a change may overwrite; nothing when any will do. Tags that are weak, or of something else, match none. What is wrong with the header
     * is noted in {@code asked}.
     */
    static @Nullable Set<Long> versions(AskedFields asked, @Nullable String ifMatch) {
        if (ifMatch == null || ifMatch.strip().equals(ANY)) {
            return null;
        }
        String tags = ifMatch.strip();
        if (tags.length() > 200 || !LIST.matcher(tags).matches()) {
            asked.fault(
                    IF_MATCH,
                    Text.of("l'ETag d'un test, tel que \"3-1\"", "a test's ETag, such as \"3-1\""),
                    Fault.shown(tags));
            return Set.of();
        }
        Matcher strong = STRONG.matcher(tags);
        Set<Long> versions = new HashSet<>();
        while (strong.find()) {
            versions.add(Long.valueOf(strong.group(1)));
        }
        return versions;
    }

    /** How these versions are told to people. */
    static Text shown(Set<Long> versions) {
        return versions.isEmpty()
                ? Text.of("un ETag d'autre chose", "an ETag of something else")
                : Text.of("la version %s", "version %s")
                        .with(versions.stream().sorted().map(String::valueOf).collect(Collectors.joining(", ")));
    }
}
