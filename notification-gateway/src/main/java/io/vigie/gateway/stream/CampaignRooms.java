package io.vigie.gateway.stream;

import io.vigie.contracts.CampaignId;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Who wants to hear of which campaign. Live only: what happens while nobody listens is not kept. Safe for any thread. */
public final class CampaignRooms {

    private final Map<CampaignId, Set<Consumer<BrowserEvent>>> listeners = new ConcurrentHashMap<>();

    /** @param listener called on the thread that follows the topic: must not block; called once however often it joins */
    void join(CampaignId campaign, Consumer<BrowserEvent> listener) {
        listeners.compute(campaign, (id, all) -> {
            Set<Consumer<BrowserEvent>> joined = all == null ? ConcurrentHashMap.newKeySet() : all;
            joined.add(listener);
            return joined;
        });
    }

    void leave(CampaignId campaign, Consumer<BrowserEvent> listener) {
        listeners.computeIfPresent(campaign, (id, all) -> {
            all.remove(listener);
            return all.isEmpty() ? null : all;
        });
    }

    /** Tells those who listen that the campaign's files are others now. */
    public void filesUpdated(CampaignId campaign) {
        tell(campaign, () -> BrowserEvents.filesUpdated(campaign));
    }

    /** @param event made only when somebody listens */
    void tell(CampaignId campaign, Supplier<BrowserEvent> event) {
        Set<Consumer<BrowserEvent>> all = listeners.get(campaign);
        if (all != null) {
            BrowserEvent told = event.get();
            all.forEach(listener -> listener.accept(told));
        }
    }
}
