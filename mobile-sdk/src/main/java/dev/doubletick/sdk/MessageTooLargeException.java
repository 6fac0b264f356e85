package dev.doubletick.sdk;

/** A message has more bytes than the protocol carries. It was not stored; anything larger is media. */
public final class MessageTooLargeException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    private final int size;
    private final int limit;

    public MessageTooLargeException(int size, int limit) {
        super("a message has at most " + limit + " bytes in UTF-8, this one has " + size);
        this.size = size;
        this.limit = limit;
    }

    /** How many bytes the message has. */
    public int size() {
        return size;
    }

    /** How many it may have. */
    public int limit() {
        return limit;
    }
}
