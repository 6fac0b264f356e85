package dev.doubletick.broker.mailbox;

import java.util.Optional;

/** The answer to {@link Mailbox#append}. */
public sealed interface AppendResult {

    /**
     * The entry is durable.
     *
     * @param position where it is
     * @param previous the position immediately before it, if the engine knows: between the two nothing was ever appended. A
     *     reader that has read through exactly there may take this entry as the next one without reading it
     */
    record Stored(Position position, Optional<Position> previous) implements AppendResult {}

    /**
     * The same sender's entry with this id is durably held already; nothing was added.
     *
     * @param held where the held one is, if the engine knows
     */
    record Duplicate(Optional<Position> held) implements AppendResult {}

    /** The mailbox holds as much as it may. Nothing was added and the id is free: the same id may be tried again later. */
    record Full() implements AppendResult {}

    /**
     * The entry would cause a receipt, and its sender's own mailbox holds as many receipts as it may, because the sender does
     * not take them. Nothing was added and the id is free: the same id may be tried again once it has taken some.
     */
    record ReceiptsWaiting() implements AppendResult {}
}
