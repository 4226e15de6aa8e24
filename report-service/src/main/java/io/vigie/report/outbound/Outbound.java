package io.vigie.report.outbound;

import io.vigie.contracts.TestId;
import io.vigie.contracts.definition.Definition.WebhookDefinition;
import io.vigie.contracts.run.RunEvent;
import io.vigie.report.outbound.Deliveries.New;
import io.vigie.report.outbound.Webhooks.Webhook;
import io.vigie.report.projection.Fact;
import io.vigie.report.projection.Position.Partition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Tells the history of runs to others: each event is published, then what is to be sent to webhooks is written together with how far the history is told.
 * Whatever fails in between is done again, with the same ids. Apart from the projection: a rebuild tells nothing again.
 *
 * <p>For any thread; events of one partition in their order, by one at a time. Of two that take the same partition for theirs one is heard.
 */
@Component
public class Outbound {

    private final CdEventTelling telling;
    private final CdEventPublisher publisher;
    private final OutboundRows rows;
    private final Webhooks webhooks;
    private final Deliveries deliveries;
    private final Deliverer deliverer;
    private final OutboundSettings settings;
    private final OutboundMeters meters;

    Outbound(
            CdEventPublisher publisher,
            OutboundRows rows,
            Webhooks webhooks,
            Deliveries deliveries,
            Deliverer deliverer,
            OutboundSettings settings,
            OutboundMeters meters) {
        this.telling = new CdEventTelling(settings.publicUrl());
        this.publisher = publisher;
        this.rows = rows;
        this.webhooks = webhooks;
        this.deliveries = deliveries;
        this.deliverer = deliverer;
        this.settings = settings;
        this.meters = meters;
    }

    /** Where to read on; nothing before the first record. */
    public OptionalLong nextOffset(Partition partition) {
        return rows.nextOffset(partition);
    }

    /** Reads on from here whatever was read before: the topic is not the one that was read. */
    public void begin(Partition partition, long offset) {
        rows.place(partition, offset);
    }

    /**
     * Tells what happened, once it is published and written down.
     *
     * @param facts events of runs, in their order; all at {@code from} or behind it
     * @param from where the position must stand
     * @param to where it stands afterwards
     * @return whether this was heard; otherwise somebody else has told it, or tells it
     */
    public boolean tell(Partition partition, List<Fact> facts, long from, long to) {
        Map<UUID, ToldRun> runs = rows.load(testsOf(facts));
        List<Told> told = new ArrayList<>();
        for (Fact fact : facts) {
            ToldRun run = runs.get(fact.run());
            if (run != null && fact.message() instanceof RunEvent event) {
                telling.tell(run, event, fact.sequence(), fact.envelope().time())
                        .forEach(cdEvent -> told.add(new Told(cdEvent, fact, run)));
            }
        }
        publisher.publish(told.stream().map(Told::event).toList());
        boolean heard = deliveries.inTransaction(() -> {
            if (!rows.advance(partition, from, to)) {
                return false;
            }
            rows.save(runs.values());
            address(told);
            return true;
        });
        if (!told.isEmpty()) {
            deliverer.wake();
        }
        if (heard) {
            told.forEach(one -> meters.told(one.fact().envelope().time()));
        }
        return heard;
    }

    private record Told(CdEvent event, Fact fact, ToldRun run) {

        String campaign() {
            ToldRun.Launch launch = run.launch;
            return launch == null ? "" : launch.campaignId();
        }
    }

    private static Map<UUID, Set<String>> testsOf(List<Fact> facts) {
        Map<UUID, Set<String>> tests = new HashMap<>();
        for (Fact fact : facts) {
            Set<String> ofRun = tests.computeIfAbsent(fact.run(), run -> new HashSet<>());
            TestId test = switch (fact.message()) {
                case RunEvent.TestQueued event -> event.testId();
                case RunEvent.TestStarted event -> event.testId();
                case RunEvent.TestFinished event -> event.testId();
                case RunEvent.TestSkipped event -> event.testId();
                default -> null;
            };
            if (test != null) {
                ofRun.add(test.value());
            }
        }
        return tests;
    }

    private void address(List<Told> told) {
        if (told.isEmpty()) {
            return;
        }
        List<New> fresh = new ArrayList<>();
        Set<String> addressed = new LinkedHashSet<>();
        for (Webhook webhook : webhooks.all()) {
            for (Told one : told) {
                CdEvent event = one.event();
                if (webhook.wants(event, one.campaign(), one.fact().envelope().time())) {
                    addressed.add(webhook.id());
                    fresh.add(new New(
                            webhook.id(),
                            event.run(),
                            event.id(),
                            event.kind().word(),
                            event.subject(),
                            CloudEventBody.of(event)));
                }
            }
        }
        if (!fresh.isEmpty()) {
            deliveries.add(fresh);
            addressed.forEach(webhook -> deliveries.giveUpBeyond(webhook, settings.pending()));
        }
    }

    /** Takes settings of webhooks in their order, with how far they are read. What waits for one that is switched off or deleted is given up. */
    public void take(Partition partition, List<WebhookDefinition> changes, long to) {
        deliveries.inTransaction(() -> {
            for (WebhookDefinition change : changes) {
                webhooks.take(change);
                if (change.deleted()) {
                    deliveries.forget(change.webhookId());
                } else if (!change.active()) {
                    deliveries.giveUpAll(change.webhookId(), Cause.SWITCHED_OFF);
                }
            }
            rows.place(partition, to);
            return true;
        });
    }
}
