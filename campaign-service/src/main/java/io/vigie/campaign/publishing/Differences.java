package io.vigie.campaign.publishing;

import io.vigie.campaign.Fact;
import io.vigie.campaign.launching.LaunchingEvent;
import io.vigie.contracts.Kept;
import io.vigie.contracts.campaign.CampaignEvent.Change;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.springframework.stereotype.Component;

/**
 * Tells what is different since a fact: folds what came before it out of the store, so that the same fact always has the same difference. What was
 * folded last is remembered, so that the usual case, the next fact of the same thing, reads nothing. For the forwarder's thread alone.
 */
@Component
class Differences {

    private static final int REMEMBERED = 100;

    private final EventStore store;
    private final Map<String, AsOf> newest = new LinkedHashMap<>(16, 0.75f, true);

    Differences(EventStore store) {
        this.store = store;
    }

    private record AsOf(long sequence, Fields fields) {}

    List<Change> since(Fact fact, DomainEventMessage<?> event) {
        if (fact instanceof LaunchingEvent launching) {
            return since(launching);
        }
        Fields before = before(event);
        Fields after = before.after(fact);
        newest.put(event.getAggregateIdentifier(), new AsOf(event.getSequenceNumber(), after));
        if (newest.size() > REMEMBERED) {
            newest.remove(newest.keySet().iterator().next());
        }
        return before.changesTo(after);
    }

    /** What is decided about a run says all by itself. */
    private static List<Change> since(LaunchingEvent event) {
        return switch (event) {
            case LaunchingEvent.ReportDeleted deleted -> gone(deleted.name());
            case LaunchingEvent.ReportExpired expired when expired.removed().contains(Kept.RUN) -> gone(expired.name());
            case LaunchingEvent.ReportHeld held ->
                List.of(new Change("hold", null, ShownText.of(held.reason()), false));
            case LaunchingEvent.ReportReleased released ->
                List.of(new Change("hold", ShownText.of(released.reason()), null, false));
            default -> List.of();
        };
    }

    private static List<Change> gone(String name) {
        return List.of(new Change("name", ShownText.of(name), null, false));
    }

    private Fields before(DomainEventMessage<?> event) {
        AsOf known = newest.get(event.getAggregateIdentifier());
        if (known != null && known.sequence() == event.getSequenceNumber() - 1) {
            return known.fields();
        }
        Fields fields = Fields.NONE;
        if (event.getSequenceNumber() > 0) {
            var earlier = store.readEvents(event.getAggregateIdentifier(), 0);
            while (earlier.hasNext()) {
                DomainEventMessage<?> next = earlier.next();
                if (next.getSequenceNumber() >= event.getSequenceNumber()) {
                    break;
                }
                if (next.getPayload() instanceof Fact fact) {
                    fields = fields.after(fact);
                }
            }
        }
        return fields;
    }
}
