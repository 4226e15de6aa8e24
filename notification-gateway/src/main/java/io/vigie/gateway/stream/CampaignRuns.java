package io.vigie.gateway.stream;

import io.vigie.contracts.CampaignId;
import io.vigie.contracts.RunId;
import io.vigie.gateway.stream.Entry.Source;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the list of a campaign's reports shows of each run: that it began, how far it is, how it ended. Told to those who joined the campaign, in the
 * words of the run's own stream with {@code campain_id} and {@code sequence} beside; who joins is told first how each run of late stands.
 *
 * <p>Holds the last word of the newest runs, bounded in number. One thread tells it of entries; listeners are called on it, with the lock held, so
 * that nobody misses or mixes up anything: they must not block. Any thread may join.
 */
public final class CampaignRuns {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int MOST_RUNS = 10_000;
    private static final String OF_CAMPAIGNS = "campain_";

    private final CampaignRooms rooms;
    /** The longest silent first. */
    private final Map<RunId, Known> runs = new LinkedHashMap<>(64, 0.75f, true);

    CampaignRuns(CampaignRooms rooms) {
        this.rooms = rooms;
    }

    /** How a run stands. */
    private static final class Known {

        private @Nullable CampaignId campaign;
        private boolean listed = true;
        private long sequence;
        private byte @Nullable [] progress;
        /** The last event of each name, in the order in which the names first came. */
        private final Map<String, BrowserEvent> last = new LinkedHashMap<>();
    }

    /** Takes what happened to a run, in order. Whatever comes twice is told once. */
    public synchronized void heard(Entry entry) {
        if (entry.source() != Source.RUN || entry.events().isEmpty()) {
            return;
        }
        Known known = runs.get(entry.run());
        if (known != null && entry.sequence() <= known.sequence) {
            return;
        }
        for (BrowserEvent event : entry.events()) {
            if (event.name().startsWith(OF_CAMPAIGNS)) {
                heard(entry, event);
            }
        }
    }

    private void heard(Entry entry, BrowserEvent event) {
        Known known = known(entry.run());
        known.sequence = entry.sequence();
        if (event.name().equals("campain_started")) {
            JsonNode started = JSON.readTree(event.json());
            known.campaign = CampaignId.of(started.path("campain_id").asString(""));
            // What people try alone stands in no list.
            known.listed = !started.path("kind").asString("").equals("trial");
        } else if (event.name().equals("campain_progress")) {
            if (Arrays.equals(event.json(), known.progress)) {
                return;
            }
            known.progress = event.json();
        }
        CampaignId campaign = known.campaign;
        if (!known.listed) {
            return;
        }
        known.last.put(event.name(), event);
        if (campaign != null) {
            rooms.tell(campaign, () -> told(known, event));
        }
    }

    private Known known(RunId run) {
        Known known = runs.computeIfAbsent(run, unknown -> new Known());
        if (runs.size() > MOST_RUNS) {
            runs.remove(runs.keySet().iterator().next());
        }
        return known;
    }

    /** Says of which campaign these runs are, for those that began before anything is remembered. */
    synchronized void adopt(CampaignId campaign, Collection<RunId> running) {
        for (RunId run : running) {
            Known known = known(run);
            if (known.campaign == null) {
                known.campaign = campaign;
            }
        }
    }

    /** Tells how each run of the campaign stands, and then whatever happens. */
    synchronized void join(CampaignId campaign, Consumer<BrowserEvent> listener) {
        for (Known known : runs.values()) {
            if (campaign.equals(known.campaign)) {
                known.last.values().forEach(event -> listener.accept(told(known, event)));
            }
        }
        rooms.join(campaign, listener);
    }

    /** The topics were made anew: what is known is of another history. */
    public synchronized void forget() {
        runs.clear();
    }

    private static BrowserEvent told(Known known, BrowserEvent event) {
        CampaignId campaign = known.campaign;
        ByteArrayOutputStream data = new ByteArrayOutputStream(event.json().length + 120);
        data.write(event.json(), 0, event.json().length - 1);
        if (campaign != null && !event.name().equals("campain_started")) {
            data.writeBytes(utf8(",\"campain_id\":" + JSON.writeValueAsString(campaign.value())));
        }
        data.writeBytes(utf8(",\"sequence\":" + known.sequence + "}"));
        return new BrowserEvent(event.name(), data.toByteArray());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
