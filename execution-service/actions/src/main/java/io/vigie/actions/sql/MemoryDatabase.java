package io.vigie.actions.sql;

import io.vigie.action.ActionBrokenException;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.h2.Driver;
import org.jspecify.annotations.Nullable;

/**
 * A database of one step in the worker's memory. It lives inside the worker, so that it is kept small and tame: its user is no
 * administrator (an administrator of H2 reads and writes files and runs Java), no class can be named in it, it keeps nothing on disk,
 * only one step of the worker has one at a time, and a step is ended when it has asked for 256 MiB altogether, or for an eighth
 * of the worker's memory if that is less.
 */
final class MemoryDatabase implements AutoCloseable {

    private static final String CLASSES = "h2.allowedClasses";
    private static final long MOST_BYTES =
            Math.min(256L * 1024 * 1024, Runtime.getRuntime().maxMemory() / 8);
    private static final Semaphore ONE_AT_A_TIME = new Semaphore(1, true);
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    static {
        // Read once, when H2 first needs it; an operator's own list wins.
        if (System.getProperty(CLASSES) == null) {
            System.setProperty(CLASSES, "none.at.all");
        }
    }

    private final Connection administrator;
    private final Connection user;

    private MemoryDatabase(Connection administrator, Connection user) {
        this.administrator = administrator;
        this.user = user;
    }

    /** Waits until no other step has one, and opens it. */
    static MemoryDatabase open() throws SQLException, InterruptedException {
        ONE_AT_A_TIME.acquire();
        @Nullable Connection administrator = null;
        try {
            String address =
                    "jdbc:h2:mem:" + UUID.randomUUID() + ";DATABASE_TO_LOWER=TRUE;CASE_INSENSITIVE_IDENTIFIERS=TRUE";
            administrator = new Driver()
                    .connect(address, Databases.user("sa", UUID.randomUUID().toString()));
            String password = UUID.randomUUID().toString();
            try (var statement = administrator.createStatement()) {
                statement.execute("CREATE USER tester PASSWORD '" + password + "'");
                statement.execute("CREATE SCHEMA test AUTHORIZATION tester");
            }
            Connection user = new Driver().connect(address + ";IFEXISTS=TRUE", Databases.user("tester", password));
            user.setSchema("test");
            return new MemoryDatabase(administrator, user);
        } catch (SQLException | RuntimeException failed) {
            if (administrator != null) {
                administrator.close();
            }
            ONE_AT_A_TIME.release();
            throw failed;
        }
    }

    Connection connection() {
        return user;
    }

    /** Whether a thread has asked for more memory than a step may have. */
    static boolean isTooMuch(Thread thread) {
        return THREADS.getThreadAllocatedBytes(thread.threadId()) > MOST_BYTES;
    }

    static ActionBrokenException tooMuch() {
        return new ActionBrokenException("Expected the database in memory to need at most " + MOST_BYTES / (1024 * 1024)
                + " MB for a step, the limit of the worker, but it needs more; the step was stopped there.");
    }

    @Override
    public void close() throws SQLException {
        try (administrator;
                user) {
            // Its last connection takes it away.
        } finally {
            ONE_AT_A_TIME.release();
        }
    }
}
