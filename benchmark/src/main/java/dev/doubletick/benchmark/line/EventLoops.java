package dev.doubletick.benchmark.line;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The driver's few threads: epoll where the platform has it, otherwise NIO. */
public final class EventLoops implements AutoCloseable {

    private static final int CONNECT_TIMEOUT_MILLIS = 30_000;

    private final EventLoopGroup group;
    private final Class<? extends SocketChannel> channelType;
    private final List<EventLoop> loops = new ArrayList<>();
    private final ByteMeter bytes = new ByteMeter();

    public EventLoops(int threads) {
        ThreadFactory factory = new DefaultThreadFactory("load", true);
        if (Epoll.isAvailable()) {
            group = new EpollEventLoopGroup(threads, factory);
            channelType = EpollSocketChannel.class;
        } else {
            group = new NioEventLoopGroup(threads, factory);
            channelType = NioSocketChannel.class;
        }
        for (int i = 0; i < threads; i++) {
            loops.add(group.next());
        }
    }

    /** How many threads there are. */
    public int count() {
        return loops.size();
    }

    public EventLoop get(int index) {
        return loops.get(index);
    }

    public ByteMeter bytes() {
        return bytes;
    }

    /**
     * Starts to connect.
     *
     * @param handlers makes the pipeline behind the byte meter; called on the loop
     */
    public void connect(
            InetSocketAddress address, EventLoop loop, Supplier<List<ChannelHandler>> handlers, LineListener listener) {
        new Bootstrap()
                .group(loop)
                .channel(channelType)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(bytes);
                        handlers.get().forEach(channel.pipeline()::addLast);
                    }
                })
                .connect(address)
                .addListener(connected -> {
                    if (!connected.isSuccess()) {
                        listener.closed(String.valueOf(connected.cause().getMessage()), false);
                    }
                });
    }

    /** Waits until all that was submitted to the loops before has run, and so makes its effects visible to the caller. */
    public void barrier() {
        for (EventLoop loop : loops) {
            loop.submit(() -> {}).syncUninterruptibly();
        }
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
