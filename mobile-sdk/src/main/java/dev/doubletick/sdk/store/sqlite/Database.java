package dev.doubletick.sdk.store.sqlite;

import dev.doubletick.sdk.store.StoreCorruptedException;
import dev.doubletick.sdk.store.StoreException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** One connection to a SQLite file, its transactions and its prepared statements. For one thread. */
final class Database implements AutoCloseable {

    /** Reads one row. */
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    private static final Logger log = LoggerFactory.getLogger(Database.class);

    /** How long to wait for a process that is just letting go of the file. */
    private static final int BUSY_TIMEOUT_MILLIS = 2_000;

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private int depth;

    private Database(Connection connection) {
        this.connection = connection;
    }

    /** Opens a file that exists, without changing it. */
    static Database openReadOnly(Path file) {
        SQLiteConfig config = config();
        config.setReadOnly(true);
        return open(file, config);
    }

    /**
     * Opens a file, and creates it if there is none. Write-ahead log, each commit synced: what was committed survives a loss of
     * power. The file is locked for other processes, who would otherwise send the same outbox twice.
     */
    static Database openExclusive(Path file) {
        Database database = open(file, config());
        try {
            database.execute("PRAGMA locking_mode = EXCLUSIVE");
            database.execute("PRAGMA journal_mode = WAL");
            database.execute("PRAGMA synchronous = FULL");
            return database;
        } catch (RuntimeException | Error e) {
            database.close();
            throw e;
        }
    }

    private static SQLiteConfig config() {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
        return config;
    }

    private static Database open(Path file, SQLiteConfig config) {
        try {
            return new Database(config.createConnection("jdbc:sqlite:" + file.toAbsolutePath()));
        } catch (SQLException e) {
            throw translate(e);
        }
    }

    <T> T inTransaction(Supplier<T> work) {
        if (depth > 0) {
            return nested(work);
        }
        execute("BEGIN IMMEDIATE");
        try {
            T result = nested(work);
            execute("COMMIT");
            return result;
        } catch (RuntimeException | Error e) {
            rollBack();
            throw e;
        }
    }

    private <T> T nested(Supplier<T> work) {
        depth++;
        try {
            return work.get();
        } finally {
            depth--;
        }
    }

    private void rollBack() {
        try {
            execute("ROLLBACK");
        } catch (StoreException e) {
            // On some errors, a full disk among them, SQLite has rolled back by itself.
            log.debug("nothing left to roll back", e);
        }
    }

    void execute(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw translate(e);
        }
    }

    /** How many rows the statement changed. */
    int update(String sql, @Nullable Object... arguments) {
        try {
            return prepare(sql, arguments).executeUpdate();
        } catch (SQLException e) {
            forget(sql);
            throw translate(e);
        }
    }

    <T> List<T> query(Row<T> reader, String sql, @Nullable Object... arguments) {
        try (ResultSet rows = prepare(sql, arguments).executeQuery()) {
            List<T> result = new ArrayList<>();
            while (rows.next()) {
                result.add(reader.read(rows));
            }
            return result;
        } catch (SQLException e) {
            forget(sql);
            throw translate(e);
        }
    }

    <T> Optional<T> queryOne(Row<T> reader, String sql, @Nullable Object... arguments) {
        List<T> rows = query(reader, sql, arguments);
        return rows.isEmpty() ? Optional.empty() : Optional.of(rows.get(0));
    }

    /** The number in the first column of the only row. */
    long number(String sql, @Nullable Object... arguments) {
        return queryOne(row -> row.getLong(1), sql, arguments)
                .orElseThrow(() -> new StoreException("no answer to " + sql));
    }

    /** Lets go of all statements: the tables that they are about are to go. */
    void forgetStatements() {
        List.copyOf(statements.keySet()).forEach(this::forget);
    }

    private PreparedStatement prepare(String sql, @Nullable Object... arguments) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        for (int i = 0; i < arguments.length; i++) {
            statement.setObject(i + 1, arguments[i]);
        }
        return statement;
    }

    /** The driver lets go of a statement that failed, on a full disk for one: it would not work again. */
    private void forget(String sql) {
        try (PreparedStatement failed = statements.remove(sql)) {
            log.debug("forgot {}", failed);
        } catch (SQLException e) {
            log.debug("a failed statement did not close", e);
        }
    }

    private static StoreException translate(SQLException e) {
        SQLiteErrorCode code = e instanceof SQLiteException
                ? ((SQLiteException) e).getResultCode()
                : SQLiteErrorCode.getErrorCode(e.getErrorCode());
        // Extended codes carry the basic one in their lowest byte: sqlite.org/rescode.html.
        int basic = code.code & 0xFF;
        if (basic == SQLiteErrorCode.SQLITE_NOTADB.code || basic == SQLiteErrorCode.SQLITE_CORRUPT.code) {
            return new StoreCorruptedException("the message database is damaged", e);
        }
        if (basic == SQLiteErrorCode.SQLITE_BUSY.code || basic == SQLiteErrorCode.SQLITE_LOCKED.code) {
            return new StoreException("the message database is in use by another process", e);
        }
        if (basic == SQLiteErrorCode.SQLITE_FULL.code) {
            return new StoreException("no space left for the message database", e);
        }
        return new StoreException("the message database failed", e);
    }

    @Override
    public void close() {
        try {
            for (PreparedStatement statement : statements.values()) {
                statement.close();
            }
            statements.clear();
            connection.close();
        } catch (SQLException e) {
            throw translate(e);
        }
    }
}
