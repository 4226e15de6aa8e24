package io.vigie.contracts;

/** A typed identifier; on the wire it is its plain text. */
public sealed interface Id permits ProjectId, CampaignId, TestId, EnvironmentId, RunId, WorkerId {

    /** The longest identifier that is accepted, in characters. */
    int MAX_LENGTH = 100;

    String value();

    static void requireText(String value, String type) {
        if (value.isBlank() || value.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("Expected a %s of 1 to %d characters, but found \"%s\"."
                    .formatted(type, MAX_LENGTH, value.length() > MAX_LENGTH ? value.substring(0, MAX_LENGTH) : value));
        }
    }
}
