package io.vigie.actions.http;

import io.vigie.actions.check.Shown;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The statuses that a step expects: {@code 200}, {@code "2xx"}, {@code "200-204"}, {@code "200, 404"}, {@code [200, "3xx"]}. */
public record StatusSet(List<Range> ranges, String words) {

    private static final Pattern ONE = Pattern.compile("(?i)([1-5])(\\d\\d|xx)(?:\\s*-\\s*([1-5]\\d\\d))?");

    /** From one status to another, both included. */
    public record Range(int first, int last) {}

    /** What a value means; empty when it means no statuses. */
    public static Optional<StatusSet> read(@Nullable Object value) {
        List<?> parts = value instanceof List<?> list
                ? list
                : Arrays.stream(text(value).split(",", -1)).toList();
        List<Range> ranges = new ArrayList<>();
        for (Object part : parts) {
            Matcher matcher = ONE.matcher(text(part));
            if (!matcher.matches()) {
                return Optional.empty();
            }
            boolean isClass = matcher.group(2).equalsIgnoreCase("xx");
            int first = Integer.parseInt(matcher.group(1) + (isClass ? "00" : matcher.group(2)));
            int last = matcher.group(3) != null ? Integer.parseInt(matcher.group(3)) : isClass ? first + 99 : first;
            if (last < first || (isClass && matcher.group(3) != null)) {
                return Optional.empty();
            }
            ranges.add(new Range(first, last));
        }
        return ranges.isEmpty() ? Optional.empty() : Optional.of(new StatusSet(ranges, Shown.value(value)));
    }

    /** Whether the step expects this status. */
    public boolean contains(int status) {
        return ranges.stream().anyMatch(range -> range.first() <= status && status <= range.last());
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
