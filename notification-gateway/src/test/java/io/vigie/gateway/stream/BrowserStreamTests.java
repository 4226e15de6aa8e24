package io.vigie.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vigie.contracts.Envelope;
import io.vigie.contracts.RunId;
import io.vigie.contracts.log.LogEvent.LogSegment;
import io.vigie.contracts.run.RunEvent;
import io.vigie.contracts.wire.CloudEventJson;
import io.vigie.gateway.stream.Entry.Source;
import io.vigie.gateway.stream.LiveRuns.Reach;
import io.vigie.gateway.stream.RunOrder.Side;
import io.vigie.gateway.stream.RunStream.Sources;
import io.vigie.gateway.stream.RunStream.Viewer;
import io.vigie.testsupport.committed.CommittedContract;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a browser is told of each run that the contracts write down, from the report before its first event to the end. The contracts keep it, so that whoever
 * folds it elsewhere folds what the gateway says: {@code infra/contracts.sh} writes it anew.
 */
@Timeout(30)
class BrowserStreamTests {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String EPOCH = "golden";
    private static final Viewer VIEWER = new Viewer("user-1", "token", Instant.MAX.minusSeconds(1), Locale.FRENCH);

    @ParameterizedTest
    @ValueSource(strings = {"green", "stop-on-failure", "retried", "cancelled", "suite", "worker-lost"})
    void tellsTheScriptedRunAsItIsCommitted(String name) throws InterruptedException {
        List<Frame> frames = frames(name);

        assertThat(frames).allSatisfy(LiveProtocol::declares);
        assertThat(frames).extracting(Frame::name).startsWith("snapshot").endsWith("campain_completed", "end");
        StringBuilder told = new StringBuilder();
        frames.forEach(frame -> told.append(line(frame)).append('\n'));
        CommittedContract.named("live/streams/" + name + ".jsonl").isUpToDate(told.toString());
    }

    private static String line(Frame frame) {
        ObjectNode line = JSON.createObjectNode();
        String id = frame.id();
        line.put("id", id)
                .put(
                        "sequence",
                        StreamPosition.parse(String.valueOf(id)).orElseThrow().sequence())
                .put("event", frame.name());
        line.set("data", JSON.readTree(frame.json()));
        return JSON.writeValueAsString(line);
    }

    private static List<Frame> frames(String name) throws InterruptedException {
        List<Entry> entries = woven(CommittedContract.named("streams/" + name + ".jsonl")
                .text()
                .lines()
                .<Envelope<?>>map(CloudEventJson::read)
                .toList());
        RunId run = entries.getFirst().run();
        LiveRuns live = new LiveRuns(RunStreamTests.settings(2_000));
        live.begin(EPOCH, any -> 0, List.of(new Reach(0, 0)));
        live.advance(0, new Reach(1_000, 1_000));
        entries.forEach(entry -> live.append(0, entry));
        Snapshot before = before(name);
        Sources sources = new Sources(
                live,
                new NothingOlder(),
                (any, token) -> Mono.just(before),
                RunStreamTests.settings(2_000),
                Clock.systemUTC(),
                new StreamMeters(new SimpleMeterRegistry()));
        List<Frame> frames = new ArrayList<>();
        try (RunStream stream = RunStream.fresh(sources, run, VIEWER, before)) {
            for (Frame frame = stream.next(); frame != null; frame = stream.next()) {
                frames.add(frame);
            }
        }
        return frames;
    }

    /** The report as its owner answers it, before the first event. */
    private static Snapshot before(String name) {
        JsonNode reports = JSON.readTree(CommittedContract.named("live/streams/" + name + ".reports.json")
                .text());
        return Snapshot.of(
                JSON.writeValueAsString(reports.path("reports").path("0")).getBytes(StandardCharsets.UTF_8));
    }

    /** The two topics in the order in which a gateway tells them, each numbered from 0. */
    private static List<Entry> woven(List<Envelope<?>> envelopes) {
        Entries entries = new Entries(ZoneId.of("Europe/Paris"));
        RunOrder order = new RunOrder();
        long runOffset = 0;
        long logOffset = 0;
        for (Envelope<?> envelope : envelopes) {
            long written = envelope.time().toEpochMilli();
            if (envelope.message() instanceof RunEvent event) {
                order.offer(entries.entry(Source.RUN, event.runId().value(), envelope, runOffset++, written, written));
            } else if (envelope.message() instanceof LogSegment segment) {
                order.offer(
                        entries.entry(Source.LOG, segment.runId().value(), envelope, logOffset++, written, written));
            }
        }
        List<Entry> woven = new ArrayList<>();
        for (Entry next = order.next(Side.CLOSED, Side.CLOSED); next != null; ) {
            woven.add(next);
            next = order.next(Side.CLOSED, Side.CLOSED);
        }
        return woven;
    }

    /** Everything is in memory. */
    private static final class NothingOlder implements RunHistory {

        @Override
        public PastReader open(RunId run, Reach from, Reach until, boolean beginning) {
            throw new IllegalStateException("Expected the whole run in memory, but its past is asked for.");
        }

        @Override
        public Reach end(RunId run) {
            return new Reach(1_000, 1_000);
        }

        @Override
        public Reach beginning(RunId run) {
            return new Reach(0, 0);
        }
    }
}
