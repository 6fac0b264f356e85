package dev.doubletick.broker.forwarding;

/** How a connected phone gets on with its mail. */
public enum MailProgress {
    /** It has acknowledged everything. */
    FETCHED,
    /** There is something left, and no sign that it does not come for it. */
    MOVING,
    /** It has been sent messages and has acknowledged nothing for a while: its connection may be dead. */
    STUCK;

    static MailProgress of(boolean fetched) {
        return fetched ? FETCHED : MOVING;
    }
}
