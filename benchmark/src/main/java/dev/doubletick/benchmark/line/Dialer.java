package dev.doubletick.benchmark.line;

import io.netty.channel.EventLoop;

/** Opens connections to one server in one protocol. Safe on any thread. */
public interface Dialer {

    /** Starts to connect; the listener hears how it goes. */
    void dial(Account account, EventLoop loop, LineListener listener);

    /** Whether the server tells a sender that it took over a message (first tick). */
    boolean givesFirstTick();
}
