package dev.doubletick.broker.wakeup;

/** What is known of a phone for which a wake-up is in the push service's mailbox. */
enum Standing {
    /** It has been woken and has not come: the wake-up is to be told. */
    WOKEN,
    /** It has been there since, and whether to wake it will be decided anew. */
    UNDECIDED,
    /** Nothing: it has fetched everything, or is another broker's, or the broker has just started. The mailbox knows. */
    UNKNOWN
}
