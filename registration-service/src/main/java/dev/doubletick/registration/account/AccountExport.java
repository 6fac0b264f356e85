package dev.doubletick.registration.account;

import dev.doubletick.protocol.PhoneNumber;
import java.sql.Array;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

/**
 * All that the database holds for a phone: every row of every table whose column {@code phone} names it. So a new table is part
 * of it without anybody thinking of it.
 *
 * <p>Binary columns are left out. They hold hashes of secrets, which say nothing to their owner and something to a thief.
 */
public final class AccountExport {

    private static final int BINARY = java.sql.Types.BINARY;

    private final Jdbi jdbi;

    /** @param jdbi the migrated database */
    public AccountExport(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** By table, as of one moment. Blocks for one query per table. */
    Map<String, List<Map<String, Object>>> of(PhoneNumber phone) {
        return jdbi.inTransaction(TransactionIsolationLevel.REPEATABLE_READ, transaction -> {
            Map<String, List<Map<String, Object>>> data = new TreeMap<>();
            for (String table : tables(transaction)) {
                data.put(table, rows(transaction, table, phone));
            }
            return data;
        });
    }

    private static List<String> tables(Handle transaction) {
        return transaction
                .createQuery(
                        "select quote_ident(table_name) from information_schema.columns"
                                + " join information_schema.tables using (table_schema, table_name)"
                                + " where table_schema = current_schema() and table_type = 'BASE TABLE' and column_name = 'phone'")
                .mapTo(String.class)
                .list();
    }

    private static List<Map<String, Object>> rows(Handle transaction, String table, PhoneNumber phone) {
        // The name comes from the catalogue, quoted there.
        return transaction
                .createQuery("select * from " + table + " where phone = :phone")
                .bind("phone", phone.e164())
                .map((row, ctx) -> row(row))
                .list();
    }

    private static Map<String, Object> row(ResultSet row) throws SQLException {
        Map<String, Object> values = new LinkedHashMap<>();
        ResultSetMetaData columns = row.getMetaData();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            String name = columns.getColumnName(i);
            Object value = row.getObject(i);
            if (value != null && columns.getColumnType(i) != BINARY && !name.equals("phone")) {
                values.put(name, plain(value));
            }
        }
        return values;
    }

    /** As JSON has it. */
    private static Object plain(Object value) throws SQLException {
        if (value instanceof Timestamp timestamp) {
            return timestamp.toInstant();
        }
        if (value instanceof Date date) {
            return date.toLocalDate();
        }
        if (value instanceof Array array) {
            List<Object> elements = new ArrayList<>(Arrays.asList((Object[]) array.getArray()));
            return elements;
        }
        return value instanceof Number || value instanceof Boolean ? value : value.toString();
    }
}
