package io.vigie.actions.sql;

import io.vigie.action.ActionBrokenException;
import io.vigie.action.ActionLimits;
import io.vigie.actions.check.Found;
import io.vigie.actions.check.Json;
import java.io.IOException;
import java.io.Reader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PGobject;

/**
 * The rows of a query as JSON-like values: whole numbers and decimals exact, dates and times in ISO 8601, bytes in Base64, JSON as what
 * it holds, everything else as the database writes it.
 *
 * @param columns their labels; of two alike the second is called {@code name_2}
 */
record Rows(List<String> columns, List<Map<String, @Nullable Object>> rows) {

    static final Rows NONE = new Rows(List.of(), List.of());

    private static final int BLOCK = 8_192;

    /**
     * Reads the rows, and no more than the limits allow.
     *
     * @throws ActionBrokenException when there are more rows, or more characters in them, than allowed
     */
    static Rows read(ResultSet result, ActionLimits limits) throws SQLException {
        List<String> columns = columns(result.getMetaData());
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        Budget budget = new Budget(limits.downloadBytes());
        while (result.next()) {
            if (rows.size() == limits.rows()) {
                throw new ActionBrokenException("Expected at most " + limits.rows()
                        + " rows, the limit of a query, but there are more; select fewer, or count them.");
            }
            Map<String, @Nullable Object> row = new LinkedHashMap<>();
            for (int i = 0; i < columns.size(); i++) {
                row.put(columns.get(i), value(result.getObject(i + 1), budget));
            }
            rows.add(row);
        }
        return new Rows(columns, rows);
    }

    private static List<String> columns(ResultSetMetaData description) throws SQLException {
        List<String> columns = new ArrayList<>();
        for (int i = 1; i <= description.getColumnCount(); i++) {
            String label = description.getColumnLabel(i);
            String name = label;
            for (int number = 2; columns.contains(name); number++) {
                name = label + "_" + number;
            }
            columns.add(name);
        }
        return columns;
    }

    private static @Nullable Object value(@Nullable Object value, Budget budget) throws SQLException {
        return switch (value) {
            case null -> null;
            case Boolean bool -> bool;
            case Byte small -> small.intValue();
            case Short small -> small.intValue();
            case Integer whole -> whole;
            case Long whole -> whole;
            case BigInteger whole -> whole;
            case BigDecimal decimal -> decimal;
            case Float real -> decimal(real.toString());
            case Double real -> decimal(real.toString());
            case Timestamp moment -> moment.toLocalDateTime().toString();
            case Date day -> day.toLocalDate().toString();
            case Time time -> time.toLocalTime().toString();
            case byte[] bytes -> Base64.getEncoder().encodeToString(budget.spend(bytes));
            case Clob text -> text(text, budget);
            case Blob bytes -> Base64.getEncoder().encodeToString(budget.spend(bytes(bytes, budget)));
            case Array array -> array(array, budget);
            case PGobject object -> object(object, budget);
            default -> budget.spend(value.toString());
        };
    }

    private static Object decimal(String text) {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException infiniteOrNone) {
            return text;
        }
    }

    private static @Nullable Object object(PGobject object, Budget budget) {
        String text = object.getValue();
        if (text == null) {
            return null;
        }
        budget.spend(text);
        return String.valueOf(object.getType()).startsWith("json")
                ? Json.read(text).orElse(Found.of(text)).value()
                : text;
    }

    private static List<@Nullable Object> array(Array array, Budget budget) throws SQLException {
        List<@Nullable Object> values = new ArrayList<>();
        if (array.getArray() instanceof Object[] elements) {
            for (Object element : elements) {
                values.add(element instanceof Object[] ? String.valueOf(element) : value(element, budget));
            }
        }
        return values;
    }

    private static byte[] bytes(Blob blob, Budget budget) throws SQLException {
        return blob.getBytes(1, (int) Math.min(blob.length(), budget.left + 1));
    }

    private static String text(Clob clob, Budget budget) throws SQLException {
        StringBuilder text = new StringBuilder();
        try (Reader reader = clob.getCharacterStream()) {
            char[] block = new char[BLOCK];
            for (int read = reader.read(block); read >= 0; read = reader.read(block)) {
                text.append(budget.spend(new String(block, 0, read)));
            }
        } catch (IOException broken) {
            throw new SQLException(broken);
        }
        return text.toString();
    }

    /** How much may still be read. */
    private static final class Budget {

        private final long most;
        private long left;

        Budget(long most) {
            this.most = most;
            this.left = most;
        }

        String spend(String text) {
            spend(text.length());
            return text;
        }

        byte[] spend(byte[] bytes) {
            spend(bytes.length);
            return bytes;
        }

        private void spend(long size) {
            left -= size;
            if (left < 0) {
                throw tooMuch(most);
            }
        }
    }

    static ActionBrokenException tooMuch(long most) {
        return new ActionBrokenException("Expected the rows to hold at most " + most
                + " bytes, the limit of a download, but they hold more; the transfer was stopped there.");
    }

    /** As many of the first rows as an event can carry. */
    List<Map<String, @Nullable Object>> firstWithin(int characters) {
        int left = characters;
        for (int i = 0; i < rows.size(); i++) {
            left -= Json.write(rows.get(i)).length();
            if (left < 0) {
                return rows.subList(0, i);
            }
        }
        return rows;
    }
}
