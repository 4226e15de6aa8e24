package io.vigie.gateway.stream;

import io.vigie.contracts.RunId;
import io.vigie.gateway.stream.LiveRuns.Reach;
import io.vigie.gateway.stream.RunHistory.HistoryAway;
import io.vigie.gateway.stream.RunHistory.HistoryGone;
import io.vigie.gateway.stream.RunHistory.PastReader;
import io.vigie.gateway.stream.RunStream.Sources;
import io.vigie.gateway.stream.RunStream.Viewer;
import io.vigie.gateway.stream.StreamPosition.Stage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A run's history played again, in its own order and at its own pace or a quicker one: the frames of the live stream, with the same names, data and
 * ids. The pace is that of the instants at which the records were written; a pause that is too long to wait for is shortened, and said.
 *
 * <p>It reads a part at a time and lets go of Kafka while it plays. When a run still goes on, it ends where the history does; from
 * {@link #reached} on the live stream tells the rest.
 *
 * <p>One thread pulls; it is interrupted to stop.
 */
final class Replay {

    private static final Logger log = LoggerFactory.getLogger(Replay.class);
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int MOST_ENTRIES = 500;
    private static final int MOST_BYTES = 2 * 1024 * 1024;
    private static final long READING_SLICE_MILLIS = 500;

    /** So long after a run's last event its late lines are still looked for. */
    private static final long LATE_LINES_MILLIS = 200;

    /** What a report says that was so from its run's first event on. */
    private static final List<String> LASTING =
            List.of("_id", "campainId", "dateCreated", "details", "filiere", "stopOnFailure", "kind", "options");

    private final Sources sources;
    private final Viewer viewer;
    private final Score score;
    /** The report as it is now. */
    private final Snapshot opening;

    private final Pauses pauses;
    private final ArrayDeque<Frame> outgoing = new ArrayDeque<>();
    private final ArrayDeque<Entry> read = new ArrayDeque<>();
    private @Nullable StreamPosition position;
    private @Nullable Reach until;
    private long lastTimestamp = Long.MIN_VALUE;
    private boolean allRead;
    private boolean over;

    /** How quickly a run is played. */
    enum Speed {
        AS_IT_WAS("1", 1),
        TENFOLD("10", 10),
        AT_ONCE("max", 0);

        private final String word;
        private final int factor;

        Speed(String word, int factor) {
            this.word = word;
            this.factor = factor;
        }

        /** The speed of a word on the wire. */
        static Optional<Speed> of(String word) {
            return List.of(values()).stream()
                    .filter(speed -> speed.word.equals(word))
                    .findFirst();
        }

        private long pause(long millis) {
            return factor == 0 ? 0 : millis / factor;
        }
    }

    /**
     * What is played.
     *
     * @param from everything before the event of this number is told at once, so that who joins late knows what was
     * @param after where the client is already, or null
     * @param longestPause to which every longer one is shortened
     */
    record Score(
            RunId run, Speed speed, long from, @Nullable StreamPosition after, Duration longestPause) {}

    /** Waits. */
    @FunctionalInterface
    interface Pauses {
        void pause(Duration pause) throws InterruptedException;
    }

    /** @param report of the run as it is now */
    Replay(Sources sources, Viewer viewer, Score score, Snapshot report, Pauses pauses) {
        this.sources = sources;
        this.viewer = viewer;
        this.score = score;
        this.opening = report;
        this.pauses = pauses;
    }

    /** The next frame, or null at the end. Blocks, for as long as the run paused or reading takes. */
    @Nullable
    Frame next() throws InterruptedException {
        while (outgoing.isEmpty() && !over) {
            try {
                advance();
            } catch (HistoryGone gone) {
                log.info("The history of run {} that is replayed is gone: {}", score.run(), gone.getMessage());
                cut(Cut.HISTORY_AWAY);
            } catch (HistoryAway away) {
                log.warn("Expected to replay run {}, but Kafka does not answer.", score.run(), away);
                cut(Cut.HISTORY_AWAY);
            }
        }
        return outgoing.poll();
    }

    /** Where the history ended although its run did not, or null when nothing is left to tell. */
    @Nullable
    StreamPosition reached() {
        StreamPosition now = position;
        return now != null && now.stage() == Stage.RUNNING && allRead ? now : null;
    }

    private void advance() throws InterruptedException, HistoryGone {
        StreamPosition now = position;
        if (sources.clock().instant().isAfter(viewer.expires())) {
            cut(Cut.TOKEN_EXPIRED);
        } else if (now == null) {
            begin();
        } else if (!read.isEmpty()) {
            play(now, read.remove());
        } else if (now.stage() == Stage.LAST) {
            position = now.in(Stage.END);
            outgoing.add(Frame.end(score.run(), now.in(Stage.END)));
            over = true;
        } else if (allRead) {
            over = true;
        } else {
            readOn(now);
        }
    }

    private void begin() throws InterruptedException {
        String epoch = sources.live().epoch();
        if (epoch == null) {
            throw new HistoryAway(
                    new IllegalStateException("Expected the topics to be followed, but they are not yet."));
        }
        RunId run = score.run();
        StreamPosition after = score.after();
        until = sources.history().end(run);
        if (after != null && after.epoch().equals(epoch)) {
            position = after;
        } else {
            if (after != null) {
                outgoing.add(Frame.historyLost(run));
            }
            Reach first = sources.history().beginning(run);
            StreamPosition start = StreamPosition.at(epoch, 0, first.run() - 1, first.log() - 1);
            position = start;
            outgoing.add(new Frame("snapshot", before(opening), start.toString()));
        }
        outgoing.addFirst(said(
                "replay",
                about(run)
                        .put("speed", score.speed().word)
                        .put("from", score.from())
                        .put("longest_pause_ms", score.longestPause().toMillis())));
    }

    /** The report as it was before anything had happened. */
    private byte[] before(Snapshot report) {
        ObjectNode begun = JSON.createObjectNode();
        var now = JSON.readTree(report.json());
        for (String name : LASTING) {
            if (now.has(name)) {
                begun.set(name, now.path(name));
            }
        }
        begun.put("status", "pending").put("result", "pending").put("progress", 0);
        begun.putArray("tests");
        begun.putObject("asOf").put("sequence", 0);
        return JSON.writeValueAsBytes(begun);
    }

    private void readOn(StreamPosition now) throws InterruptedException, HistoryGone {
        Reach end = until == null ? sources.history().end(score.run()) : until;
        Reach from = new Reach(now.runOffset() + 1, now.logOffset() + 1);
        Reach to = new Reach(Math.max(from.run(), end.run()), Math.max(from.log(), end.log()));
        int bytes = 0;
        boolean ended = false;
        // Records that age has deleted are no reason to show nothing of a run.
        try (PastReader reader = sources.history().open(score.run(), from, to, true)) {
            while (read.size() < MOST_ENTRIES && bytes < MOST_BYTES) {
                Entry entry = reader.next(ended ? LATE_LINES_MILLIS : READING_SLICE_MILLIS);
                if (entry != null) {
                    read.add(entry);
                    bytes += entry.size();
                    ended |= entry.isTheLast();
                } else if (ended || reader.isDone()) {
                    allRead = true;
                    break;
                }
            }
        }
    }

    private void play(StreamPosition now, Entry entry) throws InterruptedException {
        if (now.isPast(entry)) {
            return;
        }
        keepPace(now, entry);
        List<BrowserEvent> events = entry.events();
        for (int told = now.deliveredOf(entry); told < events.size(); told++) {
            boolean whole = told == events.size() - 1;
            outgoing.add(Frame.of(events.get(told), whole ? now.after(entry) : now.within(entry, told + 1)));
        }
        position = now.after(entry);
    }

    private void keepPace(StreamPosition now, Entry entry) throws InterruptedException {
        long gap = lastTimestamp == Long.MIN_VALUE ? 0 : Math.max(0, entry.timestamp() - lastTimestamp);
        lastTimestamp = Math.max(lastTimestamp, entry.timestamp());
        boolean wanted = Math.max(now.sequence(), entry.sequence()) >= score.from();
        long pause = wanted ? score.speed().pause(gap) : 0;
        long longest = score.longestPause().toMillis();
        if (pause > longest) {
            outgoing.add(said(
                    "replay_pause", about(score.run()).put("paused_ms", gap).put("shown_ms", longest)));
        }
        if (pause > 0) {
            pauses.pause(Duration.ofMillis(Math.min(pause, longest)));
        }
    }

    private void cut(Cut cut) {
        outgoing.add(Frame.cut(score.run(), cut, viewer.language().getLanguage().equals("en"), position));
        over = true;
        allRead = false;
    }

    private static ObjectNode about(RunId run) {
        return JSON.createObjectNode().put("rapport_id", run.value());
    }

    private static Frame said(String name, ObjectNode data) {
        return new Frame(name, JSON.writeValueAsBytes(data), null);
    }
}
