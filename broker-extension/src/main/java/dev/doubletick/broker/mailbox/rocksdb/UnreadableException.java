package dev.doubletick.broker.mailbox.rocksdb;

/** A record of the store is not what it should be. */
final class UnreadableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnreadableException(String message) {
        super(message);
    }
}
