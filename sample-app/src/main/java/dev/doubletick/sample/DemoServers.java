package dev.doubletick.sample;

import dev.doubletick.broker.wakeup.WakeUpPolicy;
import dev.doubletick.standalone.push.FakePushes;
import dev.doubletick.standalone.sms.FakeSmsGateway;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** Servers that the story can be played on: all of Doubletick, with an SMS gateway and push providers that can be asked. */
public interface DemoServers extends AutoCloseable {

    /**
     * When phones are woken there: as usual, but that after a start of the broker nobody has to wait until half a million phones
     * are back.
     */
    WakeUpPolicy WAKE_UPS = new WakeUpPolicy(
            WakeUpPolicy.DEFAULT.grace(),
            WakeUpPolicy.DEFAULT.silence(),
            WakeUpPolicy.DEFAULT.reminders(),
            WakeUpPolicy.DEFAULT.grace(),
            WakeUpPolicy.DEFAULT.maxPhones());

    /** Where MQTT is, as {@code mqtt://host:port}, or {@code mqtts://}. */
    URI mqtt();

    /** Where MQTT over WebSocket is, as {@code ws://host:port/path}, or {@code wss://}. */
    URI ws();

    /** Where the registration service is. */
    URI http();

    /** With TLS: a PEM file with the certificate authority that phones are to believe. */
    default Optional<Path> certificateAuthority() {
        return Optional.empty();
    }

    /** The file that holds the operator token. */
    Path operatorTokenFile();

    /** The texts that would have been sent. */
    FakeSmsGateway sms();

    /** The pushes that would have been sent. */
    FakePushes pushes();

    /** Stops the broker and starts it again, with the same data on the same ports. Blocks, for seconds. */
    void restartBroker();

    /** Ends them all. Blocks, for seconds. */
    @Override
    void close();
}
