package dev.doubletick.sdk.store.sqlite;

import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.Message.Direction;
import dev.doubletick.sdk.MessageContent;
import dev.doubletick.sdk.MessageKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The SQL that changes messages which are there: edits, reactions, deletions, disappearing. */
final class ChangeTable {

    private static final String SELECT = "SELECT " + MessageRow.COLUMNS + " FROM message ";

    /** The direction is written out, so that one of the partial indexes on ids fits. */
    private static final String BY_KEY = " peer = ?1 AND id = ?2 AND outgoing = ";

    private static final String NO_REACTIONS =
            "my_reaction = NULL, my_reaction_at = NULL, their_reaction = NULL," + " their_reaction_at = NULL";

    /** How many messages disappear in one transaction. */
    private static final int MAX_DUE = 500;

    private final Database database;
    private final TextIndex texts;

    ChangeTable(Database database) {
        this.database = database;
        this.texts = new TextIndex(database);
    }

    private static String is(MessageKey key) {
        return BY_KEY + (key.direction() == Direction.OUTGOING ? "1" : "0");
    }

    private static String peer(MessageKey key) {
        return key.conversation().digits();
    }

    private Optional<Long> position(MessageKey key) {
        return database.queryOne(
                row -> row.getLong(1),
                "SELECT position FROM message WHERE" + is(key),
                peer(key),
                key.id().toBytes());
    }

    void edit(MessageKey key, MessageContent content, Instant at) {
        int changed = database.update(
                "UPDATE message SET content_type = ?3, payload = ?4, edited_at = ?5 WHERE hidden_at IS NULL AND"
                        + " deleted_at IS NULL AND" + is(key),
                peer(key),
                key.id().toBytes(),
                content.contentType().orElse(null),
                content.payload(),
                at.toEpochMilli());
        if (changed == 1) {
            position(key).ifPresent(position -> texts.put(position, content.searchableText()));
        }
    }

    void delete(MessageKey key, Instant at) {
        int changed = database.update(
                "UPDATE message SET content_type = NULL, payload = x'', unreadable = 0, edited_at = NULL,"
                        + " deleted_at = ?3, " + NO_REACTIONS + " WHERE hidden_at IS NULL AND" + is(key),
                peer(key),
                key.id().toBytes(),
                at.toEpochMilli());
        if (changed == 1) {
            position(key).ifPresent(texts::remove);
        }
    }

    void react(MessageKey key, Direction by, Optional<String> emoji, Instant at) {
        String whose = by == Direction.OUTGOING ? "my" : "their";
        database.update(
                "UPDATE message SET " + whose + "_reaction = ?3, " + whose + "_reaction_at = ?4"
                        + " WHERE hidden_at IS NULL AND" + is(key),
                peer(key),
                key.id().toBytes(),
                emoji.orElse(null),
                emoji.isPresent() ? at.toEpochMilli() : null);
    }

    void remove(MessageKey key, Instant at) {
        position(key).ifPresent(texts::remove);
        database.update(
                "UPDATE message SET content_type = NULL, payload = x'', unreadable = 0, edited_at = NULL,"
                        + " expires_after = NULL, expires_at = NULL, target_own = NULL, target_id = NULL,"
                        + " hidden_at = coalesce(hidden_at, ?3), " + NO_REACTIONS + " WHERE" + is(key),
                peer(key),
                key.id().toBytes(),
                at.toEpochMilli());
    }

    List<Message> due(Instant now) {
        return database.query(
                MessageRow::read,
                SELECT + "WHERE expires_at <= ? ORDER BY expires_at LIMIT " + MAX_DUE,
                now.toEpochMilli());
    }

    Optional<Instant> nextExpiry() {
        return database.queryOne(
                row -> Instant.ofEpochMilli(row.getLong(1)),
                "SELECT expires_at FROM message WHERE expires_at IS NOT NULL ORDER BY expires_at LIMIT 1");
    }

    void hold(MessageKey change, MessageKey target) {
        database.update(
                "UPDATE message SET target_own = ?3, target_id = ?4 WHERE" + is(change),
                peer(change),
                change.id().toBytes(),
                own(target),
                target.id().toBytes());
    }

    List<Message> held(MessageKey target) {
        return database.query(
                MessageRow::read,
                SELECT + "WHERE peer = ? AND target_id = ? AND target_own = ? ORDER BY position",
                peer(target),
                target.id().toBytes(),
                own(target));
    }

    void release(MessageKey target) {
        database.update(
                "UPDATE message SET target_own = NULL, target_id = NULL"
                        + " WHERE peer = ? AND target_id = ? AND target_own = ?",
                peer(target),
                target.id().toBytes(),
                own(target));
    }

    private static int own(MessageKey key) {
        return key.direction() == Direction.OUTGOING ? 1 : 0;
    }

    void prune(Instant before) {
        database.update(
                "DELETE FROM message WHERE hidden_at < ? AND NOT (" + MessageTable.QUEUED + ")", before.toEpochMilli());
    }

    void reread(Message message, Instant at) {
        MessageContent content = message.content();
        boolean shown = message.isShown() && !content.envelope().body().isChange();
        database.update(
                // The time of one that has been read or sent begins to run now: nobody could see what it says.
                "UPDATE message SET unreadable = ?3, expires_after = ?4, expires_at = CASE WHEN ?5 = 1 AND (sent_at IS NOT"
                        + " NULL OR (outgoing = 0 AND seen_at IS NOT NULL)) THEN coalesce(expires_at, ?6 + 1000 * ?4) END,"
                        + " hidden_at = CASE WHEN ?5 = 1 THEN NULL ELSE"
                        + " coalesce(hidden_at, ?6) END WHERE" + is(message.key()),
                peer(message.key()),
                message.id().toBytes(),
                MessageRow.unreadable(content),
                MessageRow.expiresAfter(content),
                shown ? 1 : 0,
                at.toEpochMilli());
        texts.put(message.position(), shown ? content.searchableText() : "");
    }
}
