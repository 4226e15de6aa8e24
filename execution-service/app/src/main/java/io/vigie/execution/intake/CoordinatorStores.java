package io.vigie.execution.intake;

import io.vigie.contracts.RunId;
import io.vigie.execution.coordinating.RunFacts;
import io.vigie.execution.coordinating.RunState;
import io.vigie.execution.coordinating.RunView;
import io.vigie.execution.coordinating.SliceEntry;
import io.vigie.execution.coordinating.TestEntry;
import io.vigie.execution.publishing.HistoryEnd;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
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
    private static final String LAUNCHES = "launches";
    private static final String TESTS = "tests";
    private static final String SLICES = "slices";
    private static final String ENDED = "ended-runs";

    /** Changelogs are restored whole after a crash: keep them short by rolling and compacting early. */
    static final Map<String, String> CHANGELOG = Map.of(
            "segment.bytes", Integer.toString(16 * 1024 * 1024),
            "segment.ms", "600000",
            "min.cleanable.dirty.ratio", "0.2",
            "delete.retention.ms", "60000");

    private final KeyValueStore<Bytes, byte[]> runs;
    private final KeyValueStore<Bytes, byte[]> launches;
    private final KeyValueStore<Bytes, byte[]> tests;
    private final KeyValueStore<Bytes, byte[]> slices;
    private final KeyValueStore<Bytes, byte[]> ended;

    /** The headers of runs that are under way, decoded: every report reads one. */
    private final Map<RunId, RunRecord> decodedRuns = new HashMap<>();

    /** Slices that are not returned, decoded, by run and number: every report reads one, and few change it. */
    private final Map<RunId, NavigableMap<Long, SliceEntry>> decodedSlices = new HashMap<>();

    CoordinatorStores(ProcessingContext context) {
        this.runs = context.getStateStore(RUNS);
        this.launches = context.getStateStore(LAUNCHES);
        this.tests = context.getStateStore(TESTS);
        this.slices = context.getStateStore(SLICES);
        this.ended = context.getStateStore(ENDED);
    }

    static Set<StoreBuilder<?>> builders() {
        return Set.of(
                inMemory(RUNS).withCachingEnabled(),
                inMemory(LAUNCHES),
                inMemory(TESTS).withCachingEnabled(),
                inMemory(SLICES),
                Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(ENDED), Serdes.Bytes(), Serdes.ByteArray())
                        .withLoggingEnabled(CHANGELOG));
    }

    private static StoreBuilder<KeyValueStore<Bytes, byte[]>> inMemory(String name) {
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingEnabled(CHANGELOG);
    }

    /** Reads what is kept of the runs that are under way: the headers, and the slices that are not returned. */
    void recover(BiConsumer<RunId, SliceEntry> slice, BiConsumer<RunId, RunState> run) {
        decodedRuns.clear();
        decodedSlices.clear();
        try (KeyValueIterator<Bytes, byte[]> all = runs.all()) {
            while (all.hasNext()) {
                KeyValue<Bytes, byte[]> stored = all.next();
                RunId runId = RunId.of(new String(stored.key.get(), StandardCharsets.UTF_8));
                RunRecord header = StateFormat.readRun(stored.value, launches.get(stored.key));
                decodedRuns.put(runId, header);
                run.accept(runId, header.state());
            }
        }
        try (KeyValueIterator<Bytes, byte[]> all = slices.all()) {
            while (all.hasNext()) {
                KeyValue<Bytes, byte[]> stored = all.next();
                RunId runId = runOf(stored.key);
                SliceEntry entry = StateFormat.readSlice(stored.value, run(runId)::test);
                decodedSlices.computeIfAbsent(runId, any -> new TreeMap<>()).put(entry.number(), entry);
                slice.accept(runId, entry);
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
            RunRecord underWay = decodedRuns.get(runId);
            if (underWay != null) {
                this.stored = underWay;
            } else {
                byte[] marker = ended.get(key);
                this.stored = marker == null ? null : StateFormat.readRun(marker, null);
            }
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
        public @Nullable TestEntry test(int turn) {
            byte[] value = tests.get(testKey(turn));
            return value == null ? null : StateFormat.readTest(value);
        }

        @Override
        public @Nullable SliceEntry slice(long number) {
            return slicesOfRun().get(number);
        }

        @Override
        public List<SliceEntry> slices() {
            return List.copyOf(slicesOfRun().values());
        }

        private NavigableMap<Long, SliceEntry> slicesOfRun() {
            return decodedSlices.getOrDefault(runId, Collections.emptyNavigableMap());
        }

        void write(RunState state, HistoryEnd end) {
            RunRecord header = new RunRecord(state, end);
            byte[] value = StateFormat.write(header);
            switch (state) {
                case RunState.Planning planning -> writeFacts(planning.facts());
                case RunState.Running running -> writeFacts(running.facts());
                case RunState.Ended gone -> {
                    ended.put(key, value);
                    runs.delete(key);
                    launches.delete(key);
                    decodedRuns.remove(runId);
                    return;
                }
            }
            runs.put(key, value);
            decodedRuns.put(runId, header);
        }

        private void writeFacts(RunFacts facts) {
            if (stored == null) {
                launches.put(key, StateFormat.write(facts));
            }
        }

        void write(TestEntry test) {
            tests.put(testKey(test.plan().turn()), StateFormat.write(test));
        }

        void forgetTest(int turn) {
            tests.delete(testKey(turn));
        }

        void forgetTests() {
            List<Bytes> keys = new ArrayList<>();
            try (KeyValueIterator<Bytes, byte[]> all = tests.range(testKey(0), testKey(Integer.MAX_VALUE))) {
                all.forEachRemaining(test -> keys.add(test.key));
            }
            keys.forEach(tests::delete);
        }

        void write(SliceEntry slice) {
            slices.put(sliceKey(slice.number()), StateFormat.write(slice));
            decodedSlices.computeIfAbsent(runId, any -> new TreeMap<>()).put(slice.number(), slice);
        }

        void forgetSlice(long number) {
            slices.delete(sliceKey(number));
            NavigableMap<Long, SliceEntry> ofRun = decodedSlices.get(runId);
            if (ofRun != null) {
                ofRun.remove(number);
                if (ofRun.isEmpty()) {
                    decodedSlices.remove(runId);
                }
            }
        }

        private Bytes testKey(int turn) {
            return Bytes.wrap(ByteBuffer.allocate(id.length + 1 + Integer.BYTES)
                    .put(id)
                    .put((byte) 0)
                    .putInt(turn)
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
