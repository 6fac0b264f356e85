package dev.doubletick.broker.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.protocol.PhoneNumber;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubscriptionPolicyTest {

    private static final String ME = "4915112345678";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "m/4915112345678/+",
                "m/4915112345678/4917698765432",
                "s/4915112345678/+",
                "c/4915112345678/+",
                "d/4915112345678",
                "a/4915112345678"
            })
    void grantsExactlyOnesOwnTopics(String filter) {
        assertThat(SubscriptionPolicy.granted(filter, ME)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "#",
                "+/#",
                "+/4915112345678/#",
                "+/4915112345678",
                "m/#",
                "m/+",
                "m/+/+",
                "m/+/4915112345678",
                "m/4915112345678",
                "m/4915112345678/#",
                "m/4917698765432/+",
                "m/4917698765432/4915112345678",
                "d/4917698765432",
                "d/+",
                "d/4915112345678/+",
                "a/4917698765432",
                "x/#",
                "x/wake/4915112345678",
                "p/4917698765432/+",
                "p/+",
                "p/#",
                "+/4917698765432",
                "$share/g/m/4915112345678/+",
                "$SYS/#"
            })
    void refusesEverythingElse(String filter) {
        assertThat(SubscriptionPolicy.granted(filter, ME)).isFalse();
    }

    @Test
    void oneNumberAtATimeIsWatched() {
        assertThat(SubscriptionPolicy.watched("p/4917698765432")).contains(PhoneNumber.ofDigits("4917698765432"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "p/+",
                "p/#",
                "p/",
                "p/0",
                "p/4917698765432/+",
                "p/4917698765432/4915112345678",
                "p/4917698765432/#",
                "+/4917698765432",
                "$share/g/p/4917698765432",
                "d/4915112345678"
            })
    void nothingElseIsWatched(String filter) {
        assertThat(SubscriptionPolicy.watched(filter)).isEmpty();
    }
}
