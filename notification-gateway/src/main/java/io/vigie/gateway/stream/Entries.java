package io.vigie.gateway.stream;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.RunId;
import io.vigie.contracts.log.LogEvent.LogSegment;
import io.vigie.contracts.run.RunEvent;
import io.vigie.contracts.wire.UnreadableMessage;
import java.time.ZoneId;

/** Makes entries of the envelopes that stand on the two topics of a run. Pure and thread-safe. */
public final class Entries {

    private final BrowserEvents words;

    /** @param zone the zone of the clock in front of each log line */
    public Entries(ZoneId zone) {
        this.words = new BrowserEvents(zone);
    }

    /**
     * The entry of a record.
     *
     * @param key the record's key, which must be the run's id: it decides the partition that readers look in
     * @throws UnreadableMessage when the envelope is none of that topic's, or lacks its place in the history
     */
    public Entry entry(
            Entry.Source source, String key, Envelope<?> envelope, long offset, long timestamp, long arrival) {
        return switch (source) {
            case RUN -> {
                if (!(envelope.message() instanceof RunEvent event)) {
                    throw new UnreadableMessage("Expected an event of a run's history, but found \"%s\"."
                            .formatted(envelope.message().getClass().getSimpleName()));
                }
                requireKey(key, event.runId());
                Envelope.Link link = envelope.link();
                if (link == null) {
                    throw new UnreadableMessage(
                            "Expected the event to have its number in the history, but it has none.");
                }
                yield Entry.of(words, event, link.sequence(), offset, timestamp, arrival);
            }
            case LOG -> {
                if (!(envelope.message() instanceof LogSegment segment)) {
                    throw new UnreadableMessage("Expected a segment of a log, but found \"%s\"."
                            .formatted(envelope.message().getClass().getSimpleName()));
                }
                requireKey(key, segment.runId());
                yield Entry.of(words, segment, envelope.actor(), offset, timestamp, arrival);
            }
        };
    }

    private static void requireKey(String key, RunId run) {
        if (!run.value().equals(key)) {
            throw new UnreadableMessage("Expected the key to be the run \"%s\", but found \"%s\".".formatted(run, key));
        }
    }
}
