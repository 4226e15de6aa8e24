package io.vigie.verifier;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The events of one run, or the decisions of one project, checked as they come: {@code h(n) = SHA-256(h(n-1) || canonical event n)}. After the first fault the rest is only
 * counted. Not thread-safe.
 */
final class Chain {

    private final Hashes hashes = new Hashes();
    private String lastHash = Hashes.GENESIS;
    private long chained;
    private long lines;
    private boolean ended;
    private boolean ofDecisions;
    private @Nullable String subject;
    private @Nullable String firstTime;
    private @Nullable String lastTime;
    private @Nullable Fault fault;

    void add(CloudEvent event, long line) throws Json.Malformed {
        lines++;
        if (fault == null) {
            fault = check(event, line);
        }
    }

    /** A line that should have been an event, and is nothing that can be read. */
    void addUnreadable(long line, String fact) {
        lines++;
        if (fault == null) {
            fault = Fault.ofEvent(chained + 1, null, line, "event " + (chained + 1), fact);
        }
    }

    private @Nullable Fault check(CloudEvent event, long line) throws Json.Malformed {
        long number = chained + 1;
        String id = event.text("id");
        if (lines == 1) {
            ofDecisions = !event.isOfARun();
        } else if (ofDecisions == event.isOfARun()) {
            return Fault.ofEvent(
                    number,
                    id,
                    line,
                    ofDecisions ? "a decision of a person" : "an event of a run",
                    "its type is \"%s\"".formatted(event.type()));
        }
        String subject = ofDecisions ? CloudEvent.textOf(event.data(), "projectId") : event.text("subject");
        String sequence = event.text("sequence");
        String hash = event.text("hash");
        if (sequence == null || hash == null || subject == null) {
            return Fault.ofEvent(
                    number, id, line, "an event with \"subject\", \"sequence\" and \"hash\"", "one of them is missing");
        }
        if (this.subject != null && !this.subject.equals(subject)) {
            return Fault.ofEvent(
                    number,
                    id,
                    line,
                    "an event of %s \"%s\"".formatted(subjectKind(), this.subject),
                    "it is of %s \"%s\"".formatted(subjectKind(), subject));
        }
        if (!sequence.equals(Long.toString(number))) {
            return Fault.ofEvent(
                    number,
                    id,
                    line,
                    "event %d here".formatted(number),
                    "event %s stands in its place".formatted(sequence));
        }
        if (ended) {
            return Fault.ofEvent(
                    number,
                    id,
                    line,
                    "nothing after event %d, the end of the run".formatted(chained),
                    "another event follows");
        }
        if (!lastHash.equals(event.text("previoushash"))) {
            return Fault.ofEvent(
                    number,
                    id,
                    line,
                    number == 1
                            ? "to follow nothing (64 zeros)"
                            : "to follow event %d with the hash %s".formatted(chained, lastHash),
                    "it follows %s: this event or the one before it was changed".formatted(event.text("previoushash")));
        }
        String computed = hashAfter(lastHash, event);
        if (!computed.equals(hash)) {
            return Fault.ofEvent(
                    number,
                    id,
                    line,
                    "content with the hash %s".formatted(hash),
                    "its content has the hash %s".formatted(computed));
        }
        this.subject = subject;
        if (number == 1) {
            firstTime = event.text("time");
        }
        lastTime = event.text("time");
        ended = !ofDecisions && event.endsARun();
        chained = number;
        lastHash = computed;
        hashes.add(computed);
        return null;
    }

    private static String hashAfter(String previous, CloudEvent event) throws Json.Malformed {
        MessageDigest digest = Hashes.sha256();
        digest.update(previous.getBytes(StandardCharsets.US_ASCII));
        digest.update(event.hashedForm());
        return Hashes.hex(digest.digest());
    }

    boolean isEmpty() {
        return lines == 0;
    }

    /** The run that the first event names, or the project when they are decisions. */
    @Nullable
    String subject() {
        return subject;
    }

    /** The same, when it is a run. */
    @Nullable
    String run() {
        return ofDecisions ? null : subject;
    }

    /** Whether they are the decisions of people, not the events of a run. */
    boolean isOfDecisions() {
        return ofDecisions;
    }

    /** What the chain is about, in a sentence. */
    String subjectKind() {
        return ofDecisions ? "project" : "run";
    }

    /** How many events are chained from the first on without a fault. */
    long chained() {
        return chained;
    }

    /** How many events there are. */
    long events() {
        return lines;
    }

    /** The hash of a chained event. */
    String hashOf(long number) {
        return hashes.of(number);
    }

    String lastHash() {
        return lastHash;
    }

    /** Whether the last chained event is the end of its run. */
    boolean isEnded() {
        return ended;
    }

    String firstTime() {
        return Objects.requireNonNullElse(firstTime, "");
    }

    String lastTime() {
        return Objects.requireNonNullElse(lastTime, "");
    }

    @Nullable
    Fault fault() {
        return fault;
    }
}
