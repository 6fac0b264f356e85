package dev.doubletick.broker.mailbox.rocksdb;

import dev.doubletick.broker.mailbox.Depth;
import java.nio.file.Path;

/**
 * What {@link MailboxRepair} did.
 *
 * @param damaged where the damaged store is now; nothing in it was deleted
 * @param saved what the new store holds
 * @param leases how many mailboxes keep their epoch
 * @param unreadable how many entries, or stretches of a file, could not be read; each may have held messages
 * @param exact whether what had been delivered is known for certain; otherwise some messages may come to their phones a
 *     second time
 */
public record RepairReport(Path damaged, Depth saved, long leases, long unreadable, boolean exact) {

    /** The report as a sentence or two for the operator. */
    public String summary() {
        return "Saved " + saved.messages() + " messages and " + saved.receipts() + " receipts; " + unreadable
                + " places were unreadable. "
                + (exact ? "" : "Some messages may be delivered a second time. ")
                + "The damaged store is kept in " + damaged + ".";
    }
}
