package dev.doubletick.registration.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressTest {

    private static final String PROXY = "10.0.0.1";

    @ParameterizedTest
    @CsvSource({
        "203.0.113.7, 203.0.113.7",
        "::ffff:203.0.113.7, 203.0.113.7",
        "2001:db8:1:2:3:4:5:6, 2001:db8:1:2:0:0:0:0/64",
        "2001:db8:1:2::1, 2001:db8:1:2:0:0:0:0/64",
        "2001:db8:1:3::1, 2001:db8:1:3:0:0:0:0/64",
    })
    void usersOfOneNetworkAreOne(String peer, String network) {
        assertThat(ClientAddress.of(peer, List.of(), 0).network()).isEqualTo(network);
    }

    @Test
    void countsTrustedProxiesFromTheRight() {
        List<String> hops = List.of("6.6.6.6", "198.51.100.1", "10.0.0.2");

        assertThat(ClientAddress.of(PROXY, hops, 1).network()).isEqualTo("10.0.0.2");
        assertThat(ClientAddress.of(PROXY, hops, 2).network()).isEqualTo("198.51.100.1");
    }

    @Test
    void withoutProxiesTheHeaderIsNotBelieved() {
        assertThat(ClientAddress.of("203.0.113.7", List.of("6.6.6.6"), 0).network())
                .isEqualTo("203.0.113.7");
    }

    @Test
    void whoComesPastAProxyIsLimitedAllTheSame() {
        assertThat(ClientAddress.of("203.0.113.7", List.of(), 2).network()).isEqualTo("203.0.113.7");
        assertThat(ClientAddress.of("203.0.113.7", List.of("10.0.0.2"), 2).network())
                .isEqualTo("10.0.0.2");
    }

    @ParameterizedTest
    @CsvSource({
        "198.51.100.1:4711, 198.51.100.1",
        "[2001:db8::1]:443, 2001:db8:0:0:0:0:0:0/64",
        "[2001:db8::1], 2001:db8:0:0:0:0:0:0/64",
    })
    void readsHopsWithPorts(String hop, String network) {
        assertThat(ClientAddress.of(PROXY, List.of(hop), 1).network()).isEqualTo(network);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "999.1.1.1",
                "1.2.3.256",
                "unknown",
                "localhost",
                "example.com",
                "1.2",
                "256.1.1.1",
                "::g",
                "a:b",
                "1.2.3.4.5",
                "٣.٣.٣.٣"
            })
    void aHopThatIsNoAddressMakesTheProxyTheClient(String hop) {
        assertThat(ClientAddress.of(PROXY, List.of("6.6.6.6", hop), 2).network())
                .isEqualTo(PROXY);
    }
}
