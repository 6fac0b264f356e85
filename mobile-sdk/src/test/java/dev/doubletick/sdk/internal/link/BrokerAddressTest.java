package dev.doubletick.sdk.internal.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.sdk.internal.link.BrokerAddress.Transport;
import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BrokerAddressTest {

    @ParameterizedTest
    @CsvSource({
        "mqtt://example.com, TCP, example.com, 1883",
        "mqtt://127.0.0.1:4242, TCP, 127.0.0.1, 4242",
        "mqtts://example.com, TLS, example.com, 8883",
        "MQTTS://example.com:1, TLS, example.com, 1",
        "mqtt://[::1]:1883, TCP, ::1, 1883",
        "ws://example.com/mqtt, WEB_SOCKET, example.com, 80",
        "wss://example.com:8443/mqtt, SECURE_WEB_SOCKET, example.com, 8443",
        "wss://example.com/mqtt, SECURE_WEB_SOCKET, example.com, 443",
    })
    void isRead(URI uri, Transport transport, String host, int port) {
        BrokerAddress address = BrokerAddress.of(uri).orElseThrow();

        assertThat(address.transport()).isEqualTo(transport);
        assertThat(address.host()).isEqualTo(host);
        assertThat(address.port()).isEqualTo(port);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://example.com", "example.com", "mqtt:opaque", "mqtt:///path", "quic://example.com", ""})
    void othersAreNotOurs(URI uri) {
        assertThat(BrokerAddress.of(uri)).isEmpty();
    }
}
