package dev.doubletick.sdk.store.sqlite;

import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.PhoneNumber;
import java.util.List;

/** The SQL on the table of seen receipts that have to be sent. */
final class ReceiptTable {

    private final Database database;

    ReceiptTable(Database database) {
        this.database = database;
    }

    void addForUnread(PhoneNumber from, long upTo) {
        database.update(
                "INSERT OR IGNORE INTO seen_receipt (peer, id) SELECT peer, id FROM message WHERE peer = ? AND"
                        + " position <= ? AND " + MessageTable.UNREAD + " ORDER BY position",
                from.digits(),
                upTo);
    }

    List<PhoneNumber> recipients() {
        return database.query(
                row -> PhoneNumber.ofDigits(row.getString(1)),
                "SELECT peer FROM seen_receipt GROUP BY peer ORDER BY min(position)");
    }

    List<MessageId> pending(PhoneNumber to, int limit) {
        return database.query(
                row -> MessageId.ofBytes(row.getBytes(1)),
                "SELECT id FROM seen_receipt WHERE peer = ? ORDER BY position LIMIT ?",
                to.digits(),
                limit);
    }

    void remove(PhoneNumber to, MessageId id) {
        database.update("DELETE FROM seen_receipt WHERE peer = ? AND id = ?", to.digits(), id.toBytes());
    }
}
