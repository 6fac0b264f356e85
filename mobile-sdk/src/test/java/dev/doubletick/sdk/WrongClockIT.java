package dev.doubletick.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.sdk.testing.Leftovers;
import dev.doubletick.sdk.testing.Phone;
import dev.doubletick.sdk.testing.TestBroker;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Phones whose clocks are years off, or are set while they run. */
class WrongClockIT {

    private static final Duration YEARS = Duration.ofDays(365 * 20);

    private static TestBroker broker;

    @TempDir
    private Path folder;

    @BeforeAll
    static void startBroker() {
        broker = TestBroker.start();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    /** What the user sets in the settings of the phone. */
    private static final class UsersClock extends Clock {

        private volatile Duration off;

        UsersClock(Duration off) {
            this.off = off;
        }

        @Override
        public Instant instant() {
            return Instant.now().plus(off);
        }

        @Override
        public ZoneId getZone() {
            return ZoneId.of("UTC");
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void nothingIsLostAndTheOrderIsKept() {
        UsersClock past = new UsersClock(YEARS.negated());
        UsersClock future = new UsersClock(YEARS);
        List<String> texts = new ArrayList<>();
        try (Phone alice = Phone.start(folder, broker.account(Phone.newNumber()), b -> b.clock(past))
                        .awaitConnected();
                Phone bob = Phone.start(folder, broker.account(Phone.newNumber()), b -> b.clock(future))
                        .awaitConnected()) {
            Duration[] settings = {YEARS, Duration.ZERO, YEARS.negated(), YEARS.multipliedBy(2), Duration.ofHours(-1)};
            List<Message> sent = new ArrayList<>();
            for (Duration setting : settings) {
                for (int i = 0; i < 10; i++) {
                    texts.add("message " + texts.size());
                    sent.add(alice.send(bob.number(), texts.get(texts.size() - 1)));
                    bob.send(alice.number(), texts.get(texts.size() - 1));
                }
                // In the midst of it, one to the one side, one to the other.
                past.off = setting;
                future.off = setting.negated();
            }

            assertThat(Phone.texts(bob.awaitArrived(texts.size()))).isEqualTo(texts);
            assertThat(Phone.texts(alice.awaitArrived(texts.size()))).isEqualTo(texts);
            sent.forEach(message -> alice.awaitStatus(message, MessageStatus.DELIVERED));
            bob.get(bob.doubletick().markSeen(alice.number()));
            sent.forEach(message -> alice.awaitStatus(message, MessageStatus.SEEN));
            assertThat(Phone.texts(alice.get(alice.doubletick().history(bob.number(), 1_000)).stream()
                            .filter(message -> message.direction() == Message.Direction.OUTGOING)
                            .toList()))
                    .isEqualTo(texts);
        }
        Leftovers.assertNoThreads();
    }
}
