package dev.doubletick.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.internal.Waits;
import dev.doubletick.sdk.testing.CountingProxy;
import dev.doubletick.sdk.testing.Phone;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a message costs on the wire: TCP payload of both phones together, from the sender's PUBLISH to all acknowledgements. */
class LowBandwidthIT extends WithBroker {

    private static final String TWENTY_CHARACTERS = "Meet me at the dock?";
    private static final int AT_ONCE = 20;
    /** How long acknowledgements wait for each other; less than in an app. */
    private static final Duration GATHER = Duration.ofMillis(500);

    private static final Duration GATHERED = GATHER.plusMillis(300);

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    @TempDir
    private Path folder;

    private CountingProxy wire;
    private Phone alice;
    private Phone bob;

    @BeforeEach
    void connect() throws IOException {
        wire = new CountingProxy(broker.tcpPort());
        alice = start(number());
        bob = start(number());
    }

    /** Thirteen digits, as German mobile numbers have: topics carry them. */
    private static PhoneNumber number() {
        return PhoneNumber.ofDigits(Long.toString(4_915_112_345_000L + NUMBERS.incrementAndGet()));
    }

    private Phone start(PhoneNumber number) {
        return Phone.start(folder, broker.account(number, wire.mqtt()), builder -> builder.lowBandwidth()
                        .waits(Waits.DEFAULT.acknowledgements(GATHER).seenReceipts(GATHER)))
                .awaitConnected();
    }

    @AfterEach
    void disconnect() throws IOException {
        alice.close();
        bob.close();
        wire.close();
    }

    @Test
    void aTextOfTwentyCharactersTakesAtMost190BytesToItsSecondTick() {
        long before = bytesOnceQuietFor(Duration.ofMillis(300));

        alice.awaitStatus(alice.send(bob.number(), TWENTY_CHARACTERS), MessageStatus.DELIVERED);

        assertThat(bytesOnceQuietFor(GATHERED) - before).isBetween(150L, 190L);
    }

    @Test
    void itTakesAtMost175WhereReceiptsAreCoalesced() {
        long before = bytesOnceQuietFor(Duration.ofMillis(300));

        List<Message> sent = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            sent.add(alice.send(bob.number(), TWENTY_CHARACTERS));
        }
        sent.forEach(message -> alice.awaitStatus(message, MessageStatus.DELIVERED));

        assertThat((bytesOnceQuietFor(GATHERED) - before) / (double) AT_ONCE).isBetween(140.0, 175.0);
    }

    @Test
    void blueTicksShareAPacket() {
        List<Message> sent = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            sent.add(alice.send(bob.number(), TWENTY_CHARACTERS));
        }
        List<Message> arrived = bob.awaitArrived(AT_ONCE);
        long before = bytesOnceQuietFor(GATHERED);

        arrived.forEach(message -> bob.get(bob.doubletick().markSeen(message)));

        // 16 for each, from one phone and to the other, and some for the packets. Alone, each takes more than 90.
        assertThat((bytesOnceQuietFor(GATHERED) - before) / (double) AT_ONCE).isBetween(32.0, 50.0);
        sent.forEach(message -> alice.awaitStatus(message, MessageStatus.SEEN));
    }

    @Test
    void watchesNobodyAndSaysWhy() {
        assertThatThrownBy(() -> alice.doubletick().watch(bob.number()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("low-bandwidth");
    }

    private long bytesOnceQuietFor(Duration time) {
        long[] last = {-1};
        await().during(time).until(() -> {
            long now = wire.bytes();
            boolean quiet = now == last[0];
            last[0] = now;
            return quiet;
        });
        return last[0];
    }
}
