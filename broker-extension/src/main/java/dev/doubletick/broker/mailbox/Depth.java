package dev.doubletick.broker.mailbox;

/**
 * How much a mailbox holds, or all of them.
 *
 * @param messages entries other than delivered receipts; these are limited
 * @param messageBytes their {@linkplain EntryCodec#encodedSize encoded} bytes
 * @param receipts delivered receipts; these never find a mailbox full
 * @param receiptBytes their encoded bytes
 */
public record Depth(long messages, long messageBytes, long receipts, long receiptBytes) {

    public static final Depth EMPTY = new Depth(0, 0, 0, 0);

    public boolean isEmpty() {
        return messages == 0 && receipts == 0;
    }

    /** With one entry more. */
    public Depth plus(EntryKind kind, long bytes) {
        return kind == EntryKind.DELIVERED
                ? new Depth(messages, messageBytes, receipts + 1, receiptBytes + bytes)
                : new Depth(messages + 1, messageBytes + bytes, receipts, receiptBytes);
    }

    /** With one entry less. */
    public Depth minus(EntryKind kind, long bytes) {
        return kind == EntryKind.DELIVERED
                ? new Depth(messages, messageBytes, receipts - 1, receiptBytes - bytes)
                : new Depth(messages - 1, messageBytes - bytes, receipts, receiptBytes);
    }

    /** With all that the other counts. */
    public Depth plus(Depth other) {
        return new Depth(
                messages + other.messages,
                messageBytes + other.messageBytes,
                receipts + other.receipts,
                receiptBytes + other.receiptBytes);
    }

    /** Without all that the other counts. */
    public Depth minus(Depth other) {
        return new Depth(
                messages - other.messages,
                messageBytes - other.messageBytes,
                receipts - other.receipts,
                receiptBytes - other.receiptBytes);
    }
}
