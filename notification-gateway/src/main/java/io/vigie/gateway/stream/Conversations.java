package io.vigie.gateway.stream;

import io.vigie.gateway.security.SessionCheck;
import java.time.Clock;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** Begins conversations, for whatever wire. */
@Component
public final class Conversations {

    private final Parts parts;

    Conversations(
            StreamRequests requests,
            TestLogs logs,
            Trials trials,
            CampaignDoor door,
            CampaignRooms rooms,
            CampaignRuns runs,
            RunningReports running,
            OpenStreams open,
            StreamSettings settings,
            SessionCheck sessions,
            Clock clock) {
        this.parts = new Parts(requests, logs, trials, door, rooms, runs, running, open, settings, sessions, clock);
    }

    /** What conversations need. */
    record Parts(
            StreamRequests requests,
            TestLogs logs,
            Trials trials,
            CampaignDoor door,
            CampaignRooms rooms,
            CampaignRuns runs,
            RunningReports running,
            OpenStreams open,
            StreamSettings settings,
            SessionCheck sessions,
            Clock clock) {}

    /** @param language of what is said to people */
    public Conversation begin(Locale language) {
        return new Conversation(parts, language);
    }
}
