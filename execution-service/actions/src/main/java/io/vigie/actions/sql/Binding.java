package io.vigie.actions.sql;

import io.vigie.actions.check.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import org.jspecify.annotations.Nullable;

/** Binds JSON-like values to the question marks of a statement; objects and lists as JSON texts. */
final class Binding {

    private Binding() {}

    static void bind(PreparedStatement statement, int place, @Nullable Object value) throws SQLException {
        switch (value) {
            case null -> statement.setNull(place, Types.NULL);
            case Boolean bool -> statement.setBoolean(place, bool);
            case Integer whole -> statement.setInt(place, whole);
            case Long whole -> statement.setLong(place, whole);
            case BigInteger whole -> statement.setBigDecimal(place, new BigDecimal(whole));
            case Number number -> statement.setBigDecimal(place, new BigDecimal(number.toString()));
            case String text -> statement.setString(place, text);
            default -> statement.setString(place, Json.write(value));
        }
    }
}
