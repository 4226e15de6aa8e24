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
            CampaignDoor door,
            CampaignRooms rooms,
            OpenStreams open,
            StreamSettings settings,
            SessionCheck sessions,
            Clock clock) {
        this.parts = new Parts(requests, door, rooms, open, settings, sessions, clock);
    }

    /** What conversations need. */
    record Parts(
            StreamRequests requests,
            CampaignDoor door,
            CampaignRooms rooms,
            OpenStreams open,
            StreamSettings settings,
            SessionCheck sessions,
            Clock clock) {}

    /** @param language of what is said to people */
    public Conversation begin(Locale language) {
        return new Conversation(parts, language);
    }
}
