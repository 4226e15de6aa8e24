package io.vigie.testsupport.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * One database of the test server, and how to reach it.
 *
 * @param name its name on the server
 * @param url its JDBC address
 * @param user who may do everything in it
 * @param password the user's
 */
public record Database(String name, String url, String user, String password) {

    /** A new connection; the caller closes it. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url, user, password);
    }
}
