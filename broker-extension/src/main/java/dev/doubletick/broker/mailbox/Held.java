package dev.doubletick.broker.mailbox;

/** An entry in a mailbox, and where it is. */
public record Held(Position position, Entry entry) {}
