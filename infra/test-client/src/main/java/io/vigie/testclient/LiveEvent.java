package io.vigie.testclient;

import java.time.Instant;
import tools.jackson.databind.JsonNode;

/** An event as a browser gets it. @param id empty when it has none */
public record LiveEvent(String id, String name, JsonNode data, Instant receivedAt) {

    public String testId() {
        return data.path("test_id").asString("");
    }

    public boolean isLast() {
        return name.equals("campain_completed");
    }

    /** Whether this is a snapshot of a run that is over: nothing follows it. */
    public boolean isFinalSnapshot() {
        String status = data.path("status").asString("");
        return name.equals("snapshot") && (status.equals("completed") || status.equals("failed"));
    }
}
