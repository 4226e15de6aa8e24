package io.vigie.gateway.stream;

import io.vigie.contracts.RunId;
import io.vigie.gateway.stream.LiveRuns.Attachment;
import io.vigie.gateway.stream.LiveRuns.Reach;
import io.vigie.gateway.stream.RunHistory.HistoryAway;
import io.vigie.gateway.stream.RunHistory.HistoryGone;
import io.vigie.gateway.stream.RunHistory.PastReader;
import io.vigie.gateway.stream.StreamPosition.Stage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stream of one run to one client: a snapshot or a resumed position, what was missed, then live, on one line, each browser event
 * exactly once and in order.
 *
 * <p>It holds a position and asks for what comes after it: of the end of the topics in memory when that reaches back far enough, else of Kafka, up
 * to where memory begins. Whatever is offered twice is dropped by its offset, so the seams need no care.
 *
 * <p>One thread pulls; {@link #close} and {@link #shutDown} may come from any.
 */
final class RunStream implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RunStream.class);
    private static final long AHEAD_PAUSE_MILLIS = 20;

    /** After so many pauses a position beyond what was read here is looked up in Kafka: whoever wrote it may just be quicker than we are. */
    private static final int AHEAD_PAUSES = 10;

    private static final long READING_SLICE_MILLIS = 500;

    /** What streams need. */
    record Sources(
            LiveRuns live,
            RunHistory history,
            Snapshots snapshots,
            StreamSettings settings,
            Clock clock,
            StreamMeters meters) {}

    /**
     * Who watches.
     *
     * @param expires when the token's time is over, and the stream with it
     */
    record Viewer(String user, String token, Instant expires, Locale language) {

        private static final Instant FAR_AWAY = Instant.parse("9999-12-31T23:59:59Z");

        Viewer {
            expires = expires.isAfter(FAR_AWAY) ? FAR_AWAY : expires;
        }
    }

    private enum Phase {
        ATTACHING,
        READING,
        LIVE,
        ENDED
    }

    private final Sources sources;
    private final RunId run;
    private final Viewer viewer;
    private final Outbox outbox;
    private final ArrayDeque<Frame> outgoing = new ArrayDeque<>();

    private Phase phase = Phase.ATTACHING;
    private StreamPosition position;
    /** Whether records that age has deleted before the position are no loss, since the client has a snapshot. */
    private boolean beginning;

    /** What was taken out of the outbox, and is not delivered yet. */
    private final ArrayDeque<Entry> taken = new ArrayDeque<>();

    private Iterator<Entry> backlog = List.<Entry>of().iterator();
    /** The snapshot that the client is still to be shown. */
    private @Nullable Snapshot pending;
    /** Whether the offsets of a snapshot have led beyond the topics' end: they are of other topics. */
    private boolean distrusting;

    private @Nullable PastReader past;
    /** Where a resumed client came from, until it is told that it has caught up. */
    private @Nullable StreamPosition resumedFrom;

    private long delivered;
    private int pausesAhead;
    private long lastFrameAt;
    private long endAt = Long.MAX_VALUE;

    private RunStream(Sources sources, RunId run, Viewer viewer, StreamPosition position) {
        this.sources = sources;
        this.run = run;
        this.viewer = viewer;
        this.position = position;
        this.outbox = new Outbox(
                sources.settings().waitingEntries(), sources.settings().waitingBytes());
        this.lastFrameAt = now();
    }

    /** A stream that begins with a snapshot. */
    static RunStream fresh(Sources sources, RunId run, Viewer viewer, Snapshot snapshot) {
        RunStream stream = new RunStream(sources, run, viewer, StreamPosition.at("", 0, -1, -1));
        stream.pending = snapshot;
        return stream;
    }

    /** A stream that goes on after a position. */
    static RunStream resumed(Sources sources, RunId run, Viewer viewer, StreamPosition after) {
        RunStream stream = new RunStream(sources, run, viewer, after);
        stream.resumedFrom = after;
        if (after.stage() != Stage.RUNNING) {
            stream.endAt = stream.now() + sources.settings().afterTheEnd().toMillis();
        }
        return stream;
    }

    /** The next frame, {@link Frame#HEARTBEAT} when there was none for some time, or null at the end. Blocks. */
    @Nullable
    Frame next() throws InterruptedException {
        while (true) {
            Frame frame = outgoing.poll();
            if (frame != null) {
                return given(frame);
            }
            if (phase == Phase.ENDED) {
                return null;
            }
            if (now() >= viewer.expires().toEpochMilli()) {
                cut(Cut.TOKEN_EXPIRED);
            } else if (now() - lastFrameAt >= sources.settings().heartbeat().toMillis()) {
                lastFrameAt = now();
                return Frame.HEARTBEAT;
            } else {
                advance();
            }
        }
    }

    /** One more frame, if there is one at hand. Never blocks; null says nothing about the end. */
    @Nullable
    Frame more() {
        while (true) {
            Frame frame = outgoing.poll();
            if (frame != null) {
                return given(frame);
            }
            Entry entry = phase == Phase.LIVE && pending == null ? atHand() : null;
            if (entry == null) {
                return null;
            }
            deliver(entry);
        }
    }

    private Frame given(Frame frame) {
        lastFrameAt = now();
        sources.meters().delivered(1);
        return frame;
    }

    private @Nullable Entry atHand() {
        return backlog.hasNext() ? backlog.next() : taken.poll();
    }

    private void advance() throws InterruptedException {
        try {
            Snapshot snapshot = pending;
            if (snapshot != null) {
                begin(snapshot);
                return;
            }
            switch (phase) {
                case ATTACHING -> attach();
                case READING -> read();
                case LIVE -> follow();
                case ENDED -> {}
            }
        } catch (HistoryGone gone) {
            log.info("The history that a client knows of run {} is gone: {}", run, gone.getMessage());
            startOver();
        } catch (HistoryAway away) {
            log.warn("Expected to read the history of run {}, but Kafka does not answer.", run, away);
            cut(Cut.HISTORY_AWAY);
        }
    }

    private void begin(Snapshot snapshot) throws InterruptedException {
        String epoch = sources.live().epoch();
        if (epoch == null) {
            pause(AHEAD_PAUSE_MILLIS);
            return;
        }
        position = positionOf(snapshot, epoch);
        beginning = true;
        pending = null;
        phase = Phase.ATTACHING;
        if (snapshot.finished()) {
            position = position.in(Stage.LAST);
            endAt = now() + sources.settings().afterTheEnd().toMillis();
        }
        outgoing.add(Frame.snapshot(snapshot, position));
    }

    private StreamPosition positionOf(Snapshot snapshot, String epoch) throws InterruptedException {
        Snapshot.AsOf asOf = snapshot.asOf();
        if (asOf != null && asOf.runOffset() >= 0 && !distrusting) {
            long logOffset = asOf.logOffset() >= 0
                    ? asOf.logOffset()
                    : sources.history().beginning(run).log() - 1;
            return StreamPosition.at(epoch, asOf.sequence(), asOf.runOffset(), logOffset);
        }
        // A report that holds nothing, or speaks of topics that are no more: everything from the first event on.
        Reach first = sources.history().beginning(run);
        return StreamPosition.at(epoch, asOf == null ? 0 : asOf.sequence(), first.run() - 1, first.log() - 1);
    }

    private void attach() throws InterruptedException, HistoryGone {
        outbox.reopen();
        taken.clear();
        switch (sources.live().attach(run, position, outbox)) {
            case Attachment.Attached attached -> {
                backlog = attached.backlog().iterator();
                phase = Phase.LIVE;
            }
            case Attachment.ReadFirst first -> {
                Reach from = new Reach(position.runOffset() + 1, position.logOffset() + 1);
                past = sources.history().open(run, from, farther(first.until(), from), beginning);
                phase = Phase.READING;
            }
            case Attachment.Ahead ahead -> {
                pausesAhead++;
                if (pausesAhead % AHEAD_PAUSES == 0) {
                    Reach end = sources.history().end(run);
                    if (position.runOffset() >= end.run() || position.logOffset() >= end.log()) {
                        throw new HistoryGone("The position \"" + position + "\" is beyond the topics' end.");
                    }
                }
                pause(AHEAD_PAUSE_MILLIS);
            }
            case Attachment.OtherEpoch other -> {
                String epoch = sources.live().epoch();
                if (epoch != null && !epoch.equals(position.epoch())) {
                    throw new HistoryGone("The position \"" + position + "\" is of another epoch.");
                }
                pause(AHEAD_PAUSE_MILLIS);
            }
        }
    }

    private static Reach farther(Reach one, Reach other) {
        return new Reach(Math.max(one.run(), other.run()), Math.max(one.log(), other.log()));
    }

    private void read() throws InterruptedException {
        PastReader reader = past;
        if (reader == null) {
            phase = Phase.ATTACHING;
            return;
        }
        Entry entry = reader.next(READING_SLICE_MILLIS);
        if (entry != null) {
            deliver(entry);
        } else if (reader.isDone()) {
            closePast();
            position = position.reaching(reader.reached());
            phase = Phase.ATTACHING;
        } else if (outbox.signal() != null) {
            obey(outbox.signal());
        }
    }

    private void follow() throws InterruptedException {
        Entry entry = atHand();
        if (entry != null) {
            deliver(entry);
            return;
        }
        StreamPosition from = resumedFrom;
        if (from != null) {
            resumedFrom = null;
            outgoing.add(Frame.resumed(run, from, position, delivered));
            return;
        }
        long now = now();
        long until = Math.min(
                Math.min(endAt, viewer.expires().toEpochMilli()),
                lastFrameAt + sources.settings().heartbeat().toMillis());
        outbox.take(taken, Math.max(0, until - now));
        Entry oldest = taken.peek();
        if (oldest != null) {
            sources.meters().took(now() - oldest.arrival());
            return;
        }
        Outbox.Signal signal = outbox.signal();
        if (signal != null) {
            obey(signal);
        } else if (now() >= endAt) {
            end();
        }
    }

    private void obey(Outbox.@Nullable Signal signal) {
        switch (signal) {
            case OVERFLOWED -> cut(Cut.TOO_SLOW);
            case DETACHED -> phase = Phase.ATTACHING;
            case SHUTTING_DOWN -> cut(Cut.SHUTTING_DOWN);
            case CLOSED -> phase = Phase.ENDED;
            case null -> {}
        }
    }

    /** Turns what is new of an entry into frames, and moves on. */
    private void deliver(Entry entry) {
        if (position.isPast(entry)) {
            return;
        }
        Step step = entry.stepFrom(position);
        delivered += step.frames().size();
        outgoing.addAll(step.frames());
        position = step.after();
        if (entry.isTheLast()) {
            endAt = now() + sources.settings().afterTheEnd().toMillis();
        }
    }

    private void end() {
        position = position.in(Stage.END);
        outgoing.add(Frame.end(run, position));
        phase = Phase.ENDED;
    }

    private void cut(Cut cut) {
        sources.meters().cut(cut);
        outgoing.add(
                Frame.cut(run, cut, viewer.language().getLanguage().equals("en"), pending == null ? position : null));
        phase = Phase.ENDED;
    }

    private void startOver() {
        closePast();
        sources.live().detach(run, outbox);
        distrusting = beginning;
        resumedFrom = null;
        outgoing.add(Frame.historyLost(run));
        endAt = Long.MAX_VALUE;
        try {
            pending = sources.snapshots().of(run, viewer.token()).block(Duration.ofSeconds(10));
        } catch (RuntimeException refused) {
            log.info("Expected a fresh report of run {}, but found none: {}", run, refused.getMessage());
            pending = null;
        }
        if (pending == null) {
            cut(Cut.HISTORY_AWAY);
        }
    }

    private void pause(long millis) throws InterruptedException {
        // What waits was offered to an attachment that is no more; the next one will be offered it again.
        outbox.take(taken, millis);
        taken.clear();
        Outbox.Signal signal = outbox.signal();
        if (signal == Outbox.Signal.SHUTTING_DOWN || signal == Outbox.Signal.CLOSED) {
            obey(signal);
        }
    }

    private void closePast() {
        PastReader reader = past;
        past = null;
        if (reader != null) {
            reader.close();
        }
    }

    private long now() {
        return sources.clock().millis();
    }

    RunId run() {
        return run;
    }

    /** Ends the stream with a word to the client. */
    void shutDown() {
        outbox.signal(Outbox.Signal.SHUTTING_DOWN);
    }

    /** Ends the stream without a word, as soon as the pulling thread looks. */
    void stop() {
        outbox.signal(Outbox.Signal.CLOSED);
    }

    /** Lets go of everything. Called by the pulling thread, at the end. */
    @Override
    public void close() {
        outbox.signal(Outbox.Signal.CLOSED);
        sources.live().detach(run, outbox);
        closePast();
        phase = Phase.ENDED;
    }
}
