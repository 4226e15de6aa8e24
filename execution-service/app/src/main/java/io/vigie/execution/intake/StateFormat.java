package io.vigie.execution.intake;

import io.vigie.contracts.CampaignId;
import io.vigie.contracts.EnvironmentId;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunId;
import io.vigie.contracts.RunOptions;
import io.vigie.contracts.TestId;
import io.vigie.contracts.WorkerId;
import io.vigie.contracts.campaign.CampaignEvent.PlannedTest;
import io.vigie.contracts.run.RunEvent.Counts;
import io.vigie.contracts.run.RunEvent.SkipReason;
import io.vigie.execution.coordinating.EnvironmentPermits;
import io.vigie.execution.coordinating.Pace;
import io.vigie.execution.coordinating.RunFacts;
import io.vigie.execution.coordinating.RunState;
import io.vigie.execution.coordinating.SliceEntry;
import io.vigie.execution.coordinating.SliceEntry.SlicedTest;
import io.vigie.execution.coordinating.Stop;
import io.vigie.execution.coordinating.TestEntry;
import io.vigie.execution.publishing.HistoryEnd;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The stored form of the coordinator's state: a version byte, then the fields in order. A new form is a new version that is read beside
 * the old one, since state outlives a release in its changelog.
 */
final class StateFormat {

    private static final byte VERSION = 2;

    private static final byte PLANNING = 1;
    private static final byte RUNNING = 2;
    private static final byte ENDED = 3;

    private StateFormat() {}

    @FunctionalInterface
    private interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    @FunctionalInterface
    private interface Reading<T> {
        T from(DataInputStream in) throws IOException;
    }

    /** The part of a run's header that changes; what the launch fixed is stored beside it, once. */
    static byte[] write(RunRecord run) {
        return write(200, out -> {
            switch (run.state()) {
                case RunState.Planning planning -> {
                    out.writeByte(PLANNING);
                    bytes(out, planning.received().toByteArray());
                    out.writeInt(planning.planned());
                    out.writeLong(planning.balance());
                    write(out, planning.stop());
                }
                case RunState.Running running -> {
                    out.writeByte(RUNNING);
                    write(out, running.counts());
                    out.writeInt(running.cursor());
                    out.writeInt(running.asked());
                    out.writeInt(running.queued());
                    out.writeInt(running.held());
                    out.writeLong(running.nextSlice());
                    out.writeLong(running.pace().attempts());
                    out.writeLong(running.pace().millis());
                    write(out, running.stop());
                }
                case RunState.Ended ended -> {
                    out.writeByte(ENDED);
                    write(out, ended.at());
                }
            }
            out.writeLong(run.end().sequence());
            bytes(out, HexFormat.of().parseHex(run.end().hash()));
        });
    }

    /** @param facts what the launch fixed; null for a run that ended, which needs none */
    static RunRecord readRun(byte[] stored, byte @Nullable [] facts) {
        return read(stored, in -> {
            byte kind = in.readByte();
            RunState state = switch (kind) {
                case PLANNING ->
                    new RunState.Planning(
                            readFacts(facts), BitSet.valueOf(bytes(in)), in.readInt(), in.readLong(), stop(in));
                case RUNNING ->
                    new RunState.Running(
                            readFacts(facts),
                            counts(in),
                            in.readInt(),
                            in.readInt(),
                            in.readInt(),
                            in.readInt(),
                            in.readLong(),
                            new Pace(in.readLong(), in.readLong()),
                            stop(in));
                case ENDED -> new RunState.Ended(instant(in));
                default -> throw unknown("kind of run", kind);
            };
            return new RunRecord(
                    state, new HistoryEnd(in.readLong(), HexFormat.of().formatHex(bytes(in))));
        });
    }

    private static void write(DataOutputStream out, @Nullable Stop stop) throws IOException {
        out.writeBoolean(stop != null);
        if (stop != null) {
            out.writeByte(stop.why().ordinal());
            write(out, stop.at());
            out.writeBoolean(stop.graceOver());
        }
    }

    private static @Nullable Stop stop(DataInputStream in) throws IOException {
        return in.readBoolean() ? new Stop(SkipReason.values()[in.readByte()], instant(in), in.readBoolean()) : null;
    }

    static byte[] write(RunFacts facts) {
        return write(400, out -> write(out, facts));
    }

    private static RunFacts readFacts(byte @Nullable [] stored) {
        if (stored == null) {
            throw new IllegalStateException("Expected what the launch of a stored run fixed, but it is not stored.");
        }
        return read(stored, StateFormat::facts);
    }

    static byte[] write(TestEntry test) {
        return write(200, out -> {
            PlannedTest plan = test.plan();
            out.writeInt(plan.position());
            out.writeInt(plan.turn());
            text(out, plan.testId().value());
            out.writeLong(plan.version());
            text(out, plan.name());
            out.writeInt(plan.retries());
            optional(out, plan.timeoutMillis());
            out.writeBoolean(plan.quarantined());
            optional(out, plan.affinity());
            optional(out, plan.expectedMillis());
            out.writeInt(test.attempt());
            out.writeInt(test.retriesLeft());
            out.writeInt(test.lost());
            out.writeBoolean(test.started());
            out.writeInt(test.actions());
            out.writeInt(test.cases());
            out.writeInt(test.artifacts());
        });
    }

    static TestEntry readTest(byte[] stored) {
        return read(
                stored,
                in -> new TestEntry(
                        new PlannedTest(
                                in.readInt(),
                                in.readInt(),
                                TestId.of(text(in)),
                                in.readLong(),
                                text(in),
                                in.readInt(),
                                optionalLong(in),
                                in.readBoolean(),
                                optional(in),
                                optionalLong(in)),
                        in.readInt(),
                        in.readInt(),
                        in.readInt(),
                        in.readBoolean(),
                        in.readInt(),
                        in.readInt(),
                        in.readInt()));
    }

    /** Names its tests by their turns alone, as ranges: their entries know the rest. */
    static byte[] write(SliceEntry slice) {
        return write(80, out -> {
            out.writeLong(slice.number());
            out.writeByte(slice.phase().ordinal());
            WorkerId worker = slice.worker();
            optional(out, worker == null ? null : worker.value());
            out.writeBoolean(slice.delaySaid());
            List<Integer> bounds = new ArrayList<>();
            for (SlicedTest test : slice.tests()) {
                if (!bounds.isEmpty() && bounds.getLast() + 1 == test.turn()) {
                    bounds.set(bounds.size() - 1, test.turn());
                } else {
                    bounds.add(test.turn());
                    bounds.add(test.turn());
                }
            }
            out.writeInt(bounds.size() / 2);
            for (int bound : bounds) {
                out.writeInt(bound);
            }
            out.writeInt(slice.dispatchedTo());
        });
    }

    /** @param tests the test of a turn, or null when it has its verdict; it is then left out */
    static SliceEntry readSlice(byte[] stored, IntFunction<@Nullable TestEntry> tests) {
        return read(stored, in -> {
            long number = in.readLong();
            SliceEntry.Phase phase = SliceEntry.Phase.values()[in.readByte()];
            String worker = optional(in);
            boolean delaySaid = in.readBoolean();
            List<SlicedTest> sliced = new ArrayList<>();
            int lastTurn = 0;
            for (int ranges = in.readInt(); ranges > 0; ranges--) {
                int first = in.readInt();
                int last = in.readInt();
                lastTurn = last;
                for (int turn = first; turn <= last; turn++) {
                    TestEntry test = tests.apply(turn);
                    if (test != null) {
                        sliced.add(new SlicedTest(turn, test.plan().testId()));
                    }
                }
            }
            // Stored before slices could be extended, it ends here: the slice was sent as it is.
            int dispatchedTo = in.available() > 0 ? in.readInt() : lastTurn;
            return new SliceEntry(
                    number, phase, worker == null ? null : WorkerId.of(worker), delaySaid, sliced, dispatchedTo);
        });
    }

    static byte[] write(EnvironmentPermits permits) {
        return write(200, out -> {
            out.writeInt(permits.cap());
            text(out, permits.capFrom().value());
            out.writeInt(permits.held().size());
            for (Map.Entry<RunId, List<Long>> held : permits.held().entrySet()) {
                text(out, held.getKey().value());
                out.writeInt(held.getValue().size());
                for (long slice : held.getValue()) {
                    out.writeLong(slice);
                }
            }
            out.writeInt(permits.waiting().size());
            for (EnvironmentPermits.Waiting waiting : permits.waiting()) {
                text(out, waiting.runId().value());
                out.writeLong(waiting.slice());
            }
        });
    }

    static EnvironmentPermits readPermits(byte[] stored) {
        return read(stored, in -> {
            int cap = in.readInt();
            RunId capFrom = RunId.of(text(in));
            Map<RunId, List<Long>> held = new LinkedHashMap<>();
            for (int runs = in.readInt(); runs > 0; runs--) {
                RunId run = RunId.of(text(in));
                List<Long> slices = new ArrayList<>();
                for (int number = in.readInt(); number > 0; number--) {
                    slices.add(in.readLong());
                }
                held.put(run, List.copyOf(slices));
            }
            List<EnvironmentPermits.Waiting> waiting = new ArrayList<>();
            for (int number = in.readInt(); number > 0; number--) {
                waiting.add(new EnvironmentPermits.Waiting(RunId.of(text(in)), in.readLong()));
            }
            return new EnvironmentPermits(cap, capFrom, held, List.copyOf(waiting));
        });
    }

    private static void write(DataOutputStream out, RunFacts facts) throws IOException {
        text(out, facts.projectId().value());
        text(out, facts.runId().value());
        text(out, facts.campaignId().value());
        text(out, facts.environmentId().value());
        out.writeLong(facts.environmentVersion());
        out.writeLong(facts.filesVersion());
        write(out, facts.options());
        out.writeInt(facts.testCount());
        out.writeInt(facts.planChunks());
        text(out, facts.launchedBy());
        optional(out, facts.correlationId());
        write(out, facts.startedAt());
    }

    private static RunFacts facts(DataInputStream in) throws IOException {
        return new RunFacts(
                ProjectId.of(text(in)),
                RunId.of(text(in)),
                CampaignId.of(text(in)),
                EnvironmentId.of(text(in)),
                in.readLong(),
                in.readLong(),
                options(in),
                in.readInt(),
                in.readInt(),
                text(in),
                optional(in),
                instant(in));
    }

    private static void write(DataOutputStream out, RunOptions options) throws IOException {
        out.writeBoolean(options.stopOnFailure());
        out.writeInt(options.parallelism());
        out.writeInt(options.retries());
        optional(out, options.testTimeoutMillis());
        optional(out, options.runTimeoutMillis());
        out.writeInt(options.environmentCap() == null ? 0 : options.environmentCap());
        out.writeBoolean(options.keepFailedWork());
    }

    private static RunOptions options(DataInputStream in) throws IOException {
        boolean stopOnFailure = in.readBoolean();
        int parallelism = in.readInt();
        int retries = in.readInt();
        Long testTimeout = optionalLong(in);
        Long runTimeout = optionalLong(in);
        int cap = in.readInt();
        return new RunOptions(
                stopOnFailure, parallelism, retries, testTimeout, runTimeout, cap == 0 ? null : cap, in.readBoolean());
    }

    private static void optional(DataOutputStream out, @Nullable Long number) throws IOException {
        out.writeLong(number == null ? -1 : number);
    }

    private static @Nullable Long optionalLong(DataInputStream in) throws IOException {
        long number = in.readLong();
        return number < 0 ? null : number;
    }

    private static void write(DataOutputStream out, Counts counts) throws IOException {
        out.writeInt(counts.passed());
        out.writeInt(counts.failed());
        out.writeInt(counts.broken());
        out.writeInt(counts.skipped());
        out.writeInt(counts.cancelled());
        out.writeInt(counts.timedOut());
        out.writeInt(counts.interrupted());
        out.writeInt(counts.muted());
    }

    private static Counts counts(DataInputStream in) throws IOException {
        return new Counts(
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readInt());
    }

    private static void write(DataOutputStream out, Instant instant) throws IOException {
        out.writeLong(instant.getEpochSecond());
        out.writeInt(instant.getNano());
    }

    private static Instant instant(DataInputStream in) throws IOException {
        return Instant.ofEpochSecond(in.readLong(), in.readInt());
    }

    private static void optional(DataOutputStream out, @Nullable String value) throws IOException {
        out.writeBoolean(value != null);
        if (value != null) {
            text(out, value);
        }
    }

    private static @Nullable String optional(DataInputStream in) throws IOException {
        return in.readBoolean() ? text(in) : null;
    }

    private static void text(DataOutputStream out, String value) throws IOException {
        bytes(out, value.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(bytes(in), StandardCharsets.UTF_8);
    }

    private static void bytes(DataOutputStream out, byte[] value) throws IOException {
        out.writeInt(value.length);
        out.write(value);
    }

    private static byte[] bytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IllegalStateException(
                    "Expected a field of stored state, but its length of %d does not fit.".formatted(length));
        }
        return in.readNBytes(length);
    }

    private static byte[] write(int size, Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(size);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            writing.to(out);
        } catch (IOException unreachable) {
            throw new UncheckedIOException(unreachable);
        }
        return bytes.toByteArray();
    }

    private static <T> T read(byte[] stored, Reading<T> reading) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(stored))) {
            byte version = in.readByte();
            if (version != VERSION) {
                throw unknown("version of stored state", version);
            }
            return reading.from(in);
        } catch (IOException truncated) {
            throw new UncheckedIOException("Expected whole stored state, but it is cut.", truncated);
        }
    }

    private static IllegalStateException unknown(String what, byte found) {
        return new IllegalStateException("Expected a known %s, but found %d.".formatted(what, found));
    }
}
