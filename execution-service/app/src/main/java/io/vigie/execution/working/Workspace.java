package io.vigie.execution.working;

import io.vigie.action.ActionBrokenException;
import io.vigie.action.IsolationSlot;
import io.vigie.slots.Seat;
import io.vigie.slots.SlotVariables;
import io.vigie.slots.Wiping;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one attempt has on the machine: directories that come into being when an action first asks for them, since most never do, and
 * the slot's ports, tried when somebody first wants to know them. All that is in the directories is deleted when the attempt ends;
 * links are deleted, never followed. Safe for use by several threads.
 */
final class Workspace {

    /** Puts the campaign's files into an empty directory. */
    @FunctionalInterface
    interface CampaignFilesCopy {
        void copyInto(Path directory) throws InterruptedException;
    }

    private static final Logger log = LoggerFactory.getLogger(Workspace.class);

    private final SlotPlace place;
    private final Path root;
    private final CampaignFilesCopy files;
    private final java.util.function.Consumer<String> notes;
    private final Runnable handBack;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean made;
    private volatile boolean moved;
    private boolean filesAreThere;
    private @Nullable IsolationSlot slot;

    /**
     * @param notes told, in French, what the tester should know of the slot
     * @param handBack called when the slot no longer has what it said it has: the history must not name ports that the test does not get
     */
    Workspace(SlotPlace place, CampaignFilesCopy files, java.util.function.Consumer<String> notes, Runnable handBack) {
        this.place = place;
        this.root = place.root();
        this.files = files;
        this.notes = notes;
        this.handBack = handBack;
    }

    Path directory() {
        return locked(this::work);
    }

    /** What holds all directories of the attempt; it may not be there yet. */
    Path root() {
        return root;
    }

    /** Whether anybody has asked for the working directory. */
    boolean isUsed() {
        return made;
    }

    /** A copy of the campaign's files. @throws ActionBrokenException when one cannot be had */
    Path filesDirectory() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            work();
            Path directory = SlotPlace.files(root);
            if (!filesAreThere) {
                Wiping.delete(directory);
                Files.createDirectories(directory);
                files.copyInto(directory);
                filesAreThere = true;
            }
            return directory;
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        } finally {
            lock.unlock();
        }
    }

    /** Whether the slot was found to have other ports than it said, so that the test is to be taken up again elsewhere. */
    boolean hasMoved() {
        return moved;
    }

    /**
     * @throws ActionBrokenException when the machine has no ports left
     * @throws Interrupted when the slot no longer has what it said it has; the slice has been told to end
     */
    IsolationSlot slot() {
        return locked(() -> {
            IsolationSlot known = slot;
            if (known == null) {
                known = claim();
                slot = known;
            }
            return known;
        });
    }

    private IsolationSlot claim() throws IOException {
        Optional<Seat.Checked> checked = place.seat().check();
        if (checked.isEmpty()) {
            throw new ActionBrokenException(
                    "Expected a block of ports for the slot, but all blocks of this machine are leased or in use.");
        }
        Seat.Lease lease = checked.get().lease();
        if (!place.isAsSaid(lease)) {
            log.warn(
                    "Expected slot {} to have the ports that it said it has, but it has moved to {}; its slice is handed back.",
                    place.number(),
                    lease.firstPort());
            checked.get().taken().ifPresent(port -> notes.accept("⚠️ Port " + port + " déjà utilisé"));
            moved = true;
            handBack.run();
            throw Interrupted.now();
        }
        Path work = work();
        Path media = SlotPlace.media(root, lease.databaseSuffix());
        Files.createDirectories(media);
        Files.writeString(work.resolve(SlotVariables.ENV_FILE), SlotVariables.file(lease, media));
        return new IsolationSlot(
                place.worker().value(),
                place.number(),
                place.count(),
                lease.firstPort(),
                lease.portCount(),
                lease.databaseSuffix(),
                media,
                SlotVariables.environment(lease, place.worker().value(), place.number(), place.count(), work, media));
    }

    private Path work() throws IOException {
        if (!made) {
            Wiping.delete(root);
            Files.createDirectories(SlotPlace.work(root));
            made = true;
        }
        return SlotPlace.work(root);
    }

    private interface Making<T> {
        T make() throws IOException;
    }

    private <T> T locked(Making<T> making) {
        lock.lock();
        try {
            return making.make();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Deletes all of it. What cannot be deleted, or is still being filled by somebody who does not listen, is left, and the attempts
     * that follow have other directories.
     */
    void wipe() {
        boolean locked = false;
        try {
            locked = made && (lock.tryLock() || lock.tryLock(TimedCall.FAREWELL.toNanos(), TimeUnit.NANOSECONDS));
            if (locked) {
                made = false;
                filesAreThere = false;
                slot = null;
                Wiping.delete(root);
            } else if (made) {
                log.warn("Expected to delete what is in \"{}\", but somebody still works on it.", root);
                place.leave();
            }
        } catch (IOException stays) {
            log.warn("Expected to delete what is in \"{}\", but {}.", root, stays.getMessage());
            place.leave();
        } catch (InterruptedException hurried) {
            place.leave();
            Thread.currentThread().interrupt();
        } finally {
            if (locked) {
                lock.unlock();
            }
        }
    }
}
