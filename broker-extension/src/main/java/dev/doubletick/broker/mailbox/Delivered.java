package dev.doubletick.broker.mailbox;

import dev.doubletick.protocol.MessageId;
import java.util.Optional;

/**
 * One entry that the phone has acknowledged.
 *
 * @param position where it was read
 * @param id its id: a position alone never removes anything
 * @param receiptTo who is told that the message arrived; empty for what causes no receipt, such as receipts themselves and
 *     messages whose sender gave no id
 */
public record Delivered(Position position, MessageId id, Optional<MailboxOwner> receiptTo) {}
