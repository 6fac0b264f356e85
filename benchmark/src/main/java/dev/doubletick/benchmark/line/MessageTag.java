package dev.doubletick.benchmark.line;

/**
 * The layout of the message ids that the driver makes: a valid UUID version 7 that also says which run, which sender and which
 * of the sender's messages it is, so that whoever gets it can check order and completeness without a table of ids.
 *
 * <p>The upper half is the same for all messages of a run: its start in milliseconds, and 12 random bits. The lower half is
 * the variant, 30 bits of sender, and 32 bits of the sender's own count from 0.
 */
public final class MessageTag {

    /** How many of a sender's messages may be without a first tick at a time; a power of two. */
    public static final int SLOTS = 1 << 14;

    private static final long VERSION_7 = 0x7000;
    private static final long VARIANT = 0x8000_0000_0000_0000L;
    private static final int SENDER_MASK = 0x3FFF_FFFF;

    private MessageTag() {}

    /** The upper half for a run. */
    public static long high(long startMillis, int random) {
        return (startMillis << 16) | VERSION_7 | (random & 0xFFF);
    }

    /** The lower half of the {@code number}th message of a sender. */
    public static long low(int sender, int number) {
        return VARIANT | ((long) (sender & SENDER_MASK) << 32) | (number & 0xFFFF_FFFFL);
    }

    public static int sender(long low) {
        return (int) (low >>> 32) & SENDER_MASK;
    }

    public static int number(long low) {
        return (int) low;
    }

    /** What identifies a message among those of its sender that have no first tick yet. */
    public static int slot(long low) {
        return (int) low & (SLOTS - 1);
    }
}
