package io.vigie.actions.sql;

import io.vigie.action.ActionLimits;
import io.vigie.actions.check.Shown;
import io.vigie.actions.reach.NetworkFacts;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a database says when it refuses, as the end of a sentence for the tester; never with the values that were bound. */
final class SqlFacts {

    private static final int MOST_CHARACTERS = 500;

    private SqlFacts() {}

    static Optional<String> of(Throwable failure, SqlStep step, ActionLimits limits) {
        int port = step.server() == null ? 0 : step.server().port();
        if (!(failure instanceof SQLException refused)) {
            return NetworkFacts.of(failure, port);
        }
        for (@Nullable Throwable cause = refused.getCause(); cause != null; cause = cause.getCause()) {
            Optional<String> network = NetworkFacts.of(cause, port);
            if (network.isPresent()) {
                return network;
            }
        }
        String message = String.valueOf(refused.getMessage());
        if (message.contains("maxResultBuffer")) {
            throw Rows.tooMuch(limits.downloadBytes());
        }
        String state = Objects.requireNonNullElse(refused.getSQLState(), "");
        return Optional.of(
                switch (state) {
                    case "28P01", "28000" -> "the user name or the password is refused";
                    case "3D000" -> "there is no database of this name";
                    default ->
                        state.startsWith("08")
                                ? message.contains("SSL") ? "the server does not offer TLS" : "the connection broke"
                                : "the database refuses it (SQLSTATE " + state + "): " + plain(message);
                });
    }

    /** The first line, without what the drivers put before and behind it. */
    private static String plain(String message) {
        String line = message.lines()
                .findFirst()
                .orElse("")
                .replaceFirst("^(ERROR|FATAL): ", "")
                .replaceFirst("^\\(conn=\\d+\\) ", "");
        int statement = line.indexOf("; SQL statement:");
        String said = statement < 0 ? line : line.substring(0, statement);
        return Shown.text(said.endsWith(".") ? said.substring(0, said.length() - 1) : said, MOST_CHARACTERS);
    }
}
