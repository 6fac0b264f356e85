package dev.doubletick.broker.mailbox;

import java.util.Optional;

/** What an entry is, and so under which kind of topic it reaches its owner. */
public enum EntryKind {
    /** A message. */
    MESSAGE(1),
    /** Ids that the reader has seen; the payload is these ids. */
    SEEN(2),
    /** Ids that reached another phone; the payload is these ids. Made by {@link Mailbox#acknowledge} only. */
    DELIVERED(3),
    /** An account event. */
    ACCOUNT(4),
    /** A wake-up, or what is remembered about them. Only service principals' mailboxes hold it. */
    WAKE_UP(5);

    private final int code;

    EntryKind(int code) {
        this.code = code;
    }

    /** How engines name the kind in what they store: never changes. */
    public int code() {
        return code;
    }

    static Optional<EntryKind> ofCode(int code) {
        for (EntryKind kind : values()) {
            if (kind.code == code) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}
