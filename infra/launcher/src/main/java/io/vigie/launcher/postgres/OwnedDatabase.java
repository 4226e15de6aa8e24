package io.vigie.launcher.postgres;

/**
 * A database that belongs to one service.
 *
 * @param name its name, and that of the role that owns it and nothing else
 * @param password the role's password
 */
public record OwnedDatabase(String name, String password) {

    public OwnedDatabase {
        if (!name.matches("[a-z_]+")) {
            throw new IllegalArgumentException("Expected a plain name for a database, but got \"%s\".".formatted(name));
        }
    }
}
