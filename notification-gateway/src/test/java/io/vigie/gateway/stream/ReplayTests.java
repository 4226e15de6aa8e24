package io.vigie.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vigie.contracts.Outcome;
import io.vigie.contracts.RunId;
import io.vigie.gateway.stream.Entry.Source;
import io.vigie.gateway.stream.LiveRuns.Reach;
import io.vigie.gateway.stream.Replay.Score;
import io.vigie.gateway.stream.Replay.Speed;
import io.vigie.gateway.stream.RunOrder.Side;
import io.vigie.gateway.stream.RunStream.Sources;
import io.vigie.gateway.stream.RunStream.Viewer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

class ReplayTests {

    private static final RunId RUN = Scripts.anyRun();
    private static final String EPOCH = "epoch-1";
    private static final Viewer VIEWER = new Viewer("user-1", "token", Instant.MAX, Locale.FRENCH);
    private static final Snapshot REPORT = Snapshot.of(
            "{\"_id\":\"x\",\"details\":\"Octobre\",\"status\":\"completed\",\"progress\":100,\"tests\":[{\"testId\":\"t\"}],\"asOf\":{\"sequence\":6,\"runOffset\":106,\"logOffset\":500}}"
                    .getBytes(StandardCharsets.UTF_8));

    private final List<Entry> topics = new ArrayList<>();
    private final List<Long> pauses = new ArrayList<>();

    @BeforeEach
    void write() {
        topics.add(Streams.run(Scripts.started(RUN, 2), 1, 101, 0));
        topics.add(Streams.run(Scripts.testStarted(RUN, 1), 2, 102, 1_000));
        topics.add(Streams.log(Scripts.log(RUN, 1, 1, 2), 501, 3_000));
        topics.add(Streams.run(Scripts.testFinished(RUN, 1, Outcome.PASSED, 2, 2), 3, 103, 3_500));
        topics.add(Streams.run(Scripts.skipped(RUN, 2, 2), 4, 104, 63_500));
        topics.add(Streams.run(Scripts.finished(RUN, Outcome.PASSED), 5, 105, 63_600));
    }

    @Test
    void playsTheWholeRunAtItsOwnPaceAndShortensLongPauses() {
        List<Frame> frames = play(Speed.AS_IT_WAS, 0, null);

        assertThat(frames)
                .extracting(Frame::name)
                .containsExactly(
                        "replay",
                        "snapshot",
                        "campain_started",
                        "test_started",
                        "test_log",
                        "test_completed",
                        "campain_progress",
                        "replay_pause",
                        "test_completed",
                        "campain_progress",
                        "campain_completed",
                        "end");
        assertThat(pauses).containsExactly(1_000L, 2_000L, 500L, 5_000L, 100L);
        assertThat(frames.get(7).data()).contains("\"paused_ms\":60000", "\"shown_ms\":5000");
        assertThat(frames.get(4).id()).isEqualTo("epoch-1:2:102-501");
    }

    @Test
    void playsQuickerAndAtOnce() {
        play(Speed.TENFOLD, 0, null);
        assertThat(pauses).containsExactly(100L, 200L, 50L, 5_000L, 10L);

        pauses.clear();
        assertThat(play(Speed.AT_ONCE, 0, null))
                .extracting(Frame::name)
                .endsWith("end")
                .doesNotContain("replay_pause");
        assertThat(pauses).isEmpty();
    }

    @Test
    void beginsWithTheReportAsItWasBeforeAnythingHadHappened() {
        Frame snapshot = play(Speed.AT_ONCE, 0, null).get(1);

        assertThat(JsonMapper.shared().readTree(snapshot.json()))
                .isEqualTo(
                        JsonMapper.shared()
                                .readTree(
                                        "{\"_id\":\"x\",\"details\":\"Octobre\",\"status\":\"pending\",\"result\":\"pending\",\"progress\":0,\"tests\":[],\"asOf\":{\"sequence\":0}}"));
    }

    @Test
    void tellsAtOnceWhatWasBeforeTheWantedEvent() {
        List<Frame> frames = play(Speed.AS_IT_WAS, 4, null);

        assertThat(frames)
                .extracting(Frame::name)
                .startsWith("replay", "snapshot", "campain_started")
                .endsWith("end");
        assertThat(pauses).containsExactly(5_000L, 100L);
    }

    @Test
    void goesOnAfterAnyIdAndSaysThatAnotherEpochIsLost() {
        List<Frame> whole = play(Speed.AT_ONCE, 0, null);
        for (int cut = 1; cut < whole.size() - 1; cut++) {
            assertThat(said(play(Speed.AT_ONCE, 0, whole.get(cut).id())))
                    .as("after %s", whole.get(cut))
                    .isEqualTo(said(whole.subList(cut + 1, whole.size())));
        }

        assertThat(play(Speed.AT_ONCE, 0, "epoch-0:4:104-501"))
                .extracting(Frame::name)
                .startsWith("replay", "history_lost", "snapshot", "campain_started")
                .endsWith("end");
    }

    @Test
    void leavesTheRestOfARunThatGoesOnToTheLiveStream() {
        topics.removeLast();
        Replay replay = replay(Speed.AT_ONCE, 0, null, VIEWER);

        List<Frame> frames = pull(replay);

        assertThat(frames).extracting(Frame::name).endsWith("test_completed", "campain_progress");
        assertThat(replay.reached()).hasToString("epoch-1:4:104-501");
    }

    @Test
    void endsWithTheToken() {
        Viewer late = new Viewer("user-1", "token", Instant.now().minusSeconds(1), Locale.ENGLISH);
        Replay replay = replay(Speed.AT_ONCE, 0, null, late);

        List<Frame> frames = pull(replay);

        assertThat(frames).extracting(Frame::name).containsExactly("cut");
        assertThat(frames.getFirst().data()).contains("token-expired");
        assertThat(replay.reached()).isNull();
    }

    private List<Frame> play(Speed speed, long from, @Nullable String after) {
        return pull(replay(speed, from, after, VIEWER));
    }

    private Replay replay(Speed speed, long from, @Nullable String after, Viewer viewer) {
        StreamPosition position =
                after == null ? null : StreamPosition.parse(after).orElseThrow();
        Score score = new Score(RUN, speed, from, position, Duration.ofSeconds(5));
        return new Replay(sources(), viewer, score, REPORT, pause -> pauses.add(pause.toMillis()));
    }

    private static List<Frame> pull(Replay replay) {
        List<Frame> frames = new ArrayList<>();
        try {
            for (Frame frame = replay.next(); frame != null; frame = replay.next()) {
                LiveProtocol.declares(frame);
                frames.add(frame);
            }
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
        return frames;
    }

    private static List<String> said(List<Frame> frames) {
        return frames.stream()
                .filter(frame -> !frame.name().equals("replay"))
                .map(Frame::toString)
                .toList();
    }

    private Sources sources() {
        StreamSettings settings = RunStreamTests.settings(2_000);
        LiveRuns live = new LiveRuns(settings);
        live.begin(EPOCH, run -> 0, List.of(new Reach(0, 0)));
        return new Sources(
                live,
                new ListedHistory(),
                (run, token) -> Mono.just(REPORT),
                settings,
                Clock.systemUTC(),
                new StreamMeters(new SimpleMeterRegistry()));
    }

    /** Reads the list, by the same rules of order as the topics are read. */
    private final class ListedHistory implements RunHistory {

        @Override
        public PastReader open(RunId run, Reach from, Reach until, boolean beginning) {
            RunOrder order = new RunOrder();
            topics.stream()
                    .filter(entry -> entry.source() == Source.RUN
                            ? entry.offset() >= from.run() && entry.offset() < until.run()
                            : entry.offset() >= from.log() && entry.offset() < until.log())
                    .forEach(order::offer);
            return new PastReader() {
                @Override
                public @Nullable Entry next(long waitMillis) {
                    return order.next(Side.CLOSED, Side.CLOSED);
                }

                @Override
                public boolean isDone() {
                    return order.isEmpty();
                }

                @Override
                public Reach reached() {
                    return until;
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public Reach end(RunId run) {
            return new Reach(10_000, 10_000);
        }

        @Override
        public Reach beginning(RunId run) {
            return new Reach(50, 450);
        }
    }
}
