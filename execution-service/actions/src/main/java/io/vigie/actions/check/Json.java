package io.vigie.actions.check;

import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.InvalidPathException;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.JsonPathException;
import com.jayway.jsonpath.PathNotFoundException;
import io.vigie.action.ActionBrokenException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** JSON texts, and JSON paths over what they hold. Numbers keep their value: whole ones stay exact, others become decimals. */
public final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final Configuration PATHS = Configuration.defaultConfiguration();

    private Json() {}

    /** The value that the text holds; empty when it is not JSON. */
    public static Optional<Found> read(String text) {
        if (text.isBlank()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Found.of(MAPPER.readValue(text, Object.class)));
        } catch (JacksonException notJson) {
            return Optional.empty();
        }
    }

    /** The JSON text of a JSON-like value. */
    public static String write(@Nullable Object value) {
        return MAPPER.writeValueAsString(value);
    }

    /**
     * A path such as {@code $.users[0].name}, compiled.
     *
     * @throws ActionBrokenException when it is not one
     */
    public static JsonPath path(String path) {
        try {
            return JsonPath.compile(path);
        } catch (InvalidPathException | IllegalArgumentException notAPath) {
            throw new ActionBrokenException(
                    "Expected a JSON path such as \"$.users[0].name\", but found " + Shown.value(path) + ".", notAPath);
        }
    }

    /** What a path leads to; a path that can match many things and matches none leads to nothing. */
    public static Found at(JsonPath path, @Nullable Object json) {
        if (json == null) {
            return path.getPath().equals("$") ? Found.of(null) : Found.NOTHING;
        }
        try {
            Object value = path.read(json, PATHS);
            if (value instanceof List<?> list) {
                return list.isEmpty() && !path.isDefinite() ? Found.NOTHING : Found.of(new ArrayList<>(list));
            }
            return Found.of(value);
        } catch (PathNotFoundException nothingThere) {
            return Found.NOTHING;
        } catch (JsonPathException | ClassCastException doesNotApply) {
            return Found.NOTHING;
        }
    }
}
