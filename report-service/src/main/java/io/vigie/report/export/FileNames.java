package io.vigie.report.export;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import org.springframework.web.util.UriUtils;

/** Names of files that hold no path, no control character and no character that some file system or header cannot have. */
final class FileNames {

    private static final int LONGEST = 80;

    private FileNames() {}

    /**
     * The header {@code Content-Disposition} of a download (RFC 6266): the name as it is in UTF-8, and beside it one of plain letters for clients
     * that cannot read that.
     */
    static String disposition(String name) {
        return "attachment; filename=\"" + plain(name) + "\"; filename*=UTF-8''"
                + UriUtils.encode(name, StandardCharsets.UTF_8);
    }

    /** What people wrote as the beginning of a file's name: readable, and harmless everywhere. Never empty. */
    static String readable(String text) {
        String clean = text.codePoints()
                .map(point -> isHarmless(point) ? point : '_')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .strip();
        int from = 0;
        while (from < clean.length() && clean.charAt(from) == '.') {
            from++;
        }
        String named = clean.substring(from);
        String cut = named.codePointCount(0, named.length()) <= LONGEST
                ? named
                : named.substring(0, named.offsetByCodePoints(0, LONGEST));
        String name = cut.strip();
        return name.isEmpty() ? "export" : name;
    }

    /** Text as a name of ASCII letters, digits, dots, hyphens and underscores, as checksum files and archives take them anywhere. Never empty. */
    static String plain(String text) {
        String letters =
                Normalizer.normalize(readable(text), Normalizer.Form.NFD).replaceAll("\\p{M}+", "");
        return letters.replaceAll("[^A-Za-z0-9.-]+", "_");
    }

    /** An identifier as the name of a folder: as it is when it is harmless, otherwise with a part of its digest, so that no two share one. */
    static String folder(String id) {
        String plain = plain(id);
        return plain.equals(id)
                ? plain
                : plain + "-" + Sha256.of(id.getBytes(StandardCharsets.UTF_8)).substring(0, 12);
    }

    private static boolean isHarmless(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> "<>:\"/\\|?*%;'".indexOf(point) < 0;
        };
    }
}
