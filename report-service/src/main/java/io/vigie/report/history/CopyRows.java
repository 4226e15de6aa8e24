package io.vigie.report.history;

import static io.vigie.report.projection.Columns.storable;

import org.jspecify.annotations.Nullable;

/** Rows in the text format of PostgreSQL's COPY. Not thread-safe. */
final class CopyRows {

    private static final int USUAL_SIZE = 256 * 1024;

    private final StringBuilder text = new StringBuilder(USUAL_SIZE);
    private boolean within;

    /** The next column of this row; null is the database's own. */
    CopyRows add(@Nullable String value) {
        if (within) {
            text.append('\t');
        }
        within = true;
        if (value == null) {
            text.append("\\N");
        } else {
            escape(storable(value));
        }
        return this;
    }

    void endRow() {
        text.append('\n');
        within = false;
    }

    String text() {
        return text.toString();
    }

    private void escape(String value) {
        int copied = 0;
        for (int at = 0; at < value.length(); at++) {
            String escaped = switch (value.charAt(at)) {
                case '\\' -> "\\\\";
                case '\t' -> "\\t";
                case '\n' -> "\\n";
                case '\r' -> "\\r";
                default -> null;
            };
            if (escaped != null) {
                text.append(value, copied, at).append(escaped);
                copied = at + 1;
            }
        }
        text.append(value, copied, value.length());
    }
}
