package dev.doubletick.sdk.store.sqlite;

import dev.doubletick.sdk.store.StoreCorruptedException;
import dev.doubletick.sdk.store.StoreException;
import dev.doubletick.sdk.store.StoreVersionException;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The tables and how they came to be. The version is in {@code PRAGMA user_version}; each step of {@link #STEPS} leads to the
 * next one.
 */
final class Schema {

    /** Marks a file as ours in its header: "DbTk". */
    private static final int APPLICATION_ID = 0x4462546B;

    /** Up to this size a file is checked from end to end when it is opened; beyond, that would hold up the start. */
    private static final long MAX_CHECKED_BYTES = 32L * 1024 * 1024;

    /** Step n leads from version n to n + 1. Released steps never change. */
    private static final String[][] STEPS = {
        {
            "CREATE TABLE account (one INTEGER PRIMARY KEY CHECK (one = 1), phone TEXT NOT NULL, credential TEXT NOT"
                    + " NULL)",
            "CREATE TABLE broker (position INTEGER PRIMARY KEY, address TEXT NOT NULL)",
            "CREATE TABLE message (position INTEGER PRIMARY KEY AUTOINCREMENT, id BLOB NOT NULL, peer TEXT NOT NULL,"
                    + " outgoing INTEGER NOT NULL, content_type TEXT, payload BLOB NOT NULL, status INTEGER NOT NULL,"
                    + " failure INTEGER, failure_description TEXT, created_at INTEGER NOT NULL, sent_at INTEGER,"
                    + " delivered_at INTEGER, seen_at INTEGER)",
            // An id of ours is unique; one of theirs is, at best, unique among theirs.
            "CREATE UNIQUE INDEX message_outgoing ON message (id) WHERE outgoing = 1",
            "CREATE UNIQUE INDEX message_incoming ON message (peer, id) WHERE outgoing = 0",
            "CREATE INDEX message_history ON message (peer, position)",
            "CREATE INDEX message_queued ON message (peer, position) WHERE outgoing = 1 AND status = 0",
            "CREATE INDEX message_unread ON message (peer) WHERE outgoing = 0 AND status = 2",
            "CREATE TABLE seen_receipt (position INTEGER PRIMARY KEY AUTOINCREMENT, peer TEXT NOT NULL, id BLOB NOT"
                    + " NULL, UNIQUE (peer, id))",
        },
        {
            // Not null: a change of another message, or what remains of one that is gone. Nobody is shown it.
            "ALTER TABLE message ADD COLUMN hidden_at INTEGER",
            "ALTER TABLE message ADD COLUMN edited_at INTEGER",
            "ALTER TABLE message ADD COLUMN deleted_at INTEGER",
            // In seconds; all other times are milliseconds since 1970.
            "ALTER TABLE message ADD COLUMN expires_after INTEGER",
            "ALTER TABLE message ADD COLUMN expires_at INTEGER",
            "ALTER TABLE message ADD COLUMN my_reaction TEXT",
            "ALTER TABLE message ADD COLUMN my_reaction_at INTEGER",
            "ALTER TABLE message ADD COLUMN their_reaction TEXT",
            "ALTER TABLE message ADD COLUMN their_reaction_at INTEGER",
            // Not null: a change that waits for this message of the same conversation.
            "ALTER TABLE message ADD COLUMN target_own INTEGER",
            "ALTER TABLE message ADD COLUMN target_id BLOB",
            "ALTER TABLE message ADD COLUMN unreadable INTEGER NOT NULL DEFAULT 0",
            // Version 1 knew text only; what else there is in dt1 has to be read again.
            "UPDATE message SET unreadable = 1 WHERE content_type IS NOT NULL",
            "DROP INDEX message_history",
            "CREATE INDEX message_history ON message (peer, position) WHERE hidden_at IS NULL",
            "DROP INDEX message_queued",
            "CREATE INDEX message_queued ON message (peer, position)"
                    + " WHERE outgoing = 1 AND status = 0 AND deleted_at IS NULL",
            "DROP INDEX message_unread",
            "CREATE INDEX message_unread ON message (peer) WHERE outgoing = 0 AND status = 2 AND hidden_at IS NULL",
            "CREATE INDEX message_expiry ON message (expires_at) WHERE expires_at IS NOT NULL",
            "CREATE INDEX message_waiting ON message (peer, target_id) WHERE target_id IS NOT NULL",
            "CREATE INDEX message_hidden ON message (hidden_at) WHERE hidden_at IS NOT NULL",
            "CREATE INDEX message_unreadable ON message (position) WHERE unreadable = 1",
            "CREATE TABLE timer (peer TEXT PRIMARY KEY, expires_after INTEGER NOT NULL, revision INTEGER NOT NULL,"
                    + " own INTEGER NOT NULL)",
            "CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
            "CREATE VIRTUAL TABLE message_text USING fts5 (text)",
            "INSERT INTO message_text (rowid, text) SELECT position, CAST(payload AS TEXT) FROM message"
                    + " WHERE content_type IS NULL",
        },
        {
            // Null: not registered.
            "CREATE TABLE address_book (number TEXT PRIMARY KEY, region TEXT NOT NULL, phone TEXT, valid INTEGER NOT"
                    + " NULL, checked_at INTEGER NOT NULL)",
            "CREATE TABLE phone_list (list TEXT NOT NULL, phone TEXT NOT NULL, PRIMARY KEY (list, phone))",
        },
    };

    private Schema() {}

    /** Looks at a file, if there is one, without changing it. */
    static void check(Path file) {
        if (size(file) == 0) {
            return;
        }
        try (Database database = Database.openReadOnly(file)) {
            long version = database.number("PRAGMA user_version");
            boolean ours = database.number("PRAGMA application_id") == APPLICATION_ID;
            boolean empty = database.number("SELECT count(*) FROM sqlite_master") == 0;
            if (!ours && !empty) {
                throw new StoreException("the file is a database of something else");
            }
            if (version > STEPS.length) {
                throw new StoreVersionException("the message database has version " + version
                        + ", this version of the app knows " + STEPS.length + ": update the app");
            }
            if (size(file) <= MAX_CHECKED_BYTES) {
                checkPages(database);
            }
        }
    }

    private static void checkPages(Database database) {
        String verdict = database.queryOne(row -> row.getString(1), "PRAGMA quick_check(1)")
                .orElse("no answer");
        if (!verdict.equals("ok")) {
            throw new StoreCorruptedException("the message database is damaged: " + verdict);
        }
    }

    /** Brings an open database to the current version. */
    static void migrate(Database database) {
        database.inTransaction(() -> {
            int version = (int) database.number("PRAGMA user_version");
            for (int step = version; step < STEPS.length; step++) {
                for (String sql : STEPS[step]) {
                    database.execute(sql);
                }
            }
            if (version < STEPS.length) {
                database.execute("PRAGMA application_id = " + APPLICATION_ID);
                database.execute("PRAGMA user_version = " + STEPS.length);
            }
            return null;
        });
    }

    /**
     * Makes a database of the current version with nothing in it. What was there is overwritten, also where it was in free pages and
     * in the write-ahead log.
     */
    static void clear(Database database) {
        database.forgetStatements();
        database.execute("PRAGMA secure_delete = ON");
        database.inTransaction(() -> {
            // A full-text index takes its own tables along, so it goes first.
            for (String table : database.query(
                    row -> row.getString(1),
                    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
                            + " ORDER BY sql LIKE 'CREATE VIRTUAL%' DESC")) {
                database.execute("DROP TABLE IF EXISTS " + table);
            }
            database.execute("PRAGMA user_version = 0");
            migrate(database);
            return null;
        });
        database.execute("VACUUM");
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }

    /** Creates the file, where there is none, for the eyes of its owner only: the credential is in it. */
    static void createPrivate(Path file) {
        if (Files.exists(file)) {
            return;
        }
        try {
            if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            } else {
                Files.createFile(file);
            }
        } catch (IOException e) {
            throw new StoreException("cannot create the message database " + file, e);
        }
    }

    private static long size(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw new StoreException("cannot read the message database " + file, e);
        }
    }
}
