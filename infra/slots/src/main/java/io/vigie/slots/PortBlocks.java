package io.vigie.slots;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The blocks of TCP ports that the slots of this machine, of workers and of commands, share out among themselves. A block belongs to whoever holds
 * its lock, so that no two slots ever have the same, whatever became of the process that had it before; that nobody else on the
 * machine uses one of its ports is found out by binding them. Safe for use by many threads and processes.
 */
public final class PortBlocks {

    private final Path directory;
    private final int firstPort;
    private final int portsPerBlock;
    private final int count;

    private PortBlocks(Path directory, int firstPort, int portsPerBlock, int count) {
        this.directory = directory;
        this.firstPort = firstPort;
        this.portsPerBlock = portsPerBlock;
        this.count = count;
    }

    /**
     * @param directory of the locks; the same for all workers of the machine that are to share the ports
     * @param lastPort inclusive; ports that fill no whole block are left alone
     * @throws UncheckedIOException when the directory cannot be had for this user alone
     */
    public static PortBlocks in(Path directory, int firstPort, int lastPort, int portsPerBlock) {
        if (firstPort < 1024 || lastPort > 65_535 || portsPerBlock < 4 || lastPort - firstPort + 1 < portsPerBlock) {
            throw new IllegalArgumentException(
                    "Expected ports between 1024 and 65535 for at least one block of 4 or more, but found %d to %d in blocks of %d."
                            .formatted(firstPort, lastPort, portsPerBlock));
        }
        try {
            return new PortBlocks(
                    PrivateDirectory.make(directory),
                    firstPort,
                    portsPerBlock,
                    (lastPort - firstPort + 1) / portsPerBlock);
        } catch (IOException refused) {
            throw new UncheckedIOException(
                    "Expected a directory for the locks of this machine's slots, but: " + refused.getMessage(),
                    refused);
        }
    }

    /** How many blocks there are on this machine. */
    public int count() {
        return count;
    }

    public int portsPerBlock() {
        return portsPerBlock;
    }

    /** Takes the first block from the candidate on that nobody holds; empty when all are held. */
    Optional<Block> lease(int candidate) {
        for (int tried = 0; tried < count; tried++) {
            int index = (candidate + tried) % count;
            Optional<Block> block = lock(index);
            if (block.isPresent()) {
                return block;
            }
        }
        return Optional.empty();
    }

    /**
     * Takes the first block from the candidate on that nobody holds and all of whose ports are free. Blocks with a taken port are
     * held until the search is over, so that no other slot tries them at the same time.
     */
    Optional<Block> leaseFree(int candidate) {
        Deque<Block> unusable = new ArrayDeque<>();
        try {
            for (int tried = 0; tried < count; tried++) {
                Optional<Block> block = lock((candidate + tried) % count);
                if (block.isPresent()) {
                    if (block.get().takenPort().isEmpty()) {
                        return block;
                    }
                    unusable.add(block.get());
                }
            }
            return Optional.empty();
        } finally {
            unusable.forEach(Block::close);
        }
    }

    /**
     * Keeps the name of a block from being given to anybody.
     *
     * @param index also one beyond those of these ports: somebody with more ports may have it
     * @return nothing while a live slot has it
     */
    public Optional<HostLock> holdName(int index) {
        try {
            return HostLock.take(lockFile(index));
        } catch (IOException unusable) {
            throw new UncheckedIOException(unusable);
        }
    }

    private Path lockFile(int index) {
        return directory.resolve("block-%04d.lock".formatted(index));
    }

    private Optional<Block> lock(int index) {
        try {
            return HostLock.take(lockFile(index))
                    .map(lock -> new Block(lock, index, firstPort + index * portsPerBlock, portsPerBlock));
        } catch (IOException unusable) {
            throw new UncheckedIOException(unusable);
        }
    }

    /** Consecutive ports that are this owner's until it is closed or the process ends. */
    static final class Block implements AutoCloseable {

        private final HostLock lock;
        private final int index;
        private final int firstPort;
        private final int portCount;

        private Block(HostLock lock, int index, int firstPort, int portCount) {
            this.lock = lock;
            this.index = index;
            this.firstPort = firstPort;
            this.portCount = portCount;
        }

        /** From 0, within the machine's blocks. */
        int index() {
            return index;
        }

        int firstPort() {
            return firstPort;
        }

        int portCount() {
            return portCount;
        }

        /** A port that somebody listens on, on whatever address; empty when all are free. */
        OptionalInt takenPort() {
            for (int port = firstPort; port < firstPort + portCount; port++) {
                if (!isFree(port)) {
                    return OptionalInt.of(port);
                }
            }
            return OptionalInt.empty();
        }

        private static boolean isFree(int port) {
            // On the loopback address as well: with SO_REUSEADDR, the wildcard may be bound beside a listener on one
            // address.
            return binds(new InetSocketAddress(port))
                    && binds(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        }

        private static boolean binds(InetSocketAddress address) {
            try (ServerSocket socket = new ServerSocket()) {
                // A port whose last connection is only waiting to be forgotten is free for whoever listens like this.
                socket.setReuseAddress(true);
                socket.bind(address, 1);
                return true;
            } catch (IOException taken) {
                return false;
            }
        }

        @Override
        public void close() {
            lock.close();
        }
    }
}
