package dev.doubletick.sdk.store.sqlite;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.Conversation;
import dev.doubletick.sdk.Message;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The SQL that reads the table of messages for people: pages, conversations, search. */
final class HistoryTable {

    private static final String SELECT = "SELECT " + MessageRow.COLUMNS + " FROM message ";

    private final Database database;

    HistoryTable(Database database) {
        this.database = database;
    }

    List<Message> page(PhoneNumber with, long before, int limit) {
        return database.query(
                MessageRow::read,
                "SELECT * FROM (" + SELECT + "WHERE peer = ? AND position < ? AND hidden_at IS NULL"
                        + " ORDER BY position DESC LIMIT ?) ORDER BY position",
                with.digits(),
                before,
                limit);
    }

    List<Message> search(String query, Optional<PhoneNumber> with, long before, int limit) {
        String expression = TextIndex.expression(query);
        if (expression.isEmpty()) {
            return Collections.emptyList();
        }
        return database.query(
                MessageRow::read,
                "SELECT " + MessageRow.COLUMNS + " FROM message_text JOIN message ON position = message_text.rowid"
                        + " WHERE message_text MATCH ?1 AND message_text.rowid < ?2 AND (?3 IS NULL OR peer = ?3)"
                        + " ORDER BY message_text.rowid DESC LIMIT ?4",
                expression,
                before,
                with.map(PhoneNumber::digits).orElse(null),
                limit);
    }

    List<Conversation> conversations() {
        Map<String, Integer> unread = new HashMap<>();
        database.query(
                row -> unread.put(row.getString(1), row.getInt(2)),
                "SELECT peer, count(*) FROM message WHERE " + MessageTable.UNREAD + " GROUP BY peer");
        Map<String, Duration> timers = new HashMap<>();
        database.query(
                row -> timers.put(row.getString(1), Duration.ofSeconds(row.getLong(2))),
                "SELECT peer, expires_after FROM timer");
        return database
                .query(
                        MessageRow::read,
                        SELECT + "WHERE position IN (SELECT max(position) FROM message WHERE hidden_at IS NULL"
                                + " GROUP BY peer) ORDER BY position DESC")
                .stream()
                .map(last -> Conversation.of(
                        last,
                        unread.getOrDefault(last.conversation().digits(), 0),
                        timers.getOrDefault(last.conversation().digits(), Duration.ZERO)))
                .collect(Collectors.toList());
    }

    int unread() {
        return (int) database.number("SELECT count(*) FROM message WHERE " + MessageTable.UNREAD);
    }

    List<Message> unreadable(long after, int limit) {
        return database.query(
                MessageRow::read,
                SELECT + "WHERE unreadable = 1 AND position > ? ORDER BY position LIMIT ?",
                after,
                limit);
    }
}
