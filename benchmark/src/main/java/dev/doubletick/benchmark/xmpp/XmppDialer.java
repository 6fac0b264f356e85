package dev.doubletick.benchmark.xmpp;

import dev.doubletick.benchmark.line.Account;
import dev.doubletick.benchmark.line.Dialer;
import dev.doubletick.benchmark.line.EventLoops;
import dev.doubletick.benchmark.line.LineListener;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.List;

/** Opens connections to one XMPP server, without TLS. */
public final class XmppDialer implements Dialer {

    private final EventLoops loops;
    private final InetSocketAddress server;
    private final String domain;
    private final byte[] payload;
    private final boolean firstTicks;

    /**
     * @param domain what stands behind the phone number in an address
     * @param payload the text of every message, ASCII without markup
     * @param firstTicks whether to ask for stream management acknowledgements; phones do without where only receipts count
     */
    public XmppDialer(EventLoops loops, InetSocketAddress server, String domain, byte[] payload, boolean firstTicks) {
        this.loops = loops;
        this.server = server;
        this.domain = domain;
        this.payload = payload;
        this.firstTicks = firstTicks;
    }

    @Override
    public void dial(Account account, EventLoop loop, LineListener listener) {
        loops.connect(
                server, loop, () -> List.of(new XmppLine(account, domain, payload, firstTicks, listener)), listener);
    }

    @Override
    public boolean givesFirstTick() {
        return firstTicks;
    }
}
