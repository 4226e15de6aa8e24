package io.vigie.execution.working;

import io.vigie.contracts.WorkerId;
import io.vigie.contracts.attempt.AttemptEvent.SlotLease;
import io.vigie.slots.Seat;
import io.vigie.slots.Seat.Lease;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where one slot of a worker keeps what its attempts use. Its directories have the same names in every attempt, until somebody is left
 * behind in them: then the attempts that follow have others, so that a thread that does not end cannot write where a later test
 * reads. Used by the slot's own thread, {@link #leave} by any.
 */
final class SlotPlace {

    private final WorkerId worker;
    private final int number;
    private final int count;
    private final Path directory;
    private final Seat seat;
    private final String host;
    private volatile int left;
    private volatile boolean tried;
    private volatile boolean hasSaid;
    private volatile @Nullable Lease said;

    /** @param count of slots of the worker @param directory of this slot alone */
    SlotPlace(WorkerId worker, int number, int count, Path directory, Seat seat, String host) {
        this.worker = worker;
        this.number = number;
        this.count = count;
        this.directory = directory.toAbsolutePath();
        this.seat = seat;
        this.host = host;
    }

    WorkerId worker() {
        return worker;
    }

    int number() {
        return number;
    }

    int count() {
        return count;
    }

    Seat seat() {
        return seat;
    }

    /** Somebody or something stays in the directories as they are. */
    void leave() {
        left++;
    }

    /** What holds the directories of the next attempt. */
    Path root() {
        return left == 0 ? directory : directory.resolveSibling(directory.getFileName() + "-" + (left + 1));
    }

    static Path work(Path root) {
        return root.resolve("work");
    }

    static Path files(Path root) {
        return root.resolve("files");
    }

    static Path media(Path root, String suffix) {
        return root.resolve("media_" + suffix);
    }

    /**
     * What is said of the slot when it takes a slice, and holds until the slice is given back ({@link #isAsSaid}). The ports are tried
     * once in the slot's life, and again by each test that wants them.
     */
    SlotLease lease() {
        Optional<Lease> lease =
                tried ? seat.lease() : seat.check().map(Seat.Checked::lease).or(seat::lease);
        tried = true;
        said = lease.orElse(null);
        hasSaid = true;
        Path root = root();
        return lease.map(has -> new SlotLease(
                        host,
                        number,
                        work(root).toString(),
                        has.firstPort(),
                        has.portCount(),
                        has.databaseSuffix(),
                        media(root, has.databaseSuffix()).toString()))
                .orElseGet(() -> new SlotLease(host, number, work(root).toString(), 0, 0, "", ""));
    }

    /** Whether this is what the slot said it has when it took its slice. */
    boolean isAsSaid(Lease lease) {
        return !hasSaid || lease.equals(said);
    }
}
