package io.vigie.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vigie.contracts.Outcome;
import io.vigie.contracts.RunId;
import io.vigie.gateway.stream.Entry.Source;
import io.vigie.gateway.stream.LiveRuns.Reach;
import io.vigie.gateway.stream.RunOrder.Side;
import io.vigie.gateway.stream.RunStream.Sources;
import io.vigie.gateway.stream.RunStream.Viewer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** One client's stream over topics that a list holds. */
@Timeout(30)
class RunStreamTests {

    private static final RunId RUN = Scripts.anyRun();
    private static final String EPOCH = "epoch-1";
    private static final StreamMeters METERS = new StreamMeters(new SimpleMeterRegistry());
    private static final Viewer VIEWER = new Viewer("user-1", "token", Instant.MAX.minusSeconds(1), Locale.FRENCH);

    private final List<Entry> topics = script();
    private Snapshot report = Snapshot.empty(RUN);

    /** How much of the topics is kept in memory: everything from here on. */
    private Reach kept = new Reach(0, 0);

    private int waiting = 2_000;
    private LiveRuns live = new LiveRuns(settings(2_000));

    static StreamSettings settings(int waiting) {
        return new StreamSettings(
                "",
                "UTC",
                Duration.ofSeconds(15),
                Duration.ofSeconds(30),
                Duration.ZERO,
                1L << 24,
                5_000,
                waiting,
                1L << 22,
                Duration.ofSeconds(5),
                Duration.ofMillis(20),
                10,
                10,
                10,
                2,
                Duration.ofSeconds(1));
    }

    /** Three tests, with events of two parts, an event without any, and records of another run in between. */
    private static List<Entry> script() {
        List<Entry> all = new ArrayList<>();
        long[] next = {100, 500};
        long sequence = 1;
        all.add(Streams.run(Scripts.started(RUN, 3), sequence++, next[0]++, 0));
        for (int test = 1; test <= 3; test++) {
            all.add(Streams.run(Scripts.queued(RUN, test), sequence++, next[0]++, 0));
        }
        for (int test = 1; test <= 2; test++) {
            next[0]++;
            all.add(Streams.run(Scripts.testStarted(RUN, test), sequence++, next[0]++, test * 100L));
            all.add(Streams.log(Scripts.log(RUN, test, 1, 2), next[1]++, test * 100L + 1));
            next[1] += 2;
            all.add(Streams.run(Scripts.action(RUN, test), sequence++, next[0]++, test * 100L + 2));
            all.add(Streams.log(Scripts.log(RUN, test, 3, 1), next[1]++, test * 100L + 3));
            all.add(Streams.run(
                    Scripts.testFinished(RUN, test, Outcome.PASSED, 3, 3), sequence++, next[0]++, test * 100L + 4));
        }
        all.add(Streams.run(Scripts.skipped(RUN, 3, 3), sequence++, next[0]++, 900));
        all.add(Streams.run(Scripts.failed(RUN, "Panne"), sequence, next[0], 901));
        return List.copyOf(all);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 7, 100})
    void resumesAtEveryCutWithoutLossOrRepeat(int keptOfTheTail) {
        keepTheLast(keptOfTheTail);
        List<Frame> whole = frames(fresh());
        assertThat(whole)
                .extracting(Frame::name)
                .startsWith("snapshot", "campain_started")
                .endsWith("end");

        for (int cut = 1; cut < whole.size(); cut++) {
            String id = whole.get(cut - 1).id();
            List<Frame> after = frames(resumed(id));

            assertThat(said(after)).as("after %s", id).isEqualTo(said(whole.subList(cut, whole.size())));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void deliversEachEventOnceWhateverIsReadWhereAndWhenItIsCut(long seed) {
        Random random = new Random(seed);
        keepTheLast(0);
        List<String> whole = said(frames(fresh()));
        List<String> seen = new ArrayList<>();
        String id = null;

        while (seen.isEmpty() || !seen.getLast().startsWith("end")) {
            keepTheLast(random.nextInt(topics.size() + 3));
            List<Frame> part = frames(id == null ? fresh() : resumed(id), 1 + random.nextInt(4));
            seen.addAll(said(part));
            id = part.getLast().id();
        }

        assertThat(seen).isEqualTo(whole);
    }

    static List<Long> seeds() {
        return IntStream.range(0, 60).mapToObj(Long::valueOf).toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, 100})
    void provesWhatAResumedClientHasRecovered(int keptOfTheTail) {
        keepTheLast(keptOfTheTail);
        List<Frame> whole = frames(fresh());
        String from = whole.get(4).id();

        List<Frame> after = frames(resumed(from));

        List<Frame> proofs =
                after.stream().filter(frame -> frame.name().equals("resumed")).toList();
        assertThat(proofs).singleElement().satisfies(proof -> {
            int told = after.indexOf(proof);
            assertThat(proof.data())
                    .contains(
                            "\"recovered\":true",
                            "\"from\":\"" + from + "\"",
                            "\"to\":\"" + proof.id() + "\"",
                            "\"events\":" + told);
            assertThat(told).as("everything but the end, which comes live").isEqualTo(whole.size() - 5 - 1);
        });
    }

    @Test
    void goesOnLiveWhileItReadsThePast() throws InterruptedException {
        keepTheLast(topics.size());
        int half = topics.size() / 2;
        live = new LiveRuns(settings(2_000));
        live.begin(EPOCH, run -> 0, List.of(new Reach(0, 0)));
        live.advance(0, new Reach(10_000, 10_000));
        topics.subList(0, half).forEach(entry -> live.append(0, entry));
        RunStream stream = fresh();
        List<Frame> seen = new ArrayList<>();
        for (int taken = 0; taken < 3; taken++) {
            seen.add(stream.next());
        }

        topics.subList(half, topics.size()).forEach(entry -> live.append(0, entry));
        seen.addAll(frames(stream));

        keepTheLast(0);
        assertThat(said(seen)).isEqualTo(said(frames(fresh())));
    }

    @Test
    void beginsWithTheReportAndWhatCameAfterIt() {
        keepTheLast(4);
        Entry reached = topics.get(6);
        report = Snapshot.of(("{\"_id\":\"x\",\n\"status\":\"running\",\"tests\":[{\"asOf\":{\"sequence\":99}}],"
                        + "\"asOf\":{\"sequence\":6,\"runOffset\":106,\"logOffset\":500}}")
                .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(reached.offset()).isEqualTo(106);

        List<Frame> frames = frames(fresh());

        assertThat(frames.getFirst().id()).isEqualTo("epoch-1:6:106-500");
        assertThat(frames.getFirst().data())
                .startsWith("{\"_id\":\"x\",\"status\":\"running\"")
                .doesNotContain("\n");
        assertThat(frames.get(1).name()).isEqualTo("test_log");
        assertThat(frames.get(1).data()).contains("\"n\":3");
        assertThat(frames.get(2).name()).isEqualTo("test_completed");
    }

    @Test
    void saysThatTheHistoryIsLostWhenTheEpochIsAnother() {
        keepTheLast(100);
        List<Frame> frames = frames(resumed("epoch-0:7:106-500"));

        assertThat(frames)
                .extracting(Frame::name)
                .startsWith("history_lost", "snapshot", "campain_started")
                .endsWith("campain_completed", "end");
    }

    @Test
    void saysThatTheHistoryIsLostWhenThePositionIsBeyondTheTopics() {
        keepTheLast(100);

        assertThat(frames(resumed("epoch-1:7:100000-500")))
                .extracting(Frame::name)
                .startsWith("history_lost", "snapshot", "campain_started");
    }

    @Test
    void cutsAReaderThatIsTooSlowAndLetsItResume() throws InterruptedException {
        waiting = 3;
        live = new LiveRuns(settings(waiting));
        live.begin(EPOCH, run -> 0, List.of(new Reach(0, 0)));
        live.advance(0, new Reach(10_000, 10_000));
        RunStream slow = fresh();
        List<Frame> seen = new ArrayList<>();
        seen.add(slow.next());
        live.append(0, topics.getFirst());
        seen.add(slow.next());

        topics.subList(1, topics.size()).forEach(entry -> live.append(0, entry));
        seen.addAll(frames(slow));

        Frame cut = seen.removeLast();
        assertThat(cut.name()).isEqualTo("cut");
        assertThat(cut.data()).contains("\"reason\":\"too-slow\"", "\"resume\":true");
        seen.addAll(frames(resumed(cut.id())));
        keepTheLast(0);
        assertThat(said(seen)).isEqualTo(said(frames(fresh())));
    }

    @Test
    void endsWithTheToken() {
        keepTheLast(100);
        Viewer late = new Viewer("user-1", "token", Instant.now().minusSeconds(1), Locale.ENGLISH);
        RunStream stream = RunStream.resumed(
                sources(), RUN, late, StreamPosition.parse("epoch-1:1:100-499").orElseThrow());

        List<Frame> frames = frames(stream);

        assertThat(frames).extracting(Frame::name).containsExactly("cut");
        assertThat(frames.getFirst().data()).contains("token-expired", "Please log in again", "\"resume\":false");
    }

    @Test
    void pullsOnlyAsMuchAsIsAskedFor() {
        keepTheLast(100);

        StepVerifier.create(PulledFrames.of(fresh(), Duration.ofSeconds(5)), 1)
                .expectNextMatches(frame -> frame.name().equals("snapshot"))
                .thenRequest(1)
                .expectNextMatches(frame -> frame.name().equals("campain_started"))
                .expectNoEvent(Duration.ofMillis(50))
                .thenCancel()
                .verify(Duration.ofSeconds(5));
    }

    @Test
    void sharesFramesAmongAllWhoFollowLive() throws InterruptedException {
        live = new LiveRuns(settings(2_000));
        live.begin(EPOCH, run -> 0, List.of(new Reach(0, 0)));
        live.advance(0, new Reach(10_000, 10_000));
        RunStream one = fresh();
        RunStream other = fresh();
        live.append(0, topics.getFirst());
        for (RunStream stream : List.of(one, other)) {
            assertThat(stream.next().name()).isEqualTo("snapshot");
            assertThat(stream.next().name()).isEqualTo("campain_started");
        }

        topics.subList(1, topics.size()).forEach(entry -> live.append(0, entry));
        List<Frame> ones = frames(one);
        List<Frame> others = frames(other);

        assertThat(ones).hasSizeGreaterThan(10).hasSameSizeAs(others);
        for (int i = 0; i < ones.size() - 1; i++) {
            assertThat(others.get(i)).isSameAs(ones.get(i));
        }
    }

    @Test
    void bundlesWhatIsAtHandAndLosesNothing() {
        keepTheLast(100);
        List<Frame> single = frames(fresh());

        List<List<Frame>> bundles = PulledFrames.bundles(fresh(), Duration.ofSeconds(5))
                .collectList()
                .block(Duration.ofSeconds(10));

        assertThat(said(bundles.stream().flatMap(List::stream).toList())).isEqualTo(said(single));
        assertThat(bundles).hasSizeLessThan(5);
    }

    @Test
    void closesTheStreamOfASubscriberThatIsGone() {
        keepTheLast(100);
        RunStream stream = fresh();

        StepVerifier.create(PulledFrames.of(stream, Duration.ofSeconds(5)), 3)
                .expectNextCount(3)
                .thenCancel()
                .verify(Duration.ofSeconds(5));

        Awaitility.await().until(() -> live.watchers(RUN) == 0);
    }

    @Test
    void givesUpAReaderThatTakesNothing() {
        keepTheLast(100);

        StepVerifier.create(PulledFrames.of(fresh(), Duration.ofMillis(50)), 1)
                .expectNextCount(1)
                .expectError(PulledFrames.ReaderStalled.class)
                .verify(Duration.ofSeconds(5));
    }

    private RunStream fresh() {
        return RunStream.fresh(sources(), RUN, VIEWER, report);
    }

    private RunStream resumed(@Nullable String id) {
        return RunStream.resumed(
                sources(), RUN, VIEWER, StreamPosition.parse(String.valueOf(id)).orElseThrow());
    }

    private Sources sources() {
        Snapshots snapshots = (run, token) -> Mono.just(report);
        return new Sources(live, new ListedHistory(), snapshots, settings(waiting), Clock.systemUTC(), METERS);
    }

    /** Keeps the newest entries in memory, as a gateway does that has run for a while. */
    private void keepTheLast(int count) {
        int first = Math.max(0, topics.size() - count);
        kept = new Reach(firstOffset(Source.RUN, first), firstOffset(Source.LOG, first));
        live = new LiveRuns(settings(2_000));
        live.begin(EPOCH, run -> 0, List.of(kept));
        live.advance(0, new Reach(10_000, 10_000));
        topics.subList(first, topics.size()).forEach(entry -> live.append(0, entry));
    }

    private long firstOffset(Source source, int from) {
        return topics.subList(from, topics.size()).stream()
                .filter(entry -> entry.source() == source)
                .mapToLong(Entry::offset)
                .min()
                .orElse(10_000);
    }

    private static List<Frame> frames(RunStream stream) {
        return frames(stream, Integer.MAX_VALUE);
    }

    private static List<Frame> frames(RunStream stream, int most) {
        List<Frame> frames = new ArrayList<>();
        try (stream) {
            while (frames.size() < most) {
                Frame frame = stream.next();
                if (frame == null) {
                    break;
                }
                frames.add(frame);
                // The reports of these tests are their own inventions.
                if (!frame.name().equals("snapshot") || frame.data().contains("\"progress\"")) {
                    LiveProtocol.declares(frame);
                }
            }
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
        return frames;
    }

    /** What is told of the run; that a client has caught up is not. */
    private static List<String> said(List<Frame> frames) {
        return frames.stream()
                .filter(frame -> !frame.name().equals("resumed"))
                .map(frame -> frame.name().equals("end") ? "end" : frame.name() + frame.data())
                .toList();
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
