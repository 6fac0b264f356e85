package dev.doubletick.benchmark.line;

import dev.doubletick.protocol.PhoneNumber;

/** One phone's connection. Every method is called on the connection's event loop; nothing blocks. */
public interface Line {

    /**
     * Puts a message into the write buffer. The recipient is the same at every call: a phone of the driver writes to one other.
     *
     * @param high upper half of the {@linkplain MessageTag id}
     * @param low lower half of the id
     */
    void send(PhoneNumber to, long high, long low);

    /** Writes what was put. Not needed inside a {@link LineListener} call: a line flushes after each batch that it has read. */
    void flush();

    /** How many messages may be without a first tick at a time. */
    int sendLimit();

    /** Says goodbye and closes. */
    void disconnect();

    /** Cuts the connection without a word (TCP reset), as a network does. */
    void abort();
}
