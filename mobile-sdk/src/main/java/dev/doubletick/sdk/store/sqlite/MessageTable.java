package dev.doubletick.sdk.store.sqlite;

import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.Conversation;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.MessageContent;
import dev.doubletick.sdk.MessageFailure;
import dev.doubletick.sdk.MessageStatus;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The SQL on the table of messages. */
final class MessageTable {

    private static final String SELECT = "SELECT " + MessageRow.COLUMNS + " FROM message ";
    /** As the partial indexes have them: a status as a parameter would not match them. */
    private static final String QUEUED = "outgoing = 1 AND status = 0";

    private static final String UNREAD = "outgoing = 0 AND status = 2";

    private final Database database;

    MessageTable(Database database) {
        this.database = database;
    }

    void insertOutgoing(MessageId id, PhoneNumber to, MessageContent content, Instant at) {
        database.update(
                "INSERT INTO message (id, peer, outgoing, content_type, payload, status, created_at)"
                        + " VALUES (?, ?, 1, ?, ?, ?, ?)",
                id.toBytes(),
                to.digits(),
                content.contentType().orElse(null),
                content.payload(),
                MessageRow.code(MessageStatus.QUEUED),
                at.toEpochMilli());
    }

    /** Whether it was new. */
    boolean insertIncoming(MessageId id, PhoneNumber from, MessageContent content, Instant createdAt, Instant at) {
        return database.update(
                        "INSERT OR IGNORE INTO message (id, peer, outgoing, content_type, payload, status, created_at,"
                                + " delivered_at) VALUES (?, ?, 0, ?, ?, ?, ?, ?)",
                        id.toBytes(),
                        from.digits(),
                        content.contentType().orElse(null),
                        content.payload(),
                        MessageRow.code(MessageStatus.DELIVERED),
                        createdAt.toEpochMilli(),
                        at.toEpochMilli())
                == 1;
    }

    Optional<Message> outgoing(MessageId id) {
        return database.queryOne(MessageRow::read, SELECT + "WHERE outgoing = 1 AND id = ?", (Object) id.toBytes());
    }

    Optional<Message> incoming(PhoneNumber from, MessageId id) {
        return database.queryOne(
                MessageRow::read, SELECT + "WHERE outgoing = 0 AND peer = ? AND id = ?", from.digits(), id.toBytes());
    }

    List<PhoneNumber> queuedRecipients() {
        return database.query(
                row -> PhoneNumber.ofDigits(row.getString(1)),
                "SELECT peer FROM message WHERE " + QUEUED + " GROUP BY peer ORDER BY min(position)");
    }

    Optional<Message> firstQueued(PhoneNumber to) {
        return database.queryOne(
                MessageRow::read, SELECT + "WHERE peer = ? AND " + QUEUED + " ORDER BY position LIMIT 1", to.digits());
    }

    /** Whether it was queued. */
    boolean setSent(MessageId id, Instant at) {
        return database.update(
                        "UPDATE message SET status = ?, sent_at = ? WHERE id = ? AND " + QUEUED,
                        MessageRow.code(MessageStatus.SENT),
                        at.toEpochMilli(),
                        id.toBytes())
                == 1;
    }

    /** Whether it was queued. */
    boolean setFailed(MessageId id, MessageFailure failure) {
        return database.update(
                        "UPDATE message SET status = ?, failure = ?, failure_description = ? WHERE id = ? AND "
                                + QUEUED,
                        MessageRow.code(MessageStatus.FAILED),
                        MessageRow.code(failure.reason()),
                        failure.description(),
                        id.toBytes())
                == 1;
    }

    /** Whether it was one of ours and not that far yet. */
    boolean setDelivered(MessageId id, Instant at) {
        return database.update(
                        "UPDATE message SET status = ?1, failure = NULL, failure_description = NULL,"
                                + " sent_at = coalesce(sent_at, ?2), delivered_at = ?2"
                                + " WHERE outgoing = 1 AND id = ?3 AND status NOT IN (?1, ?4)",
                        MessageRow.code(MessageStatus.DELIVERED),
                        at.toEpochMilli(),
                        id.toBytes(),
                        MessageRow.code(MessageStatus.SEEN))
                == 1;
    }

    /** Whether it was one of ours to this recipient and not that far yet. */
    boolean setSeenBy(PhoneNumber recipient, MessageId id, Instant at) {
        return database.update(
                        "UPDATE message SET status = ?1, failure = NULL, failure_description = NULL,"
                                + " sent_at = coalesce(sent_at, ?2), delivered_at = coalesce(delivered_at, ?2),"
                                + " seen_at = ?2 WHERE outgoing = 1 AND id = ?3 AND peer = ?4 AND status <> ?1",
                        MessageRow.code(MessageStatus.SEEN),
                        at.toEpochMilli(),
                        id.toBytes(),
                        recipient.digits())
                == 1;
    }

    /** How many there were. */
    int setSeen(PhoneNumber from, Instant at) {
        return database.update(
                "UPDATE message SET status = ?, seen_at = ? WHERE peer = ? AND " + UNREAD,
                MessageRow.code(MessageStatus.SEEN),
                at.toEpochMilli(),
                from.digits());
    }

    List<Message> history(PhoneNumber with, long before, int limit) {
        return database.query(
                MessageRow::read,
                "SELECT * FROM (" + SELECT + "WHERE peer = ? AND position < ? ORDER BY position DESC LIMIT ?)"
                        + " ORDER BY position",
                with.digits(),
                before,
                limit);
    }

    List<Conversation> conversations() {
        Map<String, Integer> unread = new HashMap<>();
        database.query(
                row -> unread.put(row.getString(1), row.getInt(2)),
                "SELECT peer, count(*) FROM message WHERE " + UNREAD + " GROUP BY peer");
        return database
                .query(
                        MessageRow::read,
                        SELECT + "WHERE position IN (SELECT max(position) FROM message GROUP BY peer)"
                                + " ORDER BY position DESC")
                .stream()
                .map(last -> Conversation.of(
                        last, unread.getOrDefault(last.conversation().digits(), 0)))
                .collect(Collectors.toList());
    }
}
