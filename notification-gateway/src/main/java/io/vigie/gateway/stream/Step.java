package io.vigie.gateway.stream;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one entry is to a client that stands at a place: the frames it gets, and where it stands then. The same for all who stand there.
 *
 * @param before where they stood
 * @param frames what is new to them; may be nothing
 * @param after where they stand then
 */
record Step(StreamPosition before, List<Frame> frames, StreamPosition after) {

    private static Step of(Entry entry, StreamPosition before) {
        List<BrowserEvent> events = entry.events();
        List<Frame> frames = new ArrayList<>(events.size());
        StreamPosition after = before.after(entry);
        for (int told = before.deliveredOf(entry); told < events.size(); told++) {
            boolean whole = told == events.size() - 1;
            frames.add(Frame.of(events.get(told), whole ? after : before.within(entry, told + 1)));
        }
        return new Step(before, List.copyOf(frames), after);
    }

    /**
     * Remembers the step of an entry that was taken last, as long as the entry is new. Clients that follow a run live stand at one place, so that one
     * made it for all; who stands elsewhere gets one of his own. Safe for any thread.
     */
    static final class Memory {

        private volatile @Nullable Step last;
        private volatile boolean remembering;

        /** The step of the entry, which must be new to whoever stands there. */
        Step of(Entry entry, StreamPosition before) {
            Step known = last;
            if (known != null && (known.before() == before || known.before().equals(before))) {
                return known;
            }
            Step step = Step.of(entry, before);
            if (remembering) {
                last = step;
            }
            return step;
        }

        /** From now on: the entry is new, and many may be about to be told. */
        void remember() {
            remembering = true;
        }

        /** Nothing any more: the entry is old, and what is kept of it should be small. */
        void forget() {
            remembering = false;
            last = null;
        }
    }
}
