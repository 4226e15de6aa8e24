package io.vigie.launcher.supervision;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A process that is meant, and no other: the system gives the number of a dead process to a new one, but not its instant of birth.
 *
 * @param pid its number
 * @param startedAt when it was born, in milliseconds since 1970; 0 when the system did not tell
 */
public record ProcessIdentity(long pid, long startedAt) {

    /** The system's clock may be corrected between two looks, and its ticks are coarse. */
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    public static ProcessIdentity of(ProcessHandle process) {
        return new ProcessIdentity(
                process.pid(),
                process.info().startInstant().map(Instant::toEpochMilli).orElse(0L));
    }

    /** The process, when it still lives. A zombie does not. */
    public Optional<ProcessHandle> find() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(process -> startedAt != 0
                        && process.info()
                                .startInstant()
                                .map(born -> Math.abs(born.toEpochMilli() - startedAt) <= TOLERANCE.toMillis())
                                .orElse(false));
    }
}
