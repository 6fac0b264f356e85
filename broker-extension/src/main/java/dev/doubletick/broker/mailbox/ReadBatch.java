package dev.doubletick.broker.mailbox;

import java.util.List;

/**
 * What one {@link Mailbox#read} found.
 *
 * @param entries in order; empty if there is nothing after the position
 * @param through the reader has now seen everything up to here, also if no entry came: read on after it
 * @param more whether the read stopped because of its limits, so that another one will likely find more
 */
public record ReadBatch(List<Held> entries, Position through, boolean more) {
    public ReadBatch {
        entries = List.copyOf(entries);
    }
}
