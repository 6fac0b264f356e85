package dev.doubletick.broker.forwarding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doubletick.broker.BrokerConfig;
import dev.doubletick.broker.fixture.RawPhone;
import dev.doubletick.broker.fixture.TestBroker;
import dev.doubletick.broker.fixture.TestDatabase;
import dev.doubletick.broker.fixture.TestPhone;
import dev.doubletick.broker.mailbox.AppendResult;
import dev.doubletick.broker.mailbox.Entry;
import dev.doubletick.broker.mailbox.EntryKind;
import dev.doubletick.broker.mailbox.MailboxFixtures;
import dev.doubletick.broker.mailbox.MailboxLimits;
import dev.doubletick.broker.mailbox.MailboxOwner;
import dev.doubletick.broker.mailbox.rocksdb.RocksMailbox;
import dev.doubletick.broker.mailbox.rocksdb.RocksMailboxConfig;
import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.PhoneNumber;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A phone that comes back to as many messages as a mailbox can hold. */
class BacklogIT {

    private static final int WAITING = MailboxLimits.DEFAULT.messages();
    /**
     * Of the one phone that has so much: in parcels, and what one read may bring while that is so. Its mail is from somebody who is
     * not connected, because a sender who is has receipts in memory, too: as many as fit into 16 KiB, if it is slow to take them.
     */
    private static final int IN_MEMORY = Parcels.MAX_HELD + Forwarder.WINDOW;
    /** What the broker keeps of each queued message. */
    private static final String QUEUED =
            "com.hivemq.persistence.local.memory.ClientQueueMemoryLocalPersistence$PublishWithRetained";

    private static final PhoneNumber ALICE = PhoneNumber.ofDigits("4915400000001");
    private static final PhoneNumber BOB = PhoneNumber.ofDigits("4915400000002");
    private static final PhoneNumber CAROL = PhoneNumber.ofDigits("4915400000003");
    private static final PhoneNumber DAVE = PhoneNumber.ofDigits("4915400000004");

    @Test
    void isFedBitByBitWhileOthersAreServed(@TempDir Path folder) throws Exception {
        Path mailbox = folder.resolve("mailbox");
        fill(mailbox);
        try (TestDatabase database = new TestDatabase();
                TestBroker broker = new TestBroker(
                                folder, new BrokerConfig(database.config(), mailbox, MailboxLimits.DEFAULT))
                        .start();
                TestPhone alice = new TestPhone(ALICE, database.register(ALICE), broker.mqttPort());
                TestPhone bob = new TestPhone(BOB, database.register(BOB), broker.mqttPort());
                TestPhone carol = new TestPhone(CAROL, database.register(CAROL), broker.mqttPort());
                TestPhone dave = new TestPhone(DAVE, database.register(DAVE), broker.mqttPort())) {
            alice.connect();
            carol.connect();
            bob.neverAcknowledging().connect();
            await().until(() -> !bob.texts().isEmpty());
            assertLittleInMemory();
            assertThat(LiveObjects.count().of(QUEUED)).isPositive();
            assertThat(LiveObjects.count().of(Parcel.class)).isPositive();
            assertThat(LiveObjects.count().of(Entry.class)).isPositive();

            // While Bob has got nothing done, others do.
            for (int n = 1; n <= 20; n++) {
                alice.send(CAROL, "message " + n);
                int all = n;
                await().pollInterval(Duration.ofMillis(2))
                        .untilAsserted(() -> assertThat(alice.receipts("d")).hasSize(all));
            }
            assertThat(carol.texts()).hasSize(20);
            assertThat(bob.texts()).hasSizeLessThanOrEqualTo(Forwarder.WINDOW);
            assertLittleInMemory();

            bob.acknowledgeAll();
            int looks = 0;
            for (int got = bob.texts().size(); got < WAITING; got = bob.texts().size()) {
                assertLittleInMemory();
                looks++;
                int before = got;
                await().pollInterval(Duration.ofMillis(2))
                        .until(() -> bob.texts().size() > before);
            }
            assertThat(looks).as("while it was fed").isGreaterThan(1);
            assertThat(bob.texts())
                    .isEqualTo(IntStream.range(0, WAITING)
                            .mapToObj(BacklogIT::text)
                            .toList());
            dave.connect();
            await().untilAsserted(() -> assertThat(dave.receipts("d")).hasSize(WAITING));
            await().untilAsserted(() -> {
                LiveObjects now = LiveObjects.count();
                assertThat(now.of(Parcel.class)).isZero();
                assertThat(now.of(Entry.class)).isZero();
            });
        }
    }

    private static void assertLittleInMemory() {
        LiveObjects now = LiveObjects.count();
        assertThat(now.of(Parcel.class)).isLessThanOrEqualTo(IN_MEMORY);
        assertThat(now.of(Entry.class)).isLessThanOrEqualTo(IN_MEMORY);
        assertThat(now.of(QUEUED)).isLessThanOrEqualTo(IN_MEMORY);
    }

    @Test
    void isNotBroughtIntoMemoryByAPhoneThatRefusesEverything(@TempDir Path folder) throws Exception {
        Path mailbox = folder.resolve("mailbox");
        fill(mailbox);
        try (TestDatabase database = new TestDatabase();
                TestBroker broker = new TestBroker(
                                folder, new BrokerConfig(database.config(), mailbox, MailboxLimits.DEFAULT))
                        .start();
                RawPhone bob = RawPhone.connect(BOB, database.register(BOB), broker.mqttPort(), 0)) {
            // More than are ever held, so that some of these must be repetitions.
            for (int n = 0; n < 2 * Parcels.MAX_HELD; n++) {
                bob.acknowledge(bob.receive(), 0x80);
            }
            assertLittleInMemory();
        }
    }

    private static void fill(Path mailbox) {
        try (RocksMailbox filling =
                RocksMailbox.open(RocksMailboxConfig.builder(mailbox).build(), Clock.systemUTC())) {
            List<CompletionStage<AppendResult>> answers = new ArrayList<>();
            for (int n = 0; n < WAITING; n++) {
                answers.add(filling.append(Entry.builder(
                                MailboxOwner.of(BOB),
                                EntryKind.MESSAGE,
                                id(n),
                                Clock.systemUTC().instant())
                        .sender(MailboxOwner.of(DAVE))
                        .payload(ByteBuffer.wrap(text(n).getBytes(StandardCharsets.UTF_8)))
                        .build()));
            }
            answers.forEach(answer -> assertThat(MailboxFixtures.get(answer)).isInstanceOf(AppendResult.Stored.class));
        }
    }

    private static MessageId id(int n) {
        return MailboxFixtures.id(1, n);
    }

    private static String text(int n) {
        return "waiting " + n;
    }
}
