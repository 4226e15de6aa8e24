package io.vigie.execution.intake;

import io.vigie.contracts.RunId;
import io.vigie.execution.coordinating.RunState;
import io.vigie.execution.coordinating.RunView;
import io.vigie.execution.coordinating.SliceEntry;
import io.vigie.execution.coordinating.TestEntry;
import io.vigie.execution.publishing.HistoryEnd;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * The state of one partition's runs. What runs is in memory, with a changelog: it is small, since a test's entry goes with its verdict. The
 * marker of a run that ended is kept on disk: there are many, they are rarely read, and a store on disk is what makes Kafka Streams remember who it
 * was, so that a killed process's open transaction ends at its restart instead of at its timeout. Not thread-safe.
 */
final class CoordinatorStores {

    private static final String RUNS = "runs";
    private static final String TESTS = "tests";
    private static final String SLICES = "slices";
    private static final String ENDED = "ended-runs";

    /** Changelogs are restored whole after a crash: keep them short by rolling and compacting early. */
    private static final Map<String, String> CHANGELOG = Map.of(
            "segment.bytes", Integer.toString(16 * 1024 * 1024),
            "segment.ms", "600000",
            "min.cleanable.dirty.ratio", "0.2",
            "delete.retention.ms", "60000");

    private final KeyValueStore<Bytes, byte[]> runs;
    private final KeyValueStore<Bytes, byte[]> tests;
    private final KeyValueStore<Bytes, byte[]> slices;
    private final KeyValueStore<Bytes, byte[]> ended;

    /** Slices in flight, decoded: every report reads its slice, and none changes it. */
    private final Map<Bytes, SliceEntry> decodedSlices = new HashMap<>();

    CoordinatorStores(ProcessingContext context) {
        this.runs = context.getStateStore(RUNS);
        this.tests = context.getStateStore(TESTS);
        this.slices = context.getStateStore(SLICES);
        this.ended = context.getStateStore(ENDED);
    }

    static Set<StoreBuilder<?>> builders() {
        return Set.of(
                inMemory(RUNS).withCachingEnabled(),
                inMemory(TESTS).withCachingEnabled(),
                inMemory(SLICES),
                Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(ENDED), Serdes.Bytes(), Serdes.ByteArray())
                        .withLoggingEnabled(CHANGELOG));
    }

    private static StoreBuilder<KeyValueStore<Bytes, byte[]>> inMemory(String name) {
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingEnabled(CHANGELOG);
    }

    /** Reads what is kept of the runs that are under way: the slices in flight, and the headers. */
    void recover(BiConsumer<RunId, SliceEntry> slice, Consumer<RunState> run) {
        decodedSlices.clear();
        try (KeyValueIterator<Bytes, byte[]> all = slices.all()) {
            while (all.hasNext()) {
                KeyValue<Bytes, byte[]> stored = all.next();
                SliceEntry entry = StateFormat.readSlice(stored.value);
                decodedSlices.put(stored.key, entry);
                slice.accept(runOf(stored.key), entry);
            }
        }
        try (KeyValueIterator<Bytes, byte[]> all = runs.all()) {
            while (all.hasNext()) {
                run.accept(StateFormat.readRun(all.next().value).state());
            }
        }
    }

    StoredRun run(RunId runId) {
        return new StoredRun(runId);
    }

    private static RunId runOf(Bytes sliceKey) {
        byte[] key = sliceKey.get();
        return RunId.of(new String(key, 0, key.length - 1 - Long.BYTES, StandardCharsets.UTF_8));
    }

    /** One run, read when asked. What is written through it is seen at once. */
    final class StoredRun implements RunView {

        private final RunId runId;
        private final byte[] id;
        private final Bytes key;
        private final @Nullable RunRecord stored;

        private StoredRun(RunId runId) {
            this.runId = runId;
            this.id = runId.value().getBytes(StandardCharsets.UTF_8);
            this.key = Bytes.wrap(id);
            byte[] value = runs.get(key);
            if (value == null) {
                value = ended.get(key);
            }
            this.stored = value == null ? null : StateFormat.readRun(value);
        }

        RunId runId() {
            return runId;
        }

        /** Where the history ended when this was read. */
        HistoryEnd end() {
            return stored == null ? HistoryEnd.NONE : stored.end();
        }

        @Override
        public @Nullable RunState state() {
            return stored == null ? null : stored.state();
        }

        @Override
        public @Nullable TestEntry test(int position) {
            byte[] value = tests.get(testKey(position));
            return value == null ? null : StateFormat.readTest(value);
        }

        @Override
        public @Nullable SliceEntry slice(long number) {
            return decodedSlices.get(sliceKey(number));
        }

        void write(RunState state, HistoryEnd end) {
            byte[] value = StateFormat.write(new RunRecord(state, end));
            if (state instanceof RunState.Ended) {
                ended.put(key, value);
                runs.delete(key);
            } else {
                runs.put(key, value);
            }
        }

        void write(int position, TestEntry test) {
            tests.put(testKey(position), StateFormat.write(test));
        }

        void forgetTest(int position) {
            tests.delete(testKey(position));
        }

        void forgetTests() {
            List<Bytes> keys = new ArrayList<>();
            try (KeyValueIterator<Bytes, byte[]> all = tests.range(testKey(0), testKey(Integer.MAX_VALUE))) {
                all.forEachRemaining(test -> keys.add(test.key));
            }
            keys.forEach(tests::delete);
        }

        void write(SliceEntry slice) {
            Bytes at = sliceKey(slice.number());
            slices.put(at, StateFormat.write(slice));
            decodedSlices.put(at, slice);
        }

        void forgetSlice(long number) {
            Bytes at = sliceKey(number);
            slices.delete(at);
            decodedSlices.remove(at);
        }

        private Bytes testKey(int position) {
            return Bytes.wrap(ByteBuffer.allocate(id.length + 1 + Integer.BYTES)
                    .put(id)
                    .put((byte) 0)
                    .putInt(position)
                    .array());
        }

        private Bytes sliceKey(long number) {
            return Bytes.wrap(ByteBuffer.allocate(id.length + 1 + Long.BYTES)
                    .put(id)
                    .put((byte) 0)
                    .putLong(number)
                    .array());
        }
    }
}
