package dev.doubletick.registration.account;

import dev.doubletick.registration.database.DatabaseConfig;
import dev.doubletick.registration.testing.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A row for a table that a test knows nothing of but its column {@code phone}. */
final class FillRow {

    private FillRow() {}

    /** An insert with a plain value in each column that needs one; checks of the table's own may still refuse it. */
    static String sql(DatabaseConfig database, String table, String phone) throws SQLException {
        List<String> values = new ArrayList<>();
        List<String> columns = new ArrayList<>();
        for (String column : Sql.column(
                database,
                "select column_name || ' ' || data_type from information_schema.columns where table_name = '" + table
                        + "' and (column_name = 'phone' or is_nullable = 'NO' and column_default is null)")) {
            String[] parts = column.split(" ", 2);
            columns.add(parts[0]);
            values.add(parts[0].equals("phone") ? "'" + phone + "'" : value(parts[1]));
        }
        return "insert into " + table + " (" + String.join(",", columns) + ") values (" + String.join(",", values)
                + ")";
    }

    private static String value(String type) {
        return switch (type) {
            case "text" -> "'x'";
            case "uuid" -> "gen_random_uuid()";
            case "boolean" -> "true";
            case "bytea" -> "'\\x00'";
            case "ARRAY" -> "'{}'";
            case "jsonb", "json" -> "'{}'";
            default -> type.startsWith("timestamp") ? "now()" : "1";
        };
    }
}
