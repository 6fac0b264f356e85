package dev.doubletick.registration.push.provider.webpush;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointRulesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "10.1.2.3",
                "172.16.0.1",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "0.0.0.0",
                "224.0.0.1",
                "::1",
                "fe80::1",
                "fd00::1",
                "::ffff:10.0.0.1",
                "0.1.2.3",
                "192.0.0.170",
                "198.19.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::a00:1",
                "64:ff9b::a00:1",
                "64:ff9b:1::1",
                "2002:a00:1::1",
                "2001::1",
                "fec0::1",
                "ff02::1"
            })
    void anAddressInsideIsNotPublic(String address) throws UnknownHostException {
        assertThat(EndpointRules.isPublic(InetAddress.getByName(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "100.128.0.1", "198.20.0.1", "192.0.1.1", "2001:db8::1", "2a00::1"})
    void anyOtherIs(String address) throws UnknownHostException {
        assertThat(EndpointRules.isPublic(InetAddress.getByName(address))).isTrue();
    }

    @Test
    void aHostIsPublicIfAllOfItsAddressesAre() throws UnknownHostException {
        assertThat(EndpointRules.isPublic("192.0.2.1")).isTrue();
        assertThat(EndpointRules.isPublic("[2001:db8::1]")).isTrue();
        assertThat(EndpointRules.isPublic("localhost")).isFalse();
        assertThat(EndpointRules.isPublic("[::1]")).isFalse();
    }
}
