package dev.doubletick.broker.mailbox;

/**
 * Where in its mailbox an entry is. Opaque: only the engine that made it reads it. Positions of one mailbox order as the
 * entries do, with gaps; comparing positions of different mailboxes or engines means nothing. {@code equals} agrees with
 * {@code compareTo}.
 */
public interface Position extends Comparable<Position> {}
