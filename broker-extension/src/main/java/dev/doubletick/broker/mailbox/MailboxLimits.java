package dev.doubletick.broker.mailbox;

/**
 * How much one mailbox may hold. Service principals have no limit: theirs hold one small entry for each phone at most.
 *
 * @param messages before appends are answered with {@link AppendResult.Full}: at most this many entries, delivered receipts
 *     not counted
 * @param bytes and at most this many {@linkplain EntryCodec#encodedSize encoded} bytes of them
 * @param receiptBytes of delivered receipts, before what the owner sends is answered with
 *     {@link AppendResult.ReceiptsWaiting}. Receipts of what it had sent before are added all the same
 */
public record MailboxLimits(int messages, long bytes, long receiptBytes) {

    /** 10,000 messages and 64 MiB; 16 MiB of receipts, which is between 290,000 ids, each on its own, and a million. */
    public static final MailboxLimits DEFAULT = new MailboxLimits(10_000, 64L << 20, 16L << 20);

    public MailboxLimits {
        if (messages < 1 || bytes < 1 || receiptBytes < 1) {
            throw new IllegalArgumentException("mailbox limits must be positive");
        }
    }

    /** With as many receipts as {@link #DEFAULT}. */
    public MailboxLimits(int messages, long bytes) {
        this(messages, bytes, DEFAULT.receiptBytes);
    }

    /** Whether an entry of this size still fits beside what is held. */
    public boolean admit(MailboxOwner owner, Depth held, long bytes) {
        return owner.isService() || fits(held, bytes);
    }

    private boolean fits(Depth held, long bytes) {
        return held.messages() < messages && held.messageBytes() + bytes <= this.bytes;
    }

    /** Whether the owner of a mailbox that holds this may cause more receipts. */
    public boolean admitReceipts(Depth held) {
        return held.receiptBytes() < receiptBytes;
    }
}
