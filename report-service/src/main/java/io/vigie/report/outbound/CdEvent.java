package io.vigie.report.outbound;

import java.net.URI;
import java.time.Instant;
import java.util.UUID;

/**
 * Something that happened to a run, in the words of CDEvents 0.4.1.
 *
 * @param id the same whenever the same happening is told: who has it already may drop it
 * @param source which installation tells it: its public address
 * @param subject what it is about, as an address that people and programs can open
 * @param run the run that it belongs to
 * @param time when it happened
 * @param data the CDEvent itself, as JSON
 */
public record CdEvent(UUID id, Kind kind, URI source, String subject, UUID run, Instant time, String data) {

    /** What the data is, for CloudEvents ({@code datacontenttype}), as the CloudEvents binding of CDEvents says. */
    public static final String CONTENT_TYPE = "application/cdevents+json";

    /** What can be told. */
    public enum Kind {
        SUITE_QUEUED("testSuiteRun.queued", "0.2.0"),
        SUITE_STARTED("testSuiteRun.started", "0.2.0"),
        SUITE_FINISHED("testSuiteRun.finished", "0.2.0"),
        CASE_QUEUED("testCaseRun.queued", "0.2.0"),
        CASE_STARTED("testCaseRun.started", "0.2.0"),
        CASE_FINISHED("testCaseRun.finished", "0.2.0"),
        CASE_SKIPPED("testCaseRun.skipped", "0.1.0"),
        OUTPUT_PUBLISHED("testOutput.published", "0.2.0");

        private final String word;
        private final String version;

        Kind(String word, String version) {
            this.word = word;
            this.version = version;
        }

        /** How people choose it, such as {@code testSuiteRun.finished}. */
        public String word() {
            return word;
        }

        /** The type of the CDEvent and of the CloudEvent that carries it. */
        public String type() {
            return "dev.cdevents." + word.toLowerCase(java.util.Locale.ROOT) + "." + version;
        }

        /** The type of its subject. */
        String subjectType() {
            return word.substring(0, word.indexOf('.'));
        }
    }
}
