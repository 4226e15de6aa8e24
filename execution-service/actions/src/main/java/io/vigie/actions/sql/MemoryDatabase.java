package io.vigie.actions.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.h2.Driver;
import org.jspecify.annotations.Nullable;

/**
 * A database of one step in the worker's memory. It lives inside the worker, so that it is kept small and tame: its user is no
 * administrator (an administrator of H2 reads and writes files and runs Java), no class can be named in it, it keeps nothing on disk,
 * only one step of the worker has one at a time, and a step is ended when it {@linkplain Appetite leaves the worker short of memory}.
 */
final class MemoryDatabase implements AutoCloseable {

    private static final String CLASSES = "h2.allowedClasses";
    private static final Semaphore ONE_AT_A_TIME = new Semaphore(1, true);

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
        boolean isOpen = false;
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
            isOpen = true;
            return new MemoryDatabase(administrator, user);
        } finally {
            // Whatever went wrong, be it that the memory ran out: the next step must get its turn.
            if (!isOpen) {
                ONE_AT_A_TIME.release();
                if (administrator != null) {
                    administrator.createStatement().execute("SHUTDOWN");
                }
            }
        }
    }

    Connection connection() {
        return user;
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
