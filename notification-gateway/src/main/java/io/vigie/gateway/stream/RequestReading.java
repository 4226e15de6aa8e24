package io.vigie.gateway.stream;

import io.vigie.gateway.errors.Problem;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.JsonNode;

/**
 * Reads what a client's message names: a room, a number. Whatever is none ends with a {@code Refusal} that says what was expected, what was found and
 * where.
 */
final class RequestReading {

    private static final Problem MALFORMED =
            Problem.of(HttpStatus.BAD_REQUEST, "Message malformé", "Malformed message");

    private static final String ROOMS = "rapport_<id>, campain_<id> or test_<id>";

    private RequestReading() {}

    static Room named(JsonNode data) {
        String name = data.isString() ? data.asString() : data.path("room").asString("");
        return Room.parse(name).orElseThrow(() -> malformed("room", ROOMS, name).asRefusal());
    }

    static Room rapport(JsonNode data) {
        return Room.of(
                Room.Kind.RAPPORT,
                StreamRequests.run(data.path("rapport_id").asString("")).value());
    }

    static Room campaign(JsonNode data) {
        String id = data.path("campain_id").asString("");
        if (!Room.isId(id)) {
            throw malformed("campain_id", "the id of a campaign", id).asRefusal();
        }
        return Room.of(Room.Kind.CAMPAIN, id);
    }

    static Room test(JsonNode data) {
        String id = data.path("test_id").asString("");
        if (!Room.isId(id)) {
            throw malformed("test_id", "the id of a test", id).asRefusal();
        }
        return Room.of(Room.Kind.TEST, id);
    }

    static int natural(JsonNode data, String name) {
        JsonNode number = data.path(name);
        if (!number.isIntegralNumber() || !number.canConvertToInt() || number.intValue() < 1) {
            throw malformed(name, "a whole number from 1", number.toString()).asRefusal();
        }
        return number.intValue();
    }

    static Problem malformed(String path, String expected, String found) {
        return MALFORMED.at(path, expected, found);
    }
}
