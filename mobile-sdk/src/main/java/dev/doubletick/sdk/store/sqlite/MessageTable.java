package dev.doubletick.sdk.store.sqlite;

import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.MessageContent;
import dev.doubletick.sdk.MessageFailure;
import dev.doubletick.sdk.MessageStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The SQL that adds messages to their table, and takes them along: the queue, the ticks. */
final class MessageTable {

    private static final String SELECT = "SELECT " + MessageRow.COLUMNS + " FROM message ";
    /** As the partial indexes have them: a status as a parameter would not match them. */
    static final String QUEUED = "outgoing = 1 AND status = 0";

    static final String UNREAD = "outgoing = 0 AND status = 2 AND hidden_at IS NULL";

    private static final String TO_BE_SENT = QUEUED + " AND deleted_at IS NULL";

    /** Once the server has it: the time runs, and what nobody is shown need not be kept. ?2 is the time. */
    private static final String LEFT = "sent_at = coalesce(sent_at, ?2),"
            + " expires_at = coalesce(expires_at, ?2 + 1000 * expires_after),"
            + " content_type = CASE WHEN hidden_at IS NULL THEN content_type END,"
            + " payload = CASE WHEN hidden_at IS NULL THEN payload ELSE x'' END";

    private final Database database;

    MessageTable(Database database) {
        this.database = database;
    }

    void insertOutgoing(MessageId id, PhoneNumber to, MessageContent content, Instant at) {
        insert("INSERT", id, to, 1, content, MessageStatus.QUEUED, at, at, null);
    }

    /** Whether it was new. */
    boolean insertIncoming(MessageId id, PhoneNumber from, MessageContent content, Instant createdAt, Instant at) {
        return insert("INSERT OR IGNORE", id, from, 0, content, MessageStatus.DELIVERED, createdAt, at, at);
    }

    private boolean insert(
            String how,
            MessageId id,
            PhoneNumber peer,
            int outgoing,
            MessageContent content,
            MessageStatus status,
            Instant createdAt,
            Instant at,
            @Nullable Instant deliveredAt) {
        boolean shown = !content.envelope().body().isChange();
        boolean added = database.update(
                        how + " INTO message (id, peer, outgoing, content_type, payload, status, created_at,"
                                + " delivered_at, unreadable, expires_after, hidden_at)"
                                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                        id.toBytes(),
                        peer.digits(),
                        outgoing,
                        content.contentType().orElse(null),
                        content.payload(),
                        MessageRow.code(status),
                        createdAt.toEpochMilli(),
                        deliveredAt == null ? null : deliveredAt.toEpochMilli(),
                        MessageRow.unreadable(content),
                        MessageRow.expiresAfter(content),
                        shown ? null : at.toEpochMilli())
                == 1;
        if (added && shown) {
            new TextIndex(database).put(database.number("SELECT last_insert_rowid()"), content.searchableText());
        }
        return added;
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
                "SELECT peer FROM message WHERE " + TO_BE_SENT + " GROUP BY peer ORDER BY min(position)");
    }

    Optional<Message> firstQueued(PhoneNumber to) {
        return database.queryOne(
                MessageRow::read,
                SELECT + "WHERE peer = ? AND " + TO_BE_SENT + " ORDER BY position LIMIT 1",
                to.digits());
    }

    /** Whether it was queued. */
    boolean setSent(MessageId id, Instant at) {
        return database.update(
                        "UPDATE message SET status = ?1, " + LEFT + " WHERE id = ?3 AND " + QUEUED,
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

    /** Whether it was failed. It goes to the end. */
    boolean setQueued(Message failed) {
        if (failed.status() != MessageStatus.FAILED) {
            return false;
        }
        TextIndex texts = new TextIndex(database);
        texts.remove(failed.position());
        // As if it were written now: no later message may get this position.
        database.update("UPDATE sqlite_sequence SET seq = seq + 1 WHERE name = 'message'");
        database.update(
                "UPDATE message SET status = ?, failure = NULL, failure_description = NULL,"
                        + " position = (SELECT seq FROM sqlite_sequence WHERE name = 'message') WHERE position = ?",
                MessageRow.code(MessageStatus.QUEUED),
                failed.position());
        if (failed.isShown()) {
            texts.put(
                    database.number("SELECT seq FROM sqlite_sequence WHERE name = 'message'"),
                    failed.content().searchableText());
        }
        return true;
    }

    /** Whether it was one of ours and not that far yet. */
    boolean setDelivered(MessageId id, Instant at) {
        return database.update(
                        "UPDATE message SET status = ?1, failure = NULL, failure_description = NULL,"
                                + " delivered_at = ?2, " + LEFT
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
                                + " delivered_at = coalesce(delivered_at, ?2), seen_at = ?2, " + LEFT
                                + " WHERE outgoing = 1 AND id = ?3 AND peer = ?4 AND status <> ?1",
                        MessageRow.code(MessageStatus.SEEN),
                        at.toEpochMilli(),
                        id.toBytes(),
                        recipient.digits())
                == 1;
    }

    /** How many there were. */
    int setSeen(PhoneNumber from, long upTo, Instant at) {
        return database.update(
                "UPDATE message SET status = ?1, seen_at = ?2, expires_at = ?2 + 1000 * expires_after"
                        + " WHERE peer = ?3 AND position <= ?4 AND " + UNREAD,
                MessageRow.code(MessageStatus.SEEN),
                at.toEpochMilli(),
                from.digits(),
                upTo);
    }
}
