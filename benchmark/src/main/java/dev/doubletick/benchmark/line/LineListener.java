package dev.doubletick.benchmark.line;

/** What happens on one phone's {@link Line}. Every method is called on the connection's event loop and must not block. */
public interface LineListener {

    /** Authenticated, and reachable for others. */
    void ready(Line line);

    /** First tick: the server took over the message in this {@linkplain MessageTag#slot slot}. */
    void accepted(int slot);

    /** The server refused the message in this slot. */
    void refused(int slot, String reason);

    /**
     * A message arrived; the line acknowledges it after this call.
     *
     * @param from who sent it, in digits, as the protocol tells it
     */
    void received(long high, long low, String from);

    /** Second tick: the message with this id reached its recipient. */
    void receipted(long high, long low);

    /**
     * The connection is gone, or was never made; the last call.
     *
     * @param permanent whether trying again is pointless, as with a wrong password
     */
    void closed(String reason, boolean permanent);
}
