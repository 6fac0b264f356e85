package dev.doubletick.broker.mailbox;

/**
 * How much one mailbox may hold before appends are answered with {@link AppendResult.Full}. Delivered receipts do not count.
 *
 * @param messages at most this many entries
 * @param bytes at most this many {@linkplain EntryCodec#encodedSize encoded} bytes
 */
public record MailboxLimits(int messages, long bytes) {

    /** 10,000 messages and 64 MiB. */
    public static final MailboxLimits DEFAULT = new MailboxLimits(10_000, 64L << 20);

    public MailboxLimits {
        if (messages < 1 || bytes < 1) {
            throw new IllegalArgumentException("mailbox limits must be positive");
        }
    }

    /** Whether an entry of this size still fits beside what is held. */
    public boolean admit(Depth held, long bytes) {
        return held.messages() < messages && held.messageBytes() + bytes <= this.bytes;
    }
}
