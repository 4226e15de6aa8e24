package io.vigie.execution.intake;

import io.vigie.contracts.CampaignId;
import io.vigie.contracts.EnvironmentId;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunId;
import io.vigie.contracts.RunOptions;
import io.vigie.contracts.TestId;
import io.vigie.contracts.WorkerId;
import io.vigie.contracts.run.RunEvent.Counts;
import io.vigie.execution.coordinating.RunFacts;
import io.vigie.execution.coordinating.RunState;
import io.vigie.execution.coordinating.SliceEntry;
import io.vigie.execution.coordinating.SliceEntry.SlicedTest;
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
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The stored form of the coordinator's state: a version byte, then the fields in order. A new form is a new version that is read beside
 * the old one, since state outlives a release in its changelog.
 */
final class StateFormat {

    private static final byte VERSION = 1;

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

    static byte[] write(RunRecord run) {
        return write(400, out -> {
            switch (run.state()) {
                case RunState.Planning planning -> {
                    out.writeByte(PLANNING);
                    write(out, planning.facts());
                    bytes(out, planning.received().toByteArray());
                    out.writeInt(planning.planned());
                }
                case RunState.Running running -> {
                    out.writeByte(RUNNING);
                    write(out, running.facts());
                    write(out, running.counts());
                    out.writeInt(running.cursor());
                    out.writeInt(running.inFlight());
                    out.writeLong(running.nextSlice());
                    out.writeBoolean(running.stopping());
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

    static RunRecord readRun(byte[] stored) {
        return read(stored, in -> {
            byte kind = in.readByte();
            RunState state = switch (kind) {
                case PLANNING -> new RunState.Planning(facts(in), BitSet.valueOf(bytes(in)), in.readInt());
                case RUNNING ->
                    new RunState.Running(
                            facts(in), counts(in), in.readInt(), in.readInt(), in.readLong(), in.readBoolean());
                case ENDED -> new RunState.Ended(instant(in));
                default -> throw unknown("kind of run", kind);
            };
            return new RunRecord(
                    state, new HistoryEnd(in.readLong(), HexFormat.of().formatHex(bytes(in))));
        });
    }

    static byte[] write(TestEntry test) {
        return write(100, out -> {
            text(out, test.testId().value());
            out.writeLong(test.version());
            text(out, test.name());
            out.writeInt(test.attempt());
            out.writeInt(test.lost());
            out.writeBoolean(test.started());
            out.writeInt(test.actions());
        });
    }

    static TestEntry readTest(byte[] stored) {
        return read(
                stored,
                in -> new TestEntry(
                        TestId.of(text(in)),
                        in.readLong(),
                        text(in),
                        in.readInt(),
                        in.readInt(),
                        in.readBoolean(),
                        in.readInt()));
    }

    static byte[] write(SliceEntry slice) {
        return write(100 + 60 * slice.tests().size(), out -> {
            out.writeLong(slice.number());
            WorkerId worker = slice.worker();
            optional(out, worker == null ? null : worker.value());
            out.writeInt(slice.tests().size());
            for (SlicedTest test : slice.tests()) {
                out.writeInt(test.position());
                text(out, test.testId().value());
                out.writeLong(test.version());
                out.writeInt(test.attempt());
            }
        });
    }

    static SliceEntry readSlice(byte[] stored) {
        return read(stored, in -> {
            long number = in.readLong();
            String worker = optional(in);
            int size = in.readInt();
            List<SlicedTest> tests = new ArrayList<>(size);
            for (int i = 0; i < size; i++) {
                tests.add(new SlicedTest(in.readInt(), TestId.of(text(in)), in.readLong(), in.readInt()));
            }
            return new SliceEntry(number, worker == null ? null : WorkerId.of(worker), List.copyOf(tests));
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
