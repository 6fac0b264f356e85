package dev.doubletick.benchmark.mqtt;

/** How the traffic is laid out on MQTT. */
public enum Dialect {
    /**
     * Doubletick's protocol: no SUBSCRIBE, the broker stamps the sender into the topic, and the broker turns the recipient's
     * PUBACK into the second tick on {@code d/{me}}.
     */
    DOUBLETICK,

    /**
     * Any MQTT 5 broker. A phone subscribes to {@code m/{me}} and {@code d/{me}}; a message names its sender's {@code d/{me}}
     * as the response topic; the recipient publishes the second tick there itself, QoS 1, all ids that it read in one batch
     * from the socket joined into one receipt per sender, as our broker joins them.
     */
    PLAIN
}
