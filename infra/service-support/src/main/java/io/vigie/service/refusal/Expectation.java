package io.vigie.service.refusal;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.vigie.service.Text;
import java.time.Duration;
import java.time.temporal.Temporal;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/** Says in words for people which value a place of a request takes. */
final class Expectation {

    private static final Set<Class<?>> WHOLE_NUMBERS = Set.of(
            byte.class,
            Byte.class,
            short.class,
            Short.class,
            int.class,
            Integer.class,
            long.class,
            Long.class,
            java.math.BigInteger.class);

    private static final Text A_TEXT = Text.of("un texte", "a text");
    private static final Text A_BOOLEAN = Text.of("true ou false", "true or false");
    private static final Text A_WHOLE_NUMBER = Text.of("un nombre entier", "a whole number");
    private static final Text A_NUMBER = Text.of("un nombre", "a number");
    private static final Text A_UUID = Text.of("un identifiant (UUID)", "an identifier (UUID)");
    private static final Text AN_IDENTIFIER = Text.of("un identifiant", "an identifier");
    private static final Text AN_INSTANT = Text.of("une date ISO-8601", "an ISO-8601 date");
    private static final Text A_DURATION =
            Text.of("une durée ISO-8601, comme PT30S", "an ISO-8601 duration, such as PT30S");
    private static final Text A_LIST = Text.of("une liste", "a list");
    private static final Text AN_OBJECT = Text.of("un objet", "an object");
    private static final Text NULL = Text.of("null", "null");
    private static final Text ANOTHER = Text.of("une autre valeur", "another value");
    private static final Text NOTHING = Text.of("rien", "nothing");

    private Expectation() {}

    static Text of(@Nullable Class<?> type) {
        if (type == null) {
            return Text.of("une valeur d'un autre type", "a value of another type");
        }
        if (CharSequence.class.isAssignableFrom(type)) {
            return A_TEXT;
        }
        if (type == boolean.class || type == Boolean.class) {
            return A_BOOLEAN;
        }
        if (WHOLE_NUMBERS.contains(type)) {
            return A_WHOLE_NUMBER;
        }
        if (type == double.class || type == float.class || Number.class.isAssignableFrom(type)) {
            return A_NUMBER;
        }
        if (type == UUID.class || isIdentifierOfUuid(type)) {
            return A_UUID;
        }
        if (type.isEnum()) {
            return Text.of("l'une des valeurs : %s", "one of: %s").with(constants(type));
        }
        if (Temporal.class.isAssignableFrom(type)) {
            return AN_INSTANT;
        }
        if (type == Duration.class) {
            return A_DURATION;
        }
        if (type.isArray() || Collection.class.isAssignableFrom(type)) {
            return A_LIST;
        }
        if (type.isRecord()
                && type.getRecordComponents().length == 1
                && type.getSimpleName().endsWith("Id")) {
            return AN_IDENTIFIER;
        }
        if (type.isRecord() || Map.class.isAssignableFrom(type)) {
            return AN_OBJECT;
        }
        return Text.of("une valeur valide", "a valid value");
    }

    static Text found(@Nullable JsonToken token) {
        if (token == null) {
            return ANOTHER;
        }
        return switch (token) {
            case START_OBJECT, END_OBJECT, PROPERTY_NAME -> AN_OBJECT;
            case START_ARRAY, END_ARRAY -> A_LIST;
            case VALUE_STRING -> A_TEXT;
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> A_NUMBER;
            case VALUE_TRUE -> Text.same("true");
            case VALUE_FALSE -> Text.same("false");
            case VALUE_NULL -> NULL;
            case NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT -> NOTHING;
        };
    }

    private static boolean isIdentifierOfUuid(Class<?> type) {
        return type.isRecord()
                && type.getRecordComponents().length == 1
                && type.getRecordComponents()[0].getType() == UUID.class;
    }

    private static String constants(Class<?> type) {
        return Arrays.stream(type.getFields())
                .filter(field -> field.isEnumConstant())
                .map(field -> {
                    var wire = field.getAnnotation(JsonProperty.class);
                    return wire == null || wire.value().isEmpty() ? field.getName() : wire.value();
                })
                .collect(Collectors.joining(", "));
    }
}
