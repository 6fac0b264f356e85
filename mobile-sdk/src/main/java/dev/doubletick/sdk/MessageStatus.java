package dev.doubletick.sdk;

/** How far a message has come. Except for {@link #FAILED}, each follows the one before it, and none goes back. */
public enum MessageStatus {
    /** Outgoing: stored on this phone and not yet taken by the server. It will be, however often the app is killed. */
    QUEUED,

    /** Outgoing, one tick: the server owns the message. */
    SENT,

    /** Two ticks: the message is stored on the other phone; on an incoming message, on this one. */
    DELIVERED,

    /** Blue ticks: the message was read by the other side; on an incoming message, by this one. */
    SEEN,

    /** Outgoing: the server refused it for good; {@link Message#failure()} says why. */
    FAILED
}
