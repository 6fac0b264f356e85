package dev.doubletick.sdk.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.Account;
import dev.doubletick.sdk.ConnectionState;
import dev.doubletick.sdk.ConnectionState.Kind;
import dev.doubletick.sdk.internal.link.Answer;
import dev.doubletick.sdk.internal.link.BrokerAddress;
import dev.doubletick.sdk.internal.link.Inbound;
import dev.doubletick.sdk.internal.link.Link;
import dev.doubletick.sdk.internal.link.LinkEvents;
import dev.doubletick.sdk.internal.link.LinkException;
import dev.doubletick.sdk.internal.link.Publication;
import dev.doubletick.sdk.internal.link.RecordingLink;
import dev.doubletick.sdk.internal.thread.ManualWorker;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectorTest {

    private static final PhoneNumber ME = PhoneNumber.ofE164("+4915100000001");
    private static final Account ACCOUNT = Account.of(
            ME, "secret", List.of(URI.create("mqtt://broker"), URI.create("ws://broker/mqtt"), URI.create("quic://x")));
    private final LinkException broken = LinkException.broken("on purpose");
    private static final Duration CAP = Duration.ofMinutes(2);

    /** Nothing that the connector needs: it only passes this on to the links. */
    private static final LinkEvents EVENTS = new LinkEvents() {
        @Override
        public void connected(Link link, int window) {}

        @Override
        public void received(Link link, Inbound inbound) {}

        @Override
        public void answered(Link link, Publication publication, Answer answer) {}

        @Override
        public void probed(Link link) {}

        @Override
        public void lost(Link link, LinkException cause) {}
    };

    private Optional<Error> fault = Optional.empty();
    private final ManualWorker worker = new ManualWorker();
    private final List<RecordingLink> links = new ArrayList<>();
    private final List<BrokerAddress> addresses = new ArrayList<>();
    private final List<ConnectionState> states = new ArrayList<>();
    private final Connector connector = new Connector(
            worker,
            (account, broker, events) -> {
                if (fault.isPresent()) {
                    throw fault.get();
                }
                RecordingLink link = new RecordingLink(account.phone());
                links.add(link);
                addresses.add(broker);
                return link;
            },
            EVENTS,
            new Backoff(Duration.ofSeconds(1), CAP, new SecureRandom()),
            states::add);

    private RecordingLink last() {
        return links.get(links.size() - 1);
    }

    private List<Kind> kinds() {
        return states.stream().map(ConnectionState::kind).toList();
    }

    @Test
    void connects() {
        connector.start(ACCOUNT);

        assertThat(last().connecting).isTrue();
        assertThat(connector.connected(last())).isTrue();
        assertThat(kinds()).containsExactly(Kind.CONNECTING, Kind.CONNECTED);
    }

    @Test
    void aNewNetworkMakesAConnectionProveThatItLives() {
        connector.start(ACCOUNT);
        connector.connected(last());

        connector.networkAvailable();

        assertThat(last().probes).isEqualTo(1);
        assertThat(links).hasSize(1);
    }

    @Test
    void anAttemptThatHangsIsMadeAnewOnANewNetwork() {
        connector.start(ACCOUNT);
        worker.advance(Duration.ofSeconds(5));

        connector.networkAvailable();

        assertThat(links).hasSize(2);
        assertThat(links.get(0).closed).isTrue();
        assertThat(last().connecting).isTrue();
        assertThat(addresses).extracting(BrokerAddress::toString).containsExactly("mqtt://broker", "mqtt://broker");
        assertThat(kinds()).as("of which nobody is told").containsExactly(Kind.CONNECTING);
    }

    @Test
    void changesOfTheNetworkLeaveEachAttemptSomeTime() {
        connector.start(ACCOUNT);
        for (int i = 0; i < 60; i++) {
            connector.networkAvailable();
            worker.advance(Duration.ofMillis(500));
        }

        // Thirty seconds, three for each.
        assertThat(links).hasSizeBetween(9, 11);
        connector.connected(last());
        worker.advance(Duration.ofSeconds(3));
        assertThat(last().closed).isFalse();
    }

    @Test
    void startingTwiceMakesOneConnection() {
        connector.start(ACCOUNT);
        connector.start(Account.of(ACCOUNT.phone(), ACCOUNT.credential(), ACCOUNT.brokers()));

        assertThat(links).hasSize(1);
    }

    @Test
    void anotherAccountTakesThePlaceOfTheFirst() {
        connector.start(ACCOUNT);
        connector.start(Account.of(ME, "rotated", ACCOUNT.brokers()));

        assertThat(links).hasSize(2);
        assertThat(links.get(0).closed).isTrue();
        assertThat(connector.connected(links.get(0))).isFalse();
    }

    @Test
    void comesBackWithANewLinkAndTheNextAddress() {
        connector.start(ACCOUNT);
        for (int i = 0; i < 3; i++) {
            connector.lost(last(), broken);
            assertThat(last().closed).isTrue();
            worker.advance(CAP);
        }

        assertThat(addresses)
                .extracting(BrokerAddress::toString)
                .containsExactly("mqtt://broker", "ws://broker/mqtt", "mqtt://broker", "ws://broker/mqtt");
        assertThat(states)
                .filteredOn(state -> state.kind() == Kind.DISCONNECTED)
                .allSatisfy(state -> assertThat(state.cause()).contains(broken));
    }

    @Test
    void triesAgainAfterAnErrorOfItsOwn() {
        fault = Optional.of(new NoClassDefFoundError("on purpose"));
        connector.start(ACCOUNT);
        assertThat(kinds()).containsExactly(Kind.CONNECTING, Kind.DISCONNECTED);

        fault = Optional.empty();
        worker.advance(CAP);

        assertThat(last().connecting).isTrue();
    }

    @Test
    void waitsBeforeItComesBack() {
        connector.start(ACCOUNT);
        connector.lost(last(), broken);

        assertThat(links).hasSize(1);
        worker.advance(Duration.ofSeconds(1));
        assertThat(links).hasSize(2);
    }

    /** The next delay would be anything up to the cap. */
    private void failOften() {
        connector.start(ACCOUNT);
        for (int i = 0; i < 10; i++) {
            connector.lost(last(), broken);
            worker.advance(CAP);
        }
        links.subList(0, links.size() - 1).clear();
    }

    @Test
    void aCommitOnAConnectionStartsTheBackoffOver() {
        failOften();
        connector.connected(last());
        connector.worked();

        connector.lost(last(), broken);
        worker.advance(Duration.ofSeconds(1));

        assertThat(links).hasSize(2);
    }

    @Test
    void aConnectionThatLastsStartsTheBackoffOver() {
        failOften();
        connector.connected(last());
        worker.advance(Duration.ofSeconds(10));

        connector.lost(last(), broken);
        worker.advance(Duration.ofSeconds(1));

        assertThat(links).hasSize(2);
    }

    @Test
    void comesBackLessOftenToABrokerThatAcceptsItInVain() {
        connector.start(ACCOUNT);
        int attempts = 0;
        for (Duration time = Duration.ZERO; time.compareTo(Duration.ofHours(1)) < 0; time = time.plusSeconds(1)) {
            if (links.size() > attempts) {
                attempts = links.size();
                connector.connected(last());
                connector.drop(broken);
            }
            worker.advance(Duration.ofSeconds(1));
        }

        // A minute on average, once the ceiling is at two: not a second.
        assertThat(attempts).isBetween(30, 200);
    }

    @Test
    void aBetterNetworkEndsTheWait() {
        connector.start(ACCOUNT);
        connector.lost(last(), broken);

        connector.networkAvailable();
        connector.networkAvailable();

        assertThat(links).hasSize(2);
        connector.connected(last());
        worker.advance(CAP);
        assertThat(links).hasSize(2);
    }

    @Test
    void aBetterNetworkDuringAnAttemptThatFailsLeadsToAnotherOneAtOnce() {
        connector.start(ACCOUNT);
        connector.networkAvailable();
        assertThat(links).hasSize(1);

        connector.lost(last(), broken);
        worker.advance(Duration.ZERO);

        assertThat(links).hasSize(2);
        connector.lost(last(), broken);
        worker.advance(Duration.ZERO);
        assertThat(links).hasSize(2);
    }

    @Test
    void aBetterNetworkDoesNotDisturbAConnection() {
        connector.networkAvailable();
        connector.start(ACCOUNT);
        connector.connected(last());

        connector.networkAvailable();

        assertThat(links).hasSize(1);
        assertThat(last().closed).isFalse();
    }

    @Test
    void stopsWhereAnotherPhoneTookOver() {
        connector.start(ACCOUNT);
        connector.connected(last());

        connector.lost(last(), LinkException.disconnected(0x8E, Optional.of("session taken over")));
        worker.advance(CAP.multipliedBy(10));

        assertThat(kinds()).last().isEqualTo(Kind.REPLACED);
        assertThat(links).hasSize(1);
        assertThat(last().closed).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0x86, 0x87, 0x8C})
    void stopsWhereTheCredentialIsRefused(int code) {
        connector.start(ACCOUNT);

        connector.lost(last(), LinkException.refused(code));
        worker.advance(CAP.multipliedBy(10));

        assertThat(kinds()).containsExactly(Kind.CONNECTING, Kind.CREDENTIAL_REFUSED);
        assertThat(links).hasSize(1);
    }

    @Test
    void goesOnAfterOtherRefusals() {
        connector.start(ACCOUNT);

        connector.lost(last(), LinkException.refused(0x88));
        worker.advance(CAP);
        connector.lost(last(), LinkException.disconnected(0x8B, Optional.empty()));
        worker.advance(CAP);

        assertThat(links).hasSize(3);
    }

    @Test
    void startsAnewAfterTheEndIfItIsAskedTo() {
        connector.start(ACCOUNT);
        connector.lost(last(), LinkException.disconnected(0x8E, Optional.empty()));

        connector.start(ACCOUNT);

        assertThat(links).hasSize(2);
    }

    @Test
    void ignoresLinksOfThePast() {
        connector.start(ACCOUNT);
        RecordingLink first = last();
        connector.drop(broken);
        worker.advance(CAP);

        connector.lost(first, broken);
        assertThat(connector.connected(first)).isFalse();
        assertThat(last().closed).isFalse();
    }

    @Test
    void isStillOnceStopped() {
        connector.start(ACCOUNT);
        connector.lost(last(), broken);

        connector.stop();
        worker.advance(CAP.multipliedBy(10));

        assertThat(links).hasSize(1);
        assertThat(worker.timers()).isZero();
        assertThat(connector.released()).isCompleted();
    }

    @Test
    void saysSoIfItKnowsNoneOfTheAddresses() {
        Account strange = Account.of(ME, "secret", List.of(URI.create("quic://broker")));

        connector.start(ACCOUNT);

        assertThatIllegalStateException().isThrownBy(() -> connector.start(strange));
        assertThat(last().closed).isFalse();
    }
}
