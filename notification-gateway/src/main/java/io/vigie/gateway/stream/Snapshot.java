package io.vigie.gateway.stream;

import io.vigie.contracts.RunId;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/**
 * A report as of a place in its run's history: what a stream begins with.
 *
 * @param json the report, one line of JSON in UTF-8, as the report's own address answers it
 * @param asOf how far the report goes, or null for a report that holds nothing yet
 * @param finished whether the run's last event is in it
 */
@SuppressWarnings("ArrayRecordComponent")
record Snapshot(byte[] json, @Nullable AsOf asOf, boolean finished) {

    private static final JsonMapper JSON = JsonMapper.shared();

    /**
     * @param sequence of the last event of the run that is in the report; 0 for none
     * @param runOffset how far the run's partition of run-events is in the report, -1 for unknown
     * @param logOffset the same for test-logs
     */
    record AsOf(long sequence, long runOffset, long logOffset) {}

    /** The report of a run of which nothing is known yet. */
    static Snapshot empty(RunId run) {
        var report = JSON.createObjectNode()
                .put("_id", run.value())
                .put("status", "pending")
                .put("result", "pending")
                .put("progress", 0);
        report.putArray("tests");
        report.putObject("asOf").put("sequence", 0);
        return new Snapshot(JSON.writeValueAsBytes(report), null, false);
    }

    /**
     * Reads how far a report goes, without building it.
     *
     * @throws IllegalArgumentException when it is no JSON object
     */
    static Snapshot of(byte[] report) {
        AsOf asOf = null;
        boolean finished = false;
        try (JsonParser json = JSON.createParser(report)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("Expected a report, but found no JSON object.");
            }
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                if (name.equals("asOf") && value == JsonToken.START_OBJECT) {
                    asOf = asOf(json);
                } else if (name.equals("status") && value == JsonToken.VALUE_STRING) {
                    finished = json.getString().equals("completed")
                            || json.getString().equals("failed");
                } else {
                    json.skipChildren();
                }
            }
        } catch (JacksonException malformed) {
            throw new IllegalArgumentException("Expected a report, but found malformed JSON.", malformed);
        }
        return new Snapshot(onOneLine(report), asOf, finished);
    }

    private static AsOf asOf(JsonParser json) {
        long sequence = 0;
        long runOffset = -1;
        long logOffset = -1;
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (value == JsonToken.VALUE_NUMBER_INT) {
                switch (name) {
                    case "sequence" -> sequence = json.getLongValue();
                    case "runOffset" -> runOffset = json.getLongValue();
                    case "logOffset" -> logOffset = json.getLongValue();
                    default -> {}
                }
            } else {
                json.skipChildren();
            }
        }
        return new AsOf(sequence, runOffset, logOffset);
    }

    private static byte[] onOneLine(byte[] json) {
        for (byte one : json) {
            if (one == '\n' || one == '\r') {
                return JSON.writeValueAsBytes(JSON.readTree(json));
            }
        }
        return json;
    }
}
