package io.vigie.actions.process;

import io.vigie.actions.check.Shown;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The exit codes that a step expects: {@code 0}, {@code "0-3"}, {@code "0, 2"}, {@code [0, "10-12"]}. */
record ExitCodes(List<Range> ranges, String words) {

    private static final int GREATEST = 255;
    private static final Pattern ONE = Pattern.compile("(\\d{1,3})(?:\\s*-\\s*(\\d{1,3}))?");

    record Range(int first, int last) {}

    /** What a value means; empty when it means no codes. */
    static Optional<ExitCodes> read(@Nullable Object value) {
        List<?> parts = value instanceof List<?> list
                ? list
                : Arrays.stream(text(value).split(",", -1)).toList();
        List<Range> ranges = new ArrayList<>();
        for (Object part : parts) {
            Matcher matcher = ONE.matcher(text(part));
            if (!matcher.matches()) {
                return Optional.empty();
            }
            int first = Integer.parseInt(matcher.group(1));
            int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
            if (last < first || last > GREATEST) {
                return Optional.empty();
            }
            ranges.add(new Range(first, last));
        }
        return ranges.isEmpty() ? Optional.empty() : Optional.of(new ExitCodes(ranges, Shown.value(value)));
    }

    boolean contains(int code) {
        return ranges.stream().anyMatch(range -> range.first() <= code && code <= range.last());
    }

    private static String text(@Nullable Object value) {
        return switch (value) {
            case Double number when number % 1 == 0 -> String.valueOf(number.longValue());
            case BigDecimal number -> number.stripTrailingZeros().toPlainString();
            case null -> "";
            default -> value.toString().strip();
        };
    }
}
