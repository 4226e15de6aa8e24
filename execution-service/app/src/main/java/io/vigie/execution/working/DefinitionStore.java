package io.vigie.execution.working;

import io.vigie.contracts.CampaignId;
import io.vigie.contracts.EnvironmentId;
import io.vigie.contracts.TestId;
import io.vigie.contracts.definition.Definition;
import io.vigie.contracts.definition.Definition.CampaignFiles;
import io.vigie.contracts.definition.Definition.EnvironmentDefinition;
import io.vigie.contracts.definition.Definition.TestDefinition;
import io.vigie.contracts.wire.MessageJson;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Every definition that has arrived, in a file that is written anew at each start, found by an index of a few bytes each; the ones
 * used last are kept read. So neither the number of definitions nor that of their versions counts much for memory, and finding one
 * asks no broker. A definition never changes: a second one under its key is the same. Safe for use by many threads.
 */
public final class DefinitionStore implements Definitions, AutoCloseable {

    /** How many characters of JSON the definitions that are kept read may have come from. */
    private static final long READ_LIMIT = 4_000_000;

    private final RandomAccessFile file;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final FingerprintIndex index = new FingerprintIndex();
    private final Map<String, Read> read = new LinkedHashMap<>(64, 0.75f, true);
    private long readSize;
    private long end;

    /** @param directory where the file is made */
    public DefinitionStore(Path directory) {
        try {
            Files.createDirectories(directory);
            // Not a FileChannel: that closes itself when a thread that reads is interrupted, as stopped slots are.
            file = new RandomAccessFile(directory.resolve("definitions.dat").toFile(), "rw");
            file.setLength(0);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Keeps a definition and wakes whoever waits for it. @param json its data as it travelled; null when it has been erased */
    public void put(String key, byte @Nullable [] json) {
        lock.lock();
        try {
            if (json == null) {
                index.put(key, FingerprintIndex.NOWHERE);
                Read gone = read.remove(key);
                readSize -= gone == null ? 0 : gone.size();
                return;
            }
            byte[] name = key.getBytes(StandardCharsets.UTF_8);
            byte[] entry = ByteBuffer.allocate(8 + name.length + json.length)
                    .putInt(name.length)
                    .putInt(json.length)
                    .put(name)
                    .put(json)
                    .array();
            long position = end;
            file.seek(position);
            file.write(entry);
            end += entry.length;
            index.put(key, position);
            arrived.signalAll();
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        } finally {
            lock.unlock();
        }
    }

    /** How many definitions are there. */
    public int size() {
        lock.lock();
        try {
            return index.size();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<TestDefinition> test(TestId testId, long version, Duration patience) throws InterruptedException {
        return find(TestDefinition.key(testId, version), TestDefinition.class, patience);
    }

    @Override
    public Optional<EnvironmentDefinition> environment(EnvironmentId environmentId, long version, Duration patience)
            throws InterruptedException {
        return find(EnvironmentDefinition.key(environmentId, version), EnvironmentDefinition.class, patience);
    }

    @Override
    public Optional<CampaignFiles> files(CampaignId campaignId, long version, Duration patience)
            throws InterruptedException {
        return find(CampaignFiles.key(campaignId, version), CampaignFiles.class, patience);
    }

    private <D extends Definition> Optional<D> find(String key, Class<D> type, Duration patience)
            throws InterruptedException {
        byte[] json;
        lock.lockInterruptibly();
        try {
            Read known = read.get(key);
            if (known != null && type.isInstance(known.definition())) {
                return Optional.of(type.cast(known.definition()));
            }
            long position = await(key, patience);
            if (position == FingerprintIndex.NOWHERE) {
                return Optional.empty();
            }
            json = jsonAt(position, key);
        } finally {
            lock.unlock();
        }
        if (json == null) {
            return Optional.empty();
        }
        D definition = MessageJson.mapper().readValue(json, type);
        remember(key, definition, json.length);
        return Optional.of(definition);
    }

    private long await(String key, Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        long position = index.find(key);
        while (position == FingerprintIndex.NOWHERE && left > 0) {
            left = arrived.awaitNanos(left);
            position = index.find(key);
        }
        return position;
    }

    private byte @Nullable [] jsonAt(long position, String key) {
        try {
            file.seek(position);
            byte[] name = new byte[file.readInt()];
            byte[] json = new byte[file.readInt()];
            file.readFully(name);
            file.readFully(json);
            return new String(name, StandardCharsets.UTF_8).equals(key) ? json : null;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private void remember(String key, Definition definition, int size) {
        lock.lock();
        try {
            Read before = read.put(key, new Read(definition, size));
            readSize += size - (before == null ? 0 : before.size());
            var eldest = read.entrySet().iterator();
            while (readSize > READ_LIMIT && eldest.hasNext()) {
                readSize -= eldest.next().getValue().size();
                eldest.remove();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException unimportant) {
            throw new UncheckedIOException(unimportant);
        }
    }

    private record Read(Definition definition, int size) {}
}
