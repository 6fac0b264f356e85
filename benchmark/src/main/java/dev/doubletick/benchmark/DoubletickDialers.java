package dev.doubletick.benchmark;

import dev.doubletick.benchmark.line.Dialer;
import dev.doubletick.benchmark.line.EventLoops;
import dev.doubletick.benchmark.line.Watch;
import dev.doubletick.benchmark.mode.Arena;
import dev.doubletick.benchmark.mqtt.Dialect;
import dev.doubletick.benchmark.mqtt.MqttDialer;
import java.net.InetSocketAddress;
import java.util.function.Supplier;

/** Dialers to a broker with Doubletick's extension. */
final class DoubletickDialers implements Arena.Dialers {

    private final Supplier<InetSocketAddress> broker;
    private final byte[] payload;

    /**
     * @param broker where it is now: that changes when it is restarted
     * @param payload what every message carries
     */
    DoubletickDialers(Supplier<InetSocketAddress> broker, byte[] payload) {
        this.broker = broker;
        this.payload = payload;
    }

    @Override
    public Dialer get(EventLoops loops, boolean firstTicks) {
        return dialer(loops);
    }

    @Override
    public Dialer watching(EventLoops loops, Watch watch) {
        return dialer(loops).watching(watch);
    }

    private MqttDialer dialer(EventLoops loops) {
        return new MqttDialer(loops, broker.get(), Dialect.DOUBLETICK, payload);
    }
}
