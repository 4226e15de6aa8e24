package io.vigie.actions.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.h2.api.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Work on a database, on a thread of its own. An interruption of whoever waits does not reach that thread once it is connected: a
 * driver would drop the connection and leave the statement running in the database. Instead the statement is cancelled there, and the
 * connection is let go, both without anyone waiting for it.
 */
final class Running {

    private static final int BETWEEN_LOOKS_MILLIS = 5;
    private static final Duration ENDING = Duration.ofSeconds(5);

    private @Nullable Connection connection;
    private @Nullable Statement statement;
    private boolean isStopped;

    /**
     * Does the work and waits for it.
     *
     * @param appetite asked about its thread now and then; the work is ended when it says so; {@code null} for work elsewhere
     */
    <T> T await(Thread.Builder threads, @Nullable Appetite appetite, Callable<T> work) throws Exception {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = threads.name("vigie-sql").start(task);
        while (true) {
            try {
                return task.get(BETWEEN_LOOKS_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException notYet) {
                if (appetite != null && appetite.isTooMuch(thread)) {
                    stop(thread);
                    // It asks for more until it hears of it, and what it holds is free when it is gone.
                    thread.join(ENDING);
                    throw appetite.refusal();
                }
            } catch (ExecutionException failed) {
                if (appetite != null && isOutOfMemory(failed)) {
                    throw appetite.refusal();
                }
                throw failed;
            } catch (InterruptedException asked) {
                stop(thread);
                throw asked;
            }
        }
    }

    private static boolean isOutOfMemory(ExecutionException failed) {
        return failed.getCause() instanceof OutOfMemoryError
                || (failed.getCause() instanceof SQLException refused
                        && refused.getErrorCode() == ErrorCode.OUT_OF_MEMORY);
    }

    synchronized void connected(Connection own) throws SQLException {
        connection = own;
        refuseWhenStopped();
    }

    synchronized void begin(Statement next) throws SQLException {
        statement = next;
        refuseWhenStopped();
    }

    private void refuseWhenStopped() throws SQLException {
        if (isStopped) {
            throw new SQLException("stopped");
        }
    }

    private synchronized void stop(Thread thread) {
        isStopped = true;
        Connection open = connection;
        Statement busy = statement;
        if (open == null) {
            thread.interrupt();
        } else {
            Thread.ofVirtual().name("vigie-sql-cancel").start(() -> cancel(open, busy));
        }
    }

    private static void cancel(Connection open, @Nullable Statement busy) {
        try {
            if (busy != null) {
                busy.cancel();
            }
        } catch (SQLException gone) {
            // Then there is nothing left to cancel.
        } finally {
            try {
                open.abort(Runnable::run);
            } catch (SQLException gone) {
                // Then it is closed already.
            }
        }
    }
}
