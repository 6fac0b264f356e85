package dev.doubletick.sdk.store.sqlite;

import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.Message.Direction;
import dev.doubletick.sdk.MessageContent;
import dev.doubletick.sdk.MessageFailure;
import dev.doubletick.sdk.MessageStatus;
import dev.doubletick.sdk.store.StoreCorruptedException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a message is written in a row. The numbers are what files out there contain: they never change. */
final class MessageRow {

    static final String COLUMNS = "position, id, peer, outgoing, content_type, payload, status, failure,"
            + " failure_description, created_at, sent_at, delivered_at, seen_at";

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
        return Message.builder(
                        MessageId.ofBytes(row.getBytes("id")),
                        PhoneNumber.ofDigits(row.getString("peer")),
                        row.getInt("outgoing") == 1 ? Direction.OUTGOING : Direction.INCOMING,
                        content,
                        status,
                        Instant.ofEpochMilli(row.getLong("created_at")))
                .position(row.getLong("position"))
                .failure(
                        status == MessageStatus.FAILED
                                ? MessageFailure.of(reason(row.getInt("failure")), row.getString("failure_description"))
                                : null)
                .sentAt(instant(row, "sent_at"))
                .deliveredAt(instant(row, "delivered_at"))
                .seenAt(instant(row, "seen_at"))
                .build();
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }
}
