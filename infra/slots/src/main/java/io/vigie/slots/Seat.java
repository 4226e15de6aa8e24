package io.vigie.slots;

import io.vigie.slots.PortBlocks.Block;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * What one slot of a worker owns on its machine for as long as the worker lives. The first block that it gets names it: the number of
 * that block, which no other live slot of the machine can have, makes its database suffix. When a port of the block turns out to be
 * taken by somebody else, the ports move to another block and the name stays. Safe for use by several threads.
 */
public final class Seat implements AutoCloseable {

    /** The longest database suffix, in characters. */
    public static final int MAX_SUFFIX = 20;

    /** At most three: the seed's formula takes the number modulo 1000. */
    private static final Pattern LAST_DIGITS = Pattern.compile("[0-9]{1,3}$");

    private final PortBlocks blocks;
    private final String host;
    private final int candidate;
    private @Nullable Block first;
    private @Nullable Block moved;

    /**
     * @param host the machine's name
     * @param owner what stays the same when the worker starts again, so that its slots are likely to get the same names and ports
     * @param number of the slot within its worker, from 1
     */
    public Seat(PortBlocks blocks, String host, String owner, int number) {
        this(blocks, host, (int) ((checksum(owner) + number - 1) % blocks.count()));
    }

    /**
     * The slot of a task. The number at the end of the task's name, modulo 1000, is the block that it gets when nobody has it.
     *
     * @param task such as {@code 9947} or {@code review-9947}; a name without a number is as good as any
     */
    static Seat ofTask(PortBlocks blocks, String host, String task) {
        Matcher number = LAST_DIGITS.matcher(task);
        long candidate = number.find() ? Long.parseLong(number.group()) : checksum(task);
        return new Seat(blocks, host, (int) (candidate % blocks.count()));
    }

    private Seat(PortBlocks blocks, String host, int candidate) {
        this.blocks = blocks;
        this.host = host;
        this.candidate = candidate;
    }

    /** What all database suffixes of a machine begin with; the number of the block follows. */
    public static String suffixesOf(String host) {
        return Long.toString(checksum(host), 36) + "_";
    }

    /**
     * What a slot has.
     *
     * @param task the slot's name on this machine: one that ends in the block's number, or what its owner calls it
     * @param offset the number of the block that holds the ports
     */
    public record Lease(String task, int offset, int firstPort, int portCount, String databaseSuffix) {

        /** The same, called otherwise. */
        Lease named(String other) {
            return new Lease(other, offset, firstPort, portCount, databaseSuffix);
        }
    }

    /** What a slot has before an attempt, and which port was found taken, if the ports had to move. */
    public record Checked(Lease lease, OptionalInt taken) {}

    /** What the slot owns, leased when first asked for; empty when the machine has no block left. Does not look at the ports. */
    public synchronized Optional<Lease> lease() {
        if (first == null) {
            first = blocks.lease(candidate).orElse(null);
        }
        return first == null ? Optional.empty() : Optional.of(lease(first, moved == null ? first : moved));
    }

    /** The same with its ports tried, and moved when one is taken; empty when no block of free ports is left. */
    public synchronized Optional<Checked> check() {
        if (lease().isEmpty() || first == null) {
            return Optional.empty();
        }
        Block current = moved == null ? first : moved;
        OptionalInt taken = current.takenPort();
        if (taken.isEmpty()) {
            return Optional.of(new Checked(lease(first, current), taken));
        }
        Block next = blocks.leaseFree(current.index() + 1).orElse(null);
        if (next == null) {
            return Optional.empty();
        }
        if (moved != null) {
            moved.close();
        }
        moved = next;
        return Optional.of(new Checked(lease(first, next), taken));
    }

    private Lease lease(Block name, Block ports) {
        return new Lease(
                "vigie-" + ports.index(),
                ports.index(),
                ports.firstPort(),
                ports.portCount(),
                suffixesOf(host) + name.index());
    }

    private static long checksum(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return crc.getValue();
    }

    /** Lets everything go. */
    @Override
    public synchronized void close() {
        if (first != null) {
            first.close();
            first = null;
        }
        if (moved != null) {
            moved.close();
            moved = null;
        }
    }
}
