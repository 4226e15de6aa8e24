package io.vigie.testsupport.kafka;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;

/**
 * The main class of the broker's JVM. Its only argument is a directory with {@code server.properties}; it formats the storage, runs the
 * broker, and leaves, with the directory, when its standard input ends: that is, when the JVM that started it is gone.
 */
public final class BrokerProcess {

    private BrokerProcess() {}

    /** Runs until standard input ends. */
    public static void main(String[] arguments) {
        Path home = Path.of(arguments[0]);
        Thread.ofPlatform().daemon().name("parent-watch").start(() -> leaveWithParent(home));
        String settings = home.resolve("server.properties").toString();
        int formatted = kafka.tools.StorageTool.execute(
                new String[] {"format", "--cluster-id", Uuid.randomUuid().toString(), "--config", settings},
                System.out);
        if (formatted != 0) {
            System.exit(formatted);
        }
        kafka.Kafka.main(new String[] {settings});
    }

    private static void leaveWithParent(Path home) {
        try {
            while (System.in.read() >= 0) {
                // Nothing is ever said on this pipe; it only ends.
            }
        } catch (IOException broken) {
            // A broken pipe says the same as an ended one.
        }
        // A broker whose files vanish halts its JVM before we are through with them.
        Exit.setHaltProcedure((status, message) -> LockSupport.park());
        remove(home);
        Runtime.getRuntime().halt(0);
    }

    /** Removes the broker's files. It may still write: what appears behind our back is taken by the next round. */
    static void remove(Path home) {
        for (int round = 0; round < 5 && Files.exists(home); round++) {
            delete(home);
        }
    }

    private static void delete(Path home) {
        try (Stream<Path> files = Files.walk(home)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException | UncheckedIOException vanished) {
            // A file went while we looked: the next round looks again.
        }
    }
}
