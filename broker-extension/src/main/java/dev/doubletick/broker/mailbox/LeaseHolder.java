package dev.doubletick.broker.mailbox;

/**
 * Who holds a lease, for operators; the engine does not interpret it.
 *
 * @param broker the broker's id, at most 100 characters
 * @param connection the connection's id on that broker, at most 100 characters
 */
public record LeaseHolder(String broker, String connection) {

    private static final int MAX_LENGTH = 100;

    public LeaseHolder {
        if (broker.length() > MAX_LENGTH || connection.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("a lease holder's broker and connection have at most 100 characters");
        }
    }
}
