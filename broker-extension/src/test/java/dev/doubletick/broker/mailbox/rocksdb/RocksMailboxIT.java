package dev.doubletick.broker.mailbox.rocksdb;

import static dev.doubletick.broker.mailbox.MailboxFixtures.ALICE;
import static dev.doubletick.broker.mailbox.MailboxFixtures.BOB;
import static dev.doubletick.broker.mailbox.MailboxFixtures.HOLDER;
import static dev.doubletick.broker.mailbox.MailboxFixtures.delivered;
import static dev.doubletick.broker.mailbox.MailboxFixtures.get;
import static dev.doubletick.broker.mailbox.MailboxFixtures.id;
import static dev.doubletick.broker.mailbox.MailboxFixtures.message;
import static dev.doubletick.broker.mailbox.MailboxFixtures.phone;
import static dev.doubletick.broker.mailbox.MailboxFixtures.readAll;
import static dev.doubletick.broker.mailbox.MailboxFixtures.receiptIds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doubletick.broker.mailbox.Acknowledged;
import dev.doubletick.broker.mailbox.AppendResult;
import dev.doubletick.broker.mailbox.AppendResult.Stored;
import dev.doubletick.broker.mailbox.Delivered;
import dev.doubletick.broker.mailbox.Depth;
import dev.doubletick.broker.mailbox.Entry;
import dev.doubletick.broker.mailbox.EntryKind;
import dev.doubletick.broker.mailbox.Held;
import dev.doubletick.broker.mailbox.Lease;
import dev.doubletick.broker.mailbox.MailboxOwner;
import dev.doubletick.broker.mailbox.MailboxUnavailableException;
import dev.doubletick.broker.mailbox.ReadBatch;
import dev.doubletick.broker.mailbox.SettableClock;
import dev.doubletick.protocol.MessageId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** What the local engine promises beyond the contract: quick starts, quick reads, bounded queues, coalesced receipts. */
class RocksMailboxIT {

    @TempDir
    Path directory;

    private final SettableClock clock = new SettableClock();

    private RocksMailboxConfig.Builder config() {
        return RocksMailboxConfig.builder(directory.resolve("mailbox")).diskReserveBytes(0);
    }

    private Entry toBob(long n) {
        return message(BOB, ALICE, id(1, n), "message " + n, clock.instant());
    }

    private static void allStored(List<CompletionStage<AppendResult>> answers) {
        answers.forEach(answer -> assertThat(get(answer)).isInstanceOf(Stored.class));
    }

    @Test
    void restartWithAHundredThousandWaitingIsExact() throws IOException {
        RocksMailboxConfig crashed;
        try (RocksMailbox mailbox =
                RocksMailbox.open(config().queue(200_000, 256 << 20).build(), clock)) {
            List<CompletionStage<AppendResult>> answers = new ArrayList<>();
            for (int n = 0; n < 100_000; n++) {
                answers.add(mailbox.append(message(phone(n % 50), ALICE, id(1, n), "waiting", clock.instant())));
            }
            allStored(answers);
            Path copy = Stores.copyOfAMoment(directory.resolve("mailbox"), directory.resolve("crashed"));
            crashed = RocksMailboxConfig.builder(copy).diskReserveBytes(0).build();
        }
        try (RocksMailbox mailbox = RocksMailbox.open(crashed, clock)) {
            assertThat(get(mailbox.stats()).held().messages()).isEqualTo(100_000);
            assertThat(get(mailbox.depth(phone(7))).messages()).isEqualTo(2000);
            assertThat(readAll(mailbox, get(mailbox.attach(phone(7), HOLDER)))).hasSize(2000);
        }
        StoreAudit.audit(crashed);
    }

    @Test
    void aReadThatBeginsFurtherOnHidesNothingThatIsHeldBeforeIt() {
        try (RocksMailbox mailbox = RocksMailbox.open(config().build(), clock)) {
            Lease bob = get(mailbox.attach(BOB, HOLDER));
            List<CompletionStage<AppendResult>> answers = new ArrayList<>();
            for (int n = 0; n < 40; n++) {
                answers.add(mailbox.append(toBob(n)));
            }
            Stored last = (Stored) get(answers.get(39));
            // Positions are given out across mailboxes, so this makes a gap in Bob's.
            List<CompletionStage<AppendResult>> others = new ArrayList<>();
            for (int n = 0; n < 2000; n++) {
                others.add(mailbox.append(message(phone(7), ALICE, id(2, n), "other", clock.instant())));
            }
            allStored(others);
            get(mailbox.append(toBob(40)));

            assertThat(get(mailbox.read(bob, Optional.of(last.position()), 10, 1 << 20))
                            .entries())
                    .hasSize(1);
            // What the reader has told the writer is carried out before this.
            get(mailbox.append(toBob(41)));

            assertThat(messages(mailbox, bob)).hasSize(42);
            assertThat(messages(mailbox, get(mailbox.attach(BOB, HOLDER)))).hasSize(42);
        }
    }

    @Test
    void aReaderFindsTheOneMessageBehindAMillionPastOnes() {
        try (RocksMailbox mailbox = RocksMailbox.open(config().build(), clock)) {
            Lease bob = get(mailbox.attach(BOB, HOLDER));
            get(mailbox.append(toBob(-1)));
            for (int past = 0; past < 1_000_000; past += 5000) {
                List<Entry> entries =
                        IntStream.range(past, past + 5000).mapToObj(this::toBob).toList();
                List<CompletionStage<AppendResult>> answers =
                        entries.stream().map(mailbox::append).toList();
                List<Delivered> gone = new ArrayList<>();
                for (int n = 0; n < entries.size(); n++) {
                    Stored stored = (Stored) get(answers.get(n));
                    gone.add(new Delivered(stored.position(), entries.get(n).id(), Optional.empty()));
                }
                assertThat(get(mailbox.acknowledge(bob, gone)).removed()).isEqualTo(5000);
            }
            // The very first one is still there, so the mailbox was never empty; then it goes as well.
            List<Held> first = readAll(mailbox, bob);
            assertThat(first).hasSize(1);
            get(mailbox.acknowledge(bob, List.of(delivered(first.get(0)))));
            get(mailbox.append(toBob(2_000_000)));
            assertThat(messages(mailbox, bob)).hasSize(1);
            assertThat(messages(mailbox, bob)).as("again").hasSize(1);
        }
        try (RocksMailbox mailbox = RocksMailbox.open(config().build(), clock)) {
            assertThat(messages(mailbox, get(mailbox.attach(BOB, HOLDER))))
                    .as("after a restart")
                    .hasSize(1);
        }
    }

    private static List<Held> messages(RocksMailbox mailbox, Lease lease) {
        return readAll(mailbox, lease).stream()
                .filter(held -> held.entry().kind() == EntryKind.MESSAGE)
                .toList();
    }

    @Test
    void manyOwnersComeAndGo() {
        RocksMailboxConfig config = config().build();
        // More than the writer keeps in memory.
        int owners = 20_000;
        try (RocksMailbox mailbox = RocksMailbox.open(config, clock)) {
            for (int round = 0; round < 2; round++) {
                List<CompletionStage<AppendResult>> answers = new ArrayList<>();
                for (int n = 0; n < owners; n++) {
                    answers.add(mailbox.append(message(phone(n), ALICE, id(round, n), "x", clock.instant())));
                }
                allStored(answers);
            }
            assertThat(get(mailbox.stats()).held().messages()).isEqualTo(2L * owners);
            assertThat(get(mailbox.append(message(phone(3), ALICE, id(0, 3), "x", clock.instant()))))
                    .isInstanceOf(AppendResult.Duplicate.class);
            assertThat(readAll(mailbox, get(mailbox.attach(phone(3), HOLDER)))).hasSize(2);
        }
        assertThat(StoreAudit.audit(config)).hasSize(owners);
    }

    @Test
    void receiptsToOneSenderAreCoalescedUnderLoadAndNoneIsRepeated() {
        try (RocksMailbox mailbox = RocksMailbox.open(config().build(), clock)) {
            int recipients = 200;
            List<Lease> leases = new ArrayList<>();
            List<Held> held = new ArrayList<>();
            for (int n = 0; n < recipients; n++) {
                Lease lease = get(mailbox.attach(phone(n), HOLDER));
                get(mailbox.append(message(phone(n), ALICE, id(1, n), "x", clock.instant())));
                leases.add(lease);
                held.addAll(readAll(mailbox, lease));
            }
            List<CompletionStage<Acknowledged>> answers = new ArrayList<>();
            for (int n = 0; n < recipients; n++) {
                answers.add(mailbox.acknowledge(leases.get(n), List.of(delivered(held.get(n)))));
                answers.add(mailbox.acknowledge(leases.get(n), List.of(delivered(held.get(n)))));
            }
            Set<Acknowledged.Receipt> receipts = new HashSet<>();
            answers.forEach(answer -> receipts.addAll(get(answer).receipts()));

            List<Held> alices = readAll(mailbox, get(mailbox.attach(ALICE, HOLDER)));
            Set<MessageId> all = new HashSet<>(receiptIds(alices));
            assertThat(all).hasSize(recipients);
            assertThat(receiptIds(alices)).hasSize(recipients);
            assertThat(alices).hasSizeLessThan(recipients / 2).hasSameSizeAs(receipts);
        }
    }

    @Test
    void fullQueueRefusesAndForgetsNothing() {
        RocksMailboxConfig config = config().queue(20, 1 << 20).build();
        int stored = 0;
        int refused = 0;
        try (RocksMailbox mailbox = RocksMailbox.open(config, clock)) {
            List<CompletionStage<AppendResult>> answers = new ArrayList<>();
            for (int n = 0; n < 20_000; n++) {
                answers.add(mailbox.append(message(phone(n % 100), ALICE, id(1, n), "x", clock.instant())));
            }
            for (CompletionStage<AppendResult> answer : answers) {
                try {
                    assertThat(get(answer)).isInstanceOf(Stored.class);
                    stored++;
                } catch (MailboxUnavailableException e) {
                    refused++;
                }
            }
            assertThat(refused).isPositive();
            assertThat(stored).isPositive();
            assertThat(get(mailbox.stats()).held().messages()).isEqualTo(stored);
        }
        StoreAudit.audit(config);
    }

    @Test
    void expiredIsSweptFromLargeAndSmallMailboxesAfterItsGrace() {
        RocksMailboxConfig config =
                config().sweep(Duration.ofMillis(20), Duration.ofMinutes(5)).build();
        try (RocksMailbox mailbox = RocksMailbox.open(config, clock)) {
            for (int n = 0; n < 100; n++) {
                Duration expiry = n % 2 == 0 ? Duration.ofMinutes(1) : Duration.ofHours(1);
                get(mailbox.append(expiring(BOB, n, expiry)));
                if (n < 10) {
                    get(mailbox.append(expiring(ALICE, n, expiry)));
                }
            }
            Lease bob = get(mailbox.attach(BOB, HOLDER));
            List<Held> underWay =
                    get(mailbox.read(bob, Optional.empty(), 1, 1000)).entries();
            clock.advance(Duration.ofMinutes(2));
            // Delivered in time, acknowledged a little late: the sender still hears of it.
            assertThat(get(mailbox.acknowledge(bob, List.of(delivered(underWay.get(0)))))
                            .receipts())
                    .hasSize(1);
            clock.advance(Duration.ofMinutes(10));
            await().untilAsserted(() ->
                    assertThat(get(mailbox.stats()).held().messages()).isEqualTo(55));
            clock.advance(Duration.ofHours(2));
            await().untilAsserted(() ->
                    assertThat(get(mailbox.stats()).held().messages()).isZero());
        }
        StoreAudit.audit(config);
    }

    private Entry expiring(MailboxOwner owner, int n, Duration expiry) {
        return Entry.builder(owner, EntryKind.MESSAGE, id(1, n), clock.instant())
                .sender(phone(9))
                .expiresAfter(expiry)
                .build();
    }

    @Test
    void unreadableEntryIsPassedOverAndKept() throws RocksDBException, IOException {
        RocksMailboxConfig config = config().build();
        try (RocksMailbox mailbox = RocksMailbox.open(config, clock)) {
            for (int n = 0; n < 3; n++) {
                get(mailbox.append(toBob(n)));
            }
        }
        byte[] key;
        try (Store store = Store.open(config);
                WriteBatch batch = new WriteBatch()) {
            key = Keys.message(
                    Keys.owner(BOB),
                    SlotCursor.slots(store, Keys.owner(BOB)).get(1).sequence());
            byte[] value = Objects.requireNonNull(store.get(store.messages, key));
            value[value.length - 10] ^= 1;
            batch.put(store.messages, key, value);
            store.write(batch);
        }
        try (RocksMailbox mailbox = RocksMailbox.open(config, clock)) {
            Lease bob = get(mailbox.attach(BOB, HOLDER));
            ReadBatch batch = get(mailbox.read(bob, Optional.empty(), 10, 1 << 20));
            assertThat(batch.entries()).extracting(h -> h.entry().id()).containsExactly(id(1, 0), id(1, 2));
            assertThat(get(mailbox.depth(BOB)).messages()).isEqualTo(3);
        }
        try (Store store = Store.open(config)) {
            assertThat(store.get(store.messages, key)).isNotNull();
        }
    }

    @Test
    void leasesOfManyPhonesCostNothingOnceReleased() {
        try (RocksMailbox mailbox = RocksMailbox.open(config().build(), clock)) {
            List<CompletionStage<Lease>> leases = new ArrayList<>();
            for (int n = 0; n < 2000; n++) {
                leases.add(mailbox.attach(phone(n), HOLDER));
            }
            leases.forEach(lease -> assertThat(get(lease).epoch()).isPositive());
            assertThat(get(mailbox.stats()).attached()).isEqualTo(2000);
            List<CompletionStage<Void>> released =
                    leases.stream().map(lease -> mailbox.release(get(lease))).toList();
            released.forEach(done -> get(done.thenApply(nothing -> true)));
            assertThat(get(mailbox.stats()).attached()).isZero();
            assertThat(get(mailbox.stats()).held()).isEqualTo(Depth.EMPTY);
        }
    }
}
