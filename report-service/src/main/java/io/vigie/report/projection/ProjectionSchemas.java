package io.vigie.report.projection;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The generations of rows: one serves, another may be growing beside it. Every access to projected rows goes through here, so that each transaction
 * sees the tables of one generation only. Thread-safe.
 */
@Component
@DependsOnDatabaseInitialization
public class ProjectionSchemas {

    /** Writers of the serving generation share it, a take-over holds it alone. Any number that nobody else of this database locks. */
    private static final long WRITERS_LOCK = 0x7669676965L;

    /** Held by the one instance that rebuilds. */
    private static final long REBUILD_LOCK = WRITERS_LOCK + 1;

    /** Held by the one instance that removes rows. */
    private static final long REMOVAL_LOCK = WRITERS_LOCK + 3;

    /** Held by the one instance that looks for what is to be removed. */
    private static final long LOOKING_LOCK = WRITERS_LOCK + 4;

    private static final Logger log = LoggerFactory.getLogger(ProjectionSchemas.class);

    private final DataSource database;
    private final JdbcTemplate jdbc;
    private final TransactionTemplate reading;
    private final TransactionTemplate writing;
    private final TransactionTemplate writingBeside;

    ProjectionSchemas(
            DataSource database, JdbcTemplate jdbc, PlatformTransactionManager transactions, LogKeeping keeping) {
        this.database = database;
        this.jdbc = jdbc;
        this.reading = new TransactionTemplate(transactions);
        this.reading.setReadOnly(true);
        this.reading.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        this.writing = new TransactionTemplate(transactions);
        this.writingBeside = new TransactionTemplate(transactions);
        this.writingBeside.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        beginAnewWhenTheShapeIsAnother(keeping);
        migrate(serving());
    }

    /**
     * Rows that another version of this service shaped otherwise are not altered: a new generation begins empty, and history fills it, since the
     * positions begin with it. Logs that their topic has forgotten come along.
     */
    private void beginAnewWhenTheShapeIsAnother(LogKeeping keeping) {
        if (!hasOurShape(serving())) {
            inTurn(() -> beginAnew(keeping));
        }
    }

    private boolean hasOurShape(ProjectionSchema schema) {
        Flyway shape = flyway(schema);
        return shape.info().applied().length == 0 || shape.validateWithResult().validationSuccessful;
    }

    private void beginAnew(LogKeeping keeping) {
        ProjectionSchema now = serving();
        if (hasOurShape(now)) {
            // Another instance of this version was faster.
            return;
        }
        ProjectionSchema next = now.next();
        log.warn("The rows of {} have the shape of another version: {} is built from history.", now, next);
        dropAllBut(now);
        migrate(next);
        keeping.carryOver(now, next);
        jdbc.update(
                "UPDATE public.projection_state SET generation = ?, schema_name = ? WHERE generation = ?",
                next.generation(),
                next.name(),
                now.generation());
    }

    /** The generation that answers. */
    public ProjectionSchema serving() {
        return new ProjectionSchema(Objects.requireNonNull(
                jdbc.queryForObject("SELECT generation FROM public.projection_state", Integer.class)));
    }

    /** Reads from one snapshot: all rows and positions that one call reads belong together. */
    public <T> T read(Supplier<T> query) {
        return Objects.requireNonNull(reading.execute(transaction -> {
            jdbc.queryForList("SELECT set_config('search_path', schema_name, true) FROM public.projection_state");
            return query.get();
        }));
    }

    /** Writes into the generation that serves. */
    public void write(Runnable change) {
        writing.executeWithoutResult(transaction -> {
            jdbc.query("SELECT pg_advisory_xact_lock_shared(?)", row -> {}, WRITERS_LOCK);
            jdbc.queryForList("SELECT set_config('search_path', schema_name, true) FROM public.projection_state");
            change.run();
        });
    }

    /** Writes into a generation that nobody reads yet. */
    public void writeInto(ProjectionSchema schema, Runnable change) {
        writingBeside.executeWithoutResult(transaction -> {
            look(schema);
            change.run();
        });
    }

    /** Reads from a generation, whether it serves or not. */
    public <T> T readFrom(ProjectionSchema schema, Supplier<T> query) {
        return Objects.requireNonNull(writingBeside.execute(transaction -> {
            look(schema);
            return query.get();
        }));
    }

    private void look(ProjectionSchema schema) {
        jdbc.queryForList("SELECT set_config('search_path', ?, true)", schema.name());
    }

    /** Creates the empty generation after the one that serves; what an interrupted rebuild left behind is dropped first. */
    public ProjectionSchema createNext() {
        ProjectionSchema next = serving().next();
        dropAllBut(serving());
        migrate(next);
        return next;
    }

    /**
     * Makes a generation the one that serves, in one instant for every reader and every instance.
     *
     * @param catchUp run while no batch is folded into the old generation; afterwards the new one must be at least as far
     */
    public void takeOver(ProjectionSchema next, Runnable catchUp) {
        writing.executeWithoutResult(transaction -> {
            jdbc.query("SELECT pg_advisory_xact_lock(?)", row -> {}, WRITERS_LOCK);
            catchUp.run();
            jdbc.update(
                    "UPDATE public.projection_state SET generation = ?, schema_name = ?",
                    next.generation(),
                    next.name());
        });
        log.info("The answers come from {} now.", next);
    }

    /** Drops every generation but this one. Waits for those who still read them. */
    public void dropAllBut(ProjectionSchema kept) {
        List<String> others = jdbc.queryForList(
                "SELECT nspname FROM pg_namespace WHERE nspname ~ '^projection_[0-9]+$' AND nspname <> ?",
                String.class,
                kept.name());
        for (String schema : others) {
            jdbc.execute("DROP SCHEMA " + schema + " CASCADE");
        }
    }

    /**
     * Runs a rebuild unless another instance does.
     *
     * @return whether it ran
     */
    public boolean alone(Runnable rebuild) {
        return withLock(REBUILD_LOCK, "SELECT pg_try_advisory_lock(?)", rebuild);
    }

    /**
     * Looks for what is to be removed unless another instance does.
     *
     * @return whether it ran
     */
    public boolean oneLooks(Runnable look) {
        return withLock(LOOKING_LOCK, "SELECT pg_try_advisory_lock(?)", look);
    }

    /** Removes rows unless another instance does. */
    void oneRemoves(Runnable removal) {
        withLock(REMOVAL_LOCK, "SELECT pg_try_advisory_lock(?)", removal);
    }

    /** Waits until no other instance rebuilds. */
    private void inTurn(Runnable rebuild) {
        withLock(REBUILD_LOCK, "SELECT pg_advisory_lock(?) IS NOT NULL", rebuild);
    }

    private boolean withLock(long lock, String acquire, Runnable rebuild) {
        // A lock of the session, not of a transaction: a transaction that stays open for long keeps the database from
        // cleaning up.
        try (Connection session = database.getConnection()) {
            if (!says(session, lock, acquire)) {
                return false;
            }
            try {
                rebuild.run();
                return true;
            } finally {
                says(session, lock, "SELECT pg_advisory_unlock(?)");
            }
        } catch (SQLException failed) {
            throw new IllegalStateException("Expected to be the only one, but the database refused the lock.", failed);
        }
    }

    private static boolean says(Connection session, long lock, String call) throws SQLException {
        try (PreparedStatement statement = session.prepareStatement(call)) {
            statement.setLong(1, lock);
            try (ResultSet answer = statement.executeQuery()) {
                return answer.next() && answer.getBoolean(1);
            }
        }
    }

    private void migrate(ProjectionSchema schema) {
        flyway(schema).migrate();
    }

    private Flyway flyway(ProjectionSchema schema) {
        return Flyway.configure()
                .dataSource(database)
                .schemas(schema.name())
                .defaultSchema(schema.name())
                .createSchemas(true)
                .locations("classpath:db/projection")
                .loggers("slf4j")
                .load();
    }
}
