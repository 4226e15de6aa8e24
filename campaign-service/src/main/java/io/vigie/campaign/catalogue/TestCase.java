package io.vigie.campaign.catalogue;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;
import static org.axonframework.modelling.command.AggregateLifecycle.markDeleted;

import io.vigie.campaign.catalogue.CatalogueEvent.TestChanged;
import io.vigie.campaign.catalogue.CatalogueEvent.TestCreated;
import io.vigie.campaign.catalogue.CatalogueEvent.TestDeleted;
import io.vigie.campaign.catalogue.CatalogueEvent.TestMoved;
import io.vigie.contracts.CampaignId;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.TestId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/** A test of a campaign. Each change of its content is a new version, which runs refer to; its place is none. */
@Aggregate(type = "test")
class TestCase {

    @AggregateIdentifier
    private TestId id;

    private ProjectId projectId;
    private CampaignId campaignId;
    private long version;
    private int order;
    private TestContent content;

    @SuppressWarnings("NullAway.Init") // Axon makes it, then the first event fills it.
    TestCase() {}

    @SuppressWarnings("NullAway.Init")
    TestCase(
            ProjectId projectId,
            CampaignId campaignId,
            TestId id,
            int order,
            TestContent content,
            String by,
            String byName) {
        apply(new TestCreated(projectId, campaignId, id, 1, order, content, by, byName));
    }

    /**
     * @param expected the versions that may be overwritten; absent: whichever there is
     * @throws io.vigie.service.refusal.Refusal 412 when it is none of these any more
     */
    void change(TestContent newContent, @Nullable Set<Long> expected) {
        if (expected != null && !expected.contains(version)) {
            throw CatalogueRefusals.overtaken(version, expected);
        }
        change(newContent);
    }

    private void change(TestContent newContent) {
        if (!newContent.equals(content)) {
            apply(new TestChanged(projectId, campaignId, id, version + 1, order, newContent));
        }
    }

    /** @throws io.vigie.service.refusal.Refusal 400 when the test is full */
    void add(TestContent.Step action) {
        List<TestContent.Step> actions = new ArrayList<>(content.actions());
        actions.add(action);
        TestContent longer = new TestContent(
                content.name(), content.description(), actions, content.variables(), content.settings());
        TestContents.checkSize(longer);
        change(longer);
    }

    void moveTo(int newOrder) {
        if (newOrder != order) {
            apply(new TestMoved(projectId, campaignId, id, version, newOrder, content.name()));
        }
    }

    void delete() {
        apply(new TestDeleted(projectId, campaignId, id));
    }

    @EventSourcingHandler
    void on(TestCreated event) {
        id = event.testId();
        projectId = event.projectId();
        campaignId = event.campaignId();
        version = event.version();
        order = event.order();
        content = event.content();
    }

    @EventSourcingHandler
    void on(TestChanged event) {
        version = event.version();
        content = event.content();
    }

    @EventSourcingHandler
    void on(TestMoved event) {
        order = event.order();
    }

    @EventSourcingHandler
    void on(TestDeleted event) {
        markDeleted();
    }
}
