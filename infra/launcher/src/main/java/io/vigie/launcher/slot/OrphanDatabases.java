package io.vigie.launcher.slot;

import io.vigie.slots.HostLock;
import io.vigie.slots.MachineSlots;
import io.vigie.slots.PortBlocks;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;

/**
 * Databases of tests whose slot has gone. One is dropped while the name of its slot is held, so that no slot can get that name meanwhile, and
 * never by force: the server refuses as long as somebody is connected.
 */
public final class OrphanDatabases {

    /** How many are dropped in one go. */
    private static final int MOST = 1_000;

    private static final String ADDRESS = "jdbc:postgresql:";
    private static final String CONNECT_SECONDS = "10";
    private static final int DROP_SECONDS = 60;

    private final String url;
    private final Properties login;
    private final DatabaseNames names;
    private final PortBlocks blocks;

    /**
     * @param url of any database of the server but one to be dropped
     * @param user may drop the databases
     * @param template what their names are, with {@code {suffix}} in it
     * @throws IllegalStateException when the address or the template cannot be used
     */
    public OrphanDatabases(MachineSlots machine, String url, String user, String password, String template) {
        if (!url.startsWith(ADDRESS)) {
            // Not the address itself: it may hold a password.
            throw new IllegalStateException(
                    "Expected an address that begins with \"%s\", but it begins otherwise.".formatted(ADDRESS));
        }
        this.url = url;
        this.login = new Properties();
        login.setProperty("user", user);
        login.setProperty("password", password);
        login.setProperty("connectTimeout", CONNECT_SECONDS);
        login.setProperty("socketTimeout", Integer.toString(2 * DROP_SECONDS));
        login.setProperty("ApplicationName", "vigie janitor");
        this.names = DatabaseNames.of(template, MachineSlots.host());
        this.blocks = machine.blocks();
    }

    /**
     * What was found.
     *
     * @param dropped those that are gone, or would be
     * @param left those that the server did not want to drop, each with its reason
     */
    public record Found(List<String> dropped, List<String> left) {}

    /** @param dryRun drops nothing */
    public Found sweep(boolean dryRun) throws SQLException {
        List<String> dropped = new ArrayList<>();
        List<String> left = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(url, login)) {
            for (String database : databases(connection)) {
                OptionalInt block = names.blockOf(database);
                if (block.isEmpty() || dropped.size() + left.size() == MOST) {
                    continue;
                }
                Optional<HostLock> name = blocks.holdName(block.getAsInt());
                if (name.isEmpty()) {
                    continue;
                }
                try (HostLock held = name.get()) {
                    if (!dryRun) {
                        drop(connection, database);
                    }
                    dropped.add(database);
                } catch (SQLException refused) {
                    left.add(database + ": " + refused.getMessage());
                }
            }
        }
        return new Found(dropped, left);
    }

    private static List<String> databases(Connection connection) throws SQLException {
        List<String> databases = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select datname from pg_database where not datistemplate and datname <> current_database() order by datname")) {
            while (rows.next()) {
                databases.add(rows.getString(1));
            }
        }
        return databases;
    }

    private static void drop(Connection connection, String database) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(DROP_SECONDS);
            statement.execute("drop database if exists " + statement.enquoteIdentifier(database, true));
        }
    }
}
