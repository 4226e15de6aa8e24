package io.vigie.execution.working;

import io.vigie.action.ActionBrokenException;
import io.vigie.contracts.CampaignId;
import io.vigie.contracts.definition.Definition.CampaignFile;
import io.vigie.contracts.definition.Definition.CampaignFiles;
import io.vigie.slots.Wiping;
import io.vigie.storage.FileStorage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of campaigns that this worker's tests have used, kept by the digest of their content, so that a hundred tests fetch a file
 * once. What is copied into an attempt is compared with its digest on the way, so neither the storage nor the disk is taken on
 * trust. The files used longest ago make room. Safe for use by many threads; the directory is this worker's alone.
 */
final class FilesCache {

    private static final Logger log = LoggerFactory.getLogger(FilesCache.class);
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
    private static final int LOCKS = 64;

    private final Path directory;
    private final FileStorage storage;
    private final long capacity;
    private final long mostPerAttempt;
    /** One for each of a few groups of digests: a file is fetched once however many ask, and others are not held up. */
    private final ReentrantLock[] fetching = new ReentrantLock[LOCKS];

    private final Map<String, Long> sizes = new LinkedHashMap<>(64, 0.75f, true);
    private long size;

    /**
     * Opens the cache with what an earlier worker left in it.
     *
     * @param capacity in bytes; a larger file is fetched whenever it is wanted
     * @param mostPerAttempt how large the files of one campaign may be together, in bytes
     */
    static FilesCache open(Path directory, FileStorage storage, long capacity, long mostPerAttempt) {
        try {
            Files.createDirectories(directory);
            FilesCache cache = new FilesCache(directory, storage, capacity, mostPerAttempt);
            try (Stream<Path> found = Files.list(directory)) {
                for (Path file : (Iterable<Path>) found::iterator) {
                    if (DIGEST.matcher(file.getFileName().toString()).matches() && Files.isRegularFile(file)) {
                        cache.remember(file.getFileName().toString(), Files.size(file));
                    } else {
                        Wiping.delete(file);
                    }
                }
            }
            return cache;
        } catch (IOException unusable) {
            throw new UncheckedIOException(unusable);
        }
    }

    private FilesCache(Path directory, FileStorage storage, long capacity, long mostPerAttempt) {
        this.directory = directory;
        this.storage = storage;
        this.capacity = capacity;
        this.mostPerAttempt = mostPerAttempt;
        for (int i = 0; i < LOCKS; i++) {
            fetching[i] = new ReentrantLock();
        }
    }

    /**
     * Copies the files into a directory, each under its name.
     *
     * @param into exists and is empty
     * @throws ActionBrokenException when a file cannot be had as it was, or all together are above the limit
     */
    void copy(CampaignFiles files, Path into) throws InterruptedException {
        long total = 0;
        for (CampaignFile file : files.files()) {
            total += file.size();
            if (total > mostPerAttempt) {
                throw new ActionBrokenException(
                        "Expected the campaign's files to have at most %d bytes together (limit campaign-files), but they have more."
                                .formatted(mostPerAttempt));
            }
        }
        for (CampaignFile file : files.files()) {
            copy(files.campaignId(), file, place(into, file.name()));
        }
    }

    private static Path place(Path into, String name) {
        boolean isPlain = !name.isBlank()
                && !name.equals(".")
                && !name.equals("..")
                && name.indexOf('/') < 0
                && name.indexOf('\\') < 0
                && name.indexOf('\0') < 0;
        if (!isPlain) {
            throw new ActionBrokenException(
                    "Expected a campaign's file to have a plain name, but found \"" + Texts.fit(name) + "\".");
        }
        return into.resolve(name);
    }

    private void copy(CampaignId campaign, CampaignFile file, Path target) throws InterruptedException {
        if (!DIGEST.matcher(file.sha256()).matches()) {
            throw new ActionBrokenException(
                    "Expected the file \"" + file.name() + "\" to have a digest, but it has none.");
        }
        ReentrantLock lock = fetching[Math.floorMod(file.sha256().hashCode(), LOCKS)];
        lock.lockInterruptibly();
        try {
            Path kept = directory.resolve(file.sha256());
            InputStream atHand = opened(kept);
            if (atHand != null) {
                if (copyVerified(atHand, file, target)) {
                    use(file.sha256());
                    return;
                }
                log.warn("Expected the kept file {} to be as it was, but it is not; fetching it again.", kept);
                forget(file.sha256());
            }
            fetch(campaign, file, target);
            if (file.size() <= capacity) {
                keep(file, target);
            }
        } catch (FileAlreadyExistsException twice) {
            throw new ActionBrokenException("Expected the campaign's files to have names of their own, but \""
                    + file.name() + "\" stands twice.");
        } catch (IOException failed) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            log.warn("Expected to fetch the file \"{}\" of a campaign, but could not.", file.sha256(), failed);
            throw new ActionBrokenException(
                    "Expected to fetch the campaign's file \"" + file.name() + "\", but the storage failed.", failed);
        } finally {
            lock.unlock();
        }
    }

    /** The kept file; null when there is none, or no longer, since another may have had to make room at any moment. */
    private static @Nullable InputStream opened(Path kept) throws IOException {
        try {
            return Files.newInputStream(kept);
        } catch (NoSuchFileException notKept) {
            return null;
        }
    }

    private void fetch(CampaignId campaign, CampaignFile file, Path target) throws IOException {
        Optional<FileStorage.Content> content = storage.get(file.storageKey(campaign));
        if (content.isEmpty()) {
            throw new ActionBrokenException(
                    "Expected the campaign's file \"" + file.name() + "\" in the storage, but it is not there.");
        }
        try (FileStorage.Content opened = content.get()) {
            if (!copyVerified(opened.stream(), file, target)) {
                throw new ActionBrokenException("Expected the campaign's file \"" + file.name()
                        + "\" to be as it was when the run was launched, but its content differs.");
            }
        }
    }

    /** @return whether the content is what the file says; else nothing is left */
    private static boolean copyVerified(InputStream from, CampaignFile file, Path target) throws IOException {
        boolean isGood = false;
        try (DigestInputStream content = new DigestInputStream(from, newDigest());
                OutputStream out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW)) {
            byte[] block = new byte[64 * 1024];
            long copied = 0;
            for (int read = content.read(block); read >= 0; read = content.read(block)) {
                copied += read;
                if (copied > file.size()) {
                    return false;
                }
                out.write(block, 0, read);
            }
            isGood = copied == file.size()
                    && HexFormat.of()
                            .formatHex(content.getMessageDigest().digest())
                            .equals(file.sha256());
            return isGood;
        } catch (FileAlreadyExistsException twice) {
            isGood = true;
            throw twice;
        } finally {
            if (!isGood) {
                Files.deleteIfExists(target);
            }
        }
    }

    private void keep(CampaignFile file, Path copied) {
        Path kept = directory.resolve(file.sha256());
        Path part = directory.resolve(file.sha256() + ".part");
        try {
            Files.copy(copied, part, StandardCopyOption.REPLACE_EXISTING);
            part.toFile().setReadOnly();
            Files.move(part, kept, StandardCopyOption.ATOMIC_MOVE);
            remember(file.sha256(), file.size());
        } catch (IOException full) {
            log.warn("Expected to keep a campaign's file at hand, but {}.", full.toString());
        }
    }

    private synchronized void remember(String digest, long bytes) {
        Long before = sizes.put(digest, bytes);
        size += bytes - (before == null ? 0 : before);
        var eldest = sizes.entrySet().iterator();
        while (size > capacity && eldest.hasNext()) {
            Map.Entry<String, Long> entry = eldest.next();
            eldest.remove();
            size -= entry.getValue();
            // Whoever reads it at this moment reads on: the name goes, not the content.
            remove(entry.getKey());
        }
    }

    /** Counts as used last, unless it has had to go meanwhile. */
    private synchronized void use(String digest) {
        sizes.get(digest);
    }

    private synchronized void forget(String digest) {
        Long bytes = sizes.remove(digest);
        size -= bytes == null ? 0 : bytes;
        remove(digest);
    }

    private void remove(String digest) {
        try {
            Files.deleteIfExists(directory.resolve(digest));
        } catch (IOException stays) {
            log.warn("Expected to remove a kept file, but {}.", stays.toString());
        }
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }
}
