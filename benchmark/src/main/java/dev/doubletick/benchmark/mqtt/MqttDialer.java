package dev.doubletick.benchmark.mqtt;

import dev.doubletick.benchmark.line.Account;
import dev.doubletick.benchmark.line.Dialer;
import dev.doubletick.benchmark.line.EventLoops;
import dev.doubletick.benchmark.line.LineListener;
import dev.doubletick.benchmark.line.Watch;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/** Opens MQTT 5 connections to one broker. */
public final class MqttDialer implements Dialer {

    /** A receipt may join many ids. */
    private static final int MAX_PACKET_BYTES = 1 << 20;

    private final EventLoops loops;
    private final InetSocketAddress broker;
    private final Dialect dialect;
    private final byte[] payload;
    private final Optional<Watch> watch;

    /** @param payload what every message carries */
    public MqttDialer(EventLoops loops, InetSocketAddress broker, Dialect dialect, byte[] payload) {
        this(loops, broker, dialect, payload, Optional.empty());
    }

    private MqttDialer(
            EventLoops loops, InetSocketAddress broker, Dialect dialect, byte[] payload, Optional<Watch> watch) {
        this.loops = loops;
        this.broker = broker;
        this.dialect = dialect;
        this.payload = payload;
        this.watch = watch;
    }

    /** Connects phones that also watch somebody. Doubletick's dialect only. */
    public MqttDialer watching(Watch watched) {
        return new MqttDialer(loops, broker, dialect, payload, Optional.of(watched));
    }

    @Override
    public void dial(Account account, EventLoop loop, LineListener listener) {
        loops.connect(
                broker,
                loop,
                () -> List.of(
                        new MqttDecoder(MAX_PACKET_BYTES),
                        MqttEncoder.INSTANCE,
                        new MqttLine(account, dialect, payload, watch, listener)),
                listener);
    }

    @Override
    public boolean givesFirstTick() {
        return true;
    }
}
