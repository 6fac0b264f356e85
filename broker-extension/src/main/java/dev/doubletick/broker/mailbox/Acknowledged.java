package dev.doubletick.broker.mailbox;

import java.util.List;
import java.util.Optional;

/**
 * The answer to {@link Mailbox#acknowledge}.
 *
 * @param removed how many of the deliveries were still held and are removed now
 * @param receipts the receipts that this call made or contributed to. One entry may hold ids of several calls, and each of
 *     them is answered with it: pass over a position that was seen before
 */
public record Acknowledged(int removed, List<Receipt> receipts) {

    public Acknowledged {
        receipts = List.copyOf(receipts);
    }

    /**
     * A receipt in a sender's mailbox.
     *
     * @param entry of kind {@link EntryKind#DELIVERED}
     * @param position where it is in {@code entry.owner()}'s mailbox
     * @param previous as in {@link AppendResult.Stored}
     */
    public record Receipt(Entry entry, Position position, Optional<Position> previous) {}
}
