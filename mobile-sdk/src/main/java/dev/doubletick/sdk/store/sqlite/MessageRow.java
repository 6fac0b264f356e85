package dev.doubletick.sdk.store.sqlite;

import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.content.Body;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.Message.Direction;
import dev.doubletick.sdk.MessageContent;
import dev.doubletick.sdk.MessageFailure;
import dev.doubletick.sdk.MessageKey;
import dev.doubletick.sdk.MessageStatus;
import dev.doubletick.sdk.Reaction;
import dev.doubletick.sdk.store.StoreCorruptedException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a message is written in a row. The numbers are what files out there contain: they never change. */
final class MessageRow {

    static final String COLUMNS = "position, id, peer, outgoing, content_type, payload, status, failure,"
            + " failure_description, created_at, sent_at, delivered_at, seen_at, hidden_at, edited_at, deleted_at,"
            + " expires_at, my_reaction, my_reaction_at, their_reaction, their_reaction_at";

    private MessageRow() {}

    static int code(MessageStatus status) {
        switch (status) {
            case QUEUED:
                return 0;
            case SENT:
                return 1;
            case DELIVERED:
                return 2;
            case SEEN:
                return 3;
            case FAILED:
                return 4;
        }
        throw new AssertionError(status);
    }

    private static MessageStatus status(int code) {
        for (MessageStatus status : MessageStatus.values()) {
            if (code(status) == code) {
                return status;
            }
        }
        throw new StoreCorruptedException("the message database has an unknown status " + code);
    }

    static int code(MessageFailure.Reason reason) {
        switch (reason) {
            case NOT_REGISTERED:
                return 0;
            case NOT_ALLOWED:
                return 1;
            case INVALID:
                return 2;
        }
        throw new AssertionError(reason);
    }

    private static MessageFailure.Reason reason(int code) {
        for (MessageFailure.Reason reason : MessageFailure.Reason.values()) {
            if (code(reason) == code) {
                return reason;
            }
        }
        throw new StoreCorruptedException("the message database has an unknown failure " + code);
    }

    static Message read(ResultSet row) throws SQLException {
        MessageContent content =
                MessageContent.of(Optional.ofNullable(row.getString("content_type")), row.getBytes("payload"));
        MessageStatus status = status(row.getInt("status"));
        MessageKey key = MessageKey.of(
                PhoneNumber.ofDigits(row.getString("peer")),
                row.getInt("outgoing") == 1 ? Direction.OUTGOING : Direction.INCOMING,
                MessageId.ofBytes(row.getBytes("id")));
        return Message.builder(key, content, status, Instant.ofEpochMilli(row.getLong("created_at")))
                .position(row.getLong("position"))
                .failure(
                        status == MessageStatus.FAILED
                                ? MessageFailure.of(reason(row.getInt("failure")), row.getString("failure_description"))
                                : null)
                .sentAt(instant(row, "sent_at"))
                .deliveredAt(instant(row, "delivered_at"))
                .seenAt(instant(row, "seen_at"))
                .shown(instant(row, "hidden_at") == null)
                .editedAt(instant(row, "edited_at"))
                .deletedAt(instant(row, "deleted_at"))
                .expiresAt(instant(row, "expires_at"))
                .reactions(reactions(row))
                .build();
    }

    private static List<Reaction> reactions(ResultSet row) throws SQLException {
        List<Reaction> reactions = new ArrayList<>();
        String mine = row.getString("my_reaction");
        if (mine != null) {
            reactions.add(Reaction.of(Direction.OUTGOING, mine, Instant.ofEpochMilli(row.getLong("my_reaction_at"))));
        }
        String theirs = row.getString("their_reaction");
        if (theirs != null) {
            reactions.add(
                    Reaction.of(Direction.INCOMING, theirs, Instant.ofEpochMilli(row.getLong("their_reaction_at"))));
        }
        return reactions;
    }

    /** For the column of that name: whether the next version may understand more of it. */
    static int unreadable(MessageContent content) {
        return content.envelope().body() instanceof Body.Unknown ? 1 : 0;
    }

    /** For the column of that name, in seconds. */
    static @Nullable Long expiresAfter(MessageContent content) {
        long seconds = content.envelope().expiresAfter().toMillis() / 1000;
        return seconds == 0 ? null : seconds;
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }
}
