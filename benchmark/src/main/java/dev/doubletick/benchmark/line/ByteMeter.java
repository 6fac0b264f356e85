package dev.doubletick.benchmark.line;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.util.concurrent.atomic.LongAdder;

/** Counts the TCP payload of all connections in both directions. First in every pipeline; safe on any thread. */
// A write that fails closes the connection, and that is noticed.
@SuppressWarnings("FutureReturnValueIgnored")
@Sharable
public final class ByteMeter extends ChannelDuplexHandler {

    private final LongAdder in = new LongAdder();
    private final LongAdder out = new LongAdder();

    ByteMeter() {}

    /** Bytes received so far. */
    public long in() {
        return in.sum();
    }

    /** Bytes sent so far. */
    public long out() {
        return out.sum();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (msg instanceof ByteBuf bytes) {
            in.add(bytes.readableBytes());
        }
        ctx.fireChannelRead(msg);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
        if (msg instanceof ByteBuf bytes) {
            out.add(bytes.readableBytes());
        }
        ctx.write(msg, promise);
    }
}
