package io.vigie.report.projection;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.Message;
import io.vigie.contracts.run.RunEvent;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * A message about a run, with the place where it was read. An event of a run's history always has its link.
 *
 * @param recorded makes the record's own line ({@code CloudEventJson.asRecorded}); asked only by who keeps it, since it costs as much as reading
 */
public record Fact(Position position, UUID run, Envelope<?> envelope, Supplier<String> recorded) {

    public Message message() {
        return envelope.message();
    }

    /** The number of a run event in its run's history; 0 for every other message, those included that are numbered among decisions. */
    public long sequence() {
        Envelope.Link link = envelope.link();
        return link == null || !(message() instanceof RunEvent) ? 0 : link.sequence();
    }
}
