package dev.doubletick.sdk.internal.link.paho;

import dev.doubletick.protocol.Limits;
import dev.doubletick.sdk.Account;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;

/** What a phone says in its CONNECT, and how long it waits for the answer. An immutable value. */
final class ConnectPacket {

    /** How much may await this phone's acknowledgement: a bound on what it holds in memory, 64 times 64 KiB at most. */
    private static final int RECEIVE_MAXIMUM = 64;

    private final Duration keepAlive;
    private final Duration answerTimeout;

    ConnectPacket(Duration keepAlive, Duration answerTimeout) {
        this.keepAlive = keepAlive;
        this.answerTimeout = answerTimeout;
    }

    Duration answerTimeout() {
        return answerTimeout;
    }

    /** A persistent session, no subscription, no will, no topic aliases (Paho's are broken), no reconnecting by Paho. */
    MqttConnectionOptions options(Account account) {
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setUserName(account.phone().digits());
        options.setPassword(account.credential().getBytes(StandardCharsets.UTF_8));
        options.setCleanStart(false);
        options.setSessionExpiryInterval(seconds(Limits.MAX_MESSAGE_EXPIRY));
        options.setReceiveMaximum(RECEIVE_MAXIMUM);
        options.setKeepAliveInterval((int) seconds(keepAlive));
        options.setAutomaticReconnect(false);
        return options;
    }

    /** {@link Duration#toSeconds} is not on Android 8. */
    private static long seconds(Duration duration) {
        return duration.toMillis() / 1000;
    }
}
