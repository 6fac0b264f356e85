package dev.doubletick.benchmark.xmpp;

import dev.doubletick.benchmark.line.Account;
import dev.doubletick.benchmark.line.Line;
import dev.doubletick.benchmark.line.LineListener;
import dev.doubletick.benchmark.line.MessageTag;
import dev.doubletick.protocol.PhoneNumber;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;

/** One phone's XMPP connection. Confined to its event loop. */
// A write that fails closes the connection, and that is noticed.
@SuppressWarnings("FutureReturnValueIgnored")
final class XmppLine extends ChannelInboundHandlerAdapter implements Line {

    private static final int ID_DIGITS = 32;

    private final Account account;
    private final String domain;
    private final byte[] payload;
    private final boolean firstTicks;
    private final LineListener listener;
    private final StanzaReader reader = new StanzaReader(this::stanza);
    private final Unacknowledged unacknowledged = new Unacknowledged();

    private @Nullable ChannelHandlerContext ctx;
    private @Nullable ByteBuf out;
    private byte[] head = {};
    private byte[] tail = {};
    private boolean authenticated;
    private boolean ready;
    private boolean managed;
    private boolean messagesInBatch;
    private long handled;
    private String closeReason = "closed by the server";
    private boolean permanent;

    XmppLine(Account account, String domain, byte[] payload, boolean firstTicks, LineListener listener) {
        this.account = account;
        this.domain = domain;
        this.payload = payload;
        this.firstTicks = firstTicks;
        this.listener = listener;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        ctx = context;
        say(StanzaWriter.open(domain));
        flush();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object msg) throws XMLStreamException {
        ByteBuf bytes = (ByteBuf) msg;
        try {
            reader.read(bytes.nioBuffer());
        } finally {
            bytes.release();
        }
    }

    private void stanza(Stanza stanza) {
        switch (stanza.name) {
            case "message" -> {
                handled++;
                message(stanza);
            }
            case "presence" -> {
                handled++;
                // Our own presence comes back: from now on messages reach us.
                if (!ready && stanza.from.startsWith(account.phone().digits() + "@")) {
                    ready = true;
                    listener.ready(this);
                }
            }
            case "iq" -> {
                handled++;
                bound(stanza);
            }
            case "a" -> unacknowledged.acknowledge(Long.parseLong(stanza.count), listener::accepted);
            case "r" -> say(StanzaWriter.acknowledgement(handled));
            case "features" -> say(authenticated ? StanzaWriter.BIND : StanzaWriter.auth(account));
            case "success" -> {
                authenticated = true;
                reader.restart();
                say(StanzaWriter.open(domain));
            }
            case "enabled" -> {
                managed = true;
                handled = 0;
                arrive();
            }
            case "failure", "failed" -> {
                permanent = true;
                fail("refused: " + stanza.firstChild);
            }
            case "error" -> fail("stream error: " + stanza.firstChild);
            default -> {}
        }
    }

    private void bound(Stanza iq) {
        if (!iq.id.equals("bind")) {
            return;
        }
        if (!iq.type.equals("result")) {
            permanent = true;
            fail("no resource: " + iq.condition);
        } else if (firstTicks) {
            say(StanzaWriter.ENABLE);
        } else {
            arrive();
        }
    }

    private void arrive() {
        say(StanzaWriter.PRESENCE);
        unacknowledged.other();
    }

    private void message(Stanza message) {
        if (!message.receiptFor.isEmpty()) {
            withId(message.receiptFor, listener::receipted);
        } else if (message.type.equals("error")) {
            withId(message.id, (high, low) -> listener.refused(MessageTag.slot(low), message.condition));
        } else {
            int at = message.from.indexOf('@');
            withId(message.id, (high, low) -> listener.received(high, low, message.from.substring(0, Math.max(at, 0))));
            if (message.receiptRequested) {
                StanzaWriter.receipt(buffer(), message.from, message.id);
                if (managed) {
                    unacknowledged.other();
                }
            }
        }
    }

    private interface IdConsumer {
        void accept(long high, long low);
    }

    private static void withId(String id, IdConsumer consumer) {
        if (id.length() == ID_DIGITS) {
            consumer.accept(
                    Long.parseUnsignedLong(id, 0, ID_DIGITS / 2, 16),
                    Long.parseUnsignedLong(id, ID_DIGITS / 2, ID_DIGITS, 16));
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        flush();
    }

    @Override
    public void send(PhoneNumber to, long high, long low) {
        if (head.length == 0) {
            head = StanzaWriter.messageHead(to, domain);
            tail = StanzaWriter.messageTail(payload);
        }
        ByteBuf batch = buffer();
        batch.writeBytes(head);
        StanzaWriter.hex(batch, high);
        StanzaWriter.hex(batch, low);
        batch.writeBytes(tail);
        if (managed) {
            unacknowledged.message(MessageTag.slot(low));
            messagesInBatch = true;
        }
    }

    @Override
    public void flush() {
        if (messagesInBatch) {
            messagesInBatch = false;
            say(StanzaWriter.REQUEST);
        }
        ByteBuf batch = out;
        if (batch != null) {
            out = null;
            context().writeAndFlush(batch);
        }
    }

    @Override
    public int sendLimit() {
        return MessageTag.SLOTS;
    }

    @Override
    public void disconnect() {
        say(StanzaWriter.END);
        flush();
        context().close();
    }

    @Override
    public void abort() {
        context().channel().config().setOption(ChannelOption.SO_LINGER, 0);
        context().close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws XMLStreamException {
        ReferenceCountUtil.release(out);
        out = null;
        reader.close();
        listener.closed(closeReason, permanent);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        permanent = !(cause instanceof IOException);
        fail(String.valueOf(cause));
    }

    private void fail(String reason) {
        closeReason = reason;
        context().close();
    }

    private void say(String ascii) {
        StanzaWriter.write(buffer(), ascii);
    }

    private ByteBuf buffer() {
        ByteBuf batch = out;
        if (batch == null) {
            batch = context().alloc().directBuffer();
            out = batch;
        }
        return batch;
    }

    private ChannelHandlerContext context() {
        if (ctx == null) {
            throw new IllegalStateException("not connected yet");
        }
        return ctx;
    }
}
