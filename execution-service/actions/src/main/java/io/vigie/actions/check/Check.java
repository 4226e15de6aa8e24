package io.vigie.actions.check;

import io.vigie.action.ActionBrokenException;
import io.vigie.action.Parameters;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * One expectation of a value: an operator and what to compare with. Immutable.
 *
 * <p>Variables always arrive as text and forms write text, so a number equals a text that reads as that number, a boolean equals
 * {@code "true"} or {@code "false"}, and an object or a list equals a JSON text of the same content. Two texts are compared as
 * texts: {@code "05"} is not {@code "5"}.
 */
public final class Check {

    private static final int MOST_DIGITS = 100;
    private static final int MOST_EXPONENT = 1_000;

    private final Operator operator;
    private final @Nullable Object expected;
    private final @Nullable Pattern pattern;
    private final @Nullable BigDecimal number;

    private Check(
            Operator operator, @Nullable Object expected, @Nullable Pattern pattern, @Nullable BigDecimal number) {
        this.operator = operator;
        this.expected = expected;
        this.pattern = pattern;
        this.number = number;
    }

    /**
     * Reads {@code operator} and {@code expected}.
     *
     * @throws ActionBrokenException when there is nothing to compare with, or something that the operator cannot use
     */
    public static Check read(Parameters parameters) {
        Operator operator = parameters.choice("operator", Operator.class);
        if (operator.needsExpected() && !parameters.isGiven("expected")) {
            throw parameters.refuse("expected", "given");
        }
        Object expected = parameters.value("expected");
        return switch (operator) {
            case MATCHES, NOT_MATCHES -> {
                if (!(expected instanceof String text)) {
                    throw parameters.refuse("expected", "a regular expression");
                }
                try {
                    yield new Check(operator, text, Pattern.compile(text), null);
                } catch (PatternSyntaxException notAPattern) {
                    throw parameters.refuse("expected", "a regular expression");
                }
            }
            case LESS_THAN, AT_MOST, GREATER_THAN, AT_LEAST, HAS_SIZE ->
                new Check(
                        operator,
                        expected,
                        null,
                        number(expected).orElseThrow(() -> parameters.refuse("expected", "a number")));
            case STARTS_WITH, ENDS_WITH ->
                new Check(
                        operator,
                        scalarText(expected).orElseThrow(() -> parameters.refuse("expected", "a text")),
                        null,
                        null);
            case ONE_OF -> {
                Object list = expected instanceof String text
                        ? Json.read(text).orElse(Found.NOTHING).value()
                        : expected;
                if (!(list instanceof List<?>)) {
                    throw parameters.refuse("expected", "a list of values");
                }
                yield new Check(operator, list, null, null);
            }
            default -> new Check(operator, expected, null, null);
        };
    }

    /** That a value equals another. */
    public static Check equalTo(@Nullable Object expected) {
        return new Check(Operator.EQUALS, expected, null, null);
    }

    /** The expectation in words: {@code to equal 200}. */
    public String words() {
        return operator.needsExpected() ? operator.words() + " " + Shown.value(expected) : operator.words();
    }

    /**
     * Whether the expectation is met.
     *
     * @throws InterruptedException when the thread was interrupted while a regular expression was being looked for
     */
    public boolean isMetBy(Found found) throws InterruptedException {
        return switch (operator) {
            case EXISTS -> found.exists();
            case ABSENT -> !found.exists();
            case EQUALS -> isSame(found);
            case NOT_EQUALS -> !isSame(found);
            case CONTAINS -> found.exists() && contains(found.value(), expected);
            case NOT_CONTAINS -> !found.exists() || !contains(found.value(), expected);
            case STARTS_WITH -> text(found).startsWith(String.valueOf(expected)) && found.exists();
            case ENDS_WITH -> text(found).endsWith(String.valueOf(expected)) && found.exists();
            case MATCHES -> found.exists() && matches(text(found));
            case NOT_MATCHES -> !found.exists() || !matches(text(found));
            case ONE_OF -> found.exists() && expected instanceof List<?> list && holds(list, found.value());
            case HAS_SIZE -> size(found.value()).map(size -> compare(size) == 0).orElse(false);
            case LESS_THAN -> number(found.value()).map(n -> compare(n) < 0).orElse(false);
            case AT_MOST -> number(found.value()).map(n -> compare(n) <= 0).orElse(false);
            case GREATER_THAN -> number(found.value()).map(n -> compare(n) > 0).orElse(false);
            case AT_LEAST -> number(found.value()).map(n -> compare(n) >= 0).orElse(false);
        };
    }

    /** The sentence for an expectation that was not met: {@code Expected status to equal 200, but found 404.} */
    public String complaint(String subject, Found found) {
        return "Expected " + subject + " " + words() + ", but found " + Shown.value(found) + ".";
    }

    private boolean isSame(Found found) {
        return (found.exists() || found.value() != null) && same(found.value(), expected);
    }

    private int compare(BigDecimal found) {
        return found.compareTo(Objects.requireNonNull(number));
    }

    private boolean matches(String text) throws InterruptedException {
        return InterruptibleText.find(Objects.requireNonNull(pattern), text).isPresent();
    }

    private static String text(Found found) {
        return scalarText(found.value()).orElseGet(() -> Json.write(found.value()));
    }

    private static Optional<String> scalarText(@Nullable Object value) {
        return value instanceof String || value instanceof Number || value instanceof Boolean
                ? Optional.of(value.toString())
                : Optional.empty();
    }

    /** Whether two JSON-like values are the same. */
    static boolean same(@Nullable Object one, @Nullable Object other) {
        if (one == null || other == null) {
            return one == other;
        }
        if (one instanceof Number || other instanceof Number) {
            Optional<BigDecimal> left = number(one);
            Optional<BigDecimal> right = number(other);
            return left.isPresent() && right.isPresent() && left.get().compareTo(right.get()) == 0;
        }
        if (one instanceof Map<?, ?> left && other instanceof Map<?, ?> right) {
            return left.size() == right.size() && holdsMembers(left, right);
        }
        if (one instanceof List<?> left && other instanceof List<?> right) {
            return sameElements(left, right);
        }
        if (one instanceof String text && (other instanceof Map || other instanceof List)) {
            return Json.read(text)
                    .map(read -> !(read.value() instanceof String) && same(read.value(), other))
                    .orElse(false);
        }
        if (other instanceof String && (one instanceof Map || one instanceof List)) {
            return same(other, one);
        }
        return one.toString().equals(other.toString());
    }

    private static boolean contains(@Nullable Object whole, @Nullable Object part) {
        return switch (whole) {
            case null -> false;
            case Map<?, ?> map when part instanceof Map<?, ?> members -> holdsMembers(map, members);
            case Map<?, ?> map -> map.containsKey(String.valueOf(part));
            case List<?> list -> holds(list, part);
            default -> whole.toString().contains(scalarText(part).orElseGet(() -> Json.write(part)));
        };
    }

    private static boolean holds(Collection<?> values, @Nullable Object value) {
        return values.stream().anyMatch(element -> same(element, value));
    }

    private static boolean holdsMembers(Map<?, ?> whole, Map<?, ?> members) {
        return members.entrySet().stream()
                .allMatch(member ->
                        whole.containsKey(member.getKey()) && same(whole.get(member.getKey()), member.getValue()));
    }

    private static boolean sameElements(List<?> left, List<?> right) {
        if (left.size() != right.size()) {
            return false;
        }
        for (int i = 0; i < left.size(); i++) {
            if (!same(left.get(i), right.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static Optional<BigDecimal> size(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map -> Optional.of(BigDecimal.valueOf(map.size()));
            case List<?> list -> Optional.of(BigDecimal.valueOf(list.size()));
            case String text -> Optional.of(BigDecimal.valueOf(text.codePointCount(0, text.length())));
            case null, default -> Optional.empty();
        };
    }

    /** The number that a value is or reads as. */
    public static Optional<BigDecimal> number(@Nullable Object value) {
        if (!(value instanceof Number || value instanceof String)) {
            return Optional.empty();
        }
        String text = value.toString().strip();
        if (text.isEmpty() || (value instanceof String && text.length() > MOST_DIGITS)) {
            return Optional.empty();
        }
        try {
            BigDecimal number = new BigDecimal(text);
            return Math.abs((long) number.scale()) > MOST_EXPONENT ? Optional.empty() : Optional.of(number);
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }
}
