package dev.doubletick.broker.mailbox;

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
import static dev.doubletick.broker.mailbox.MailboxFixtures.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.doubletick.broker.mailbox.AppendResult.Duplicate;
import dev.doubletick.broker.mailbox.AppendResult.Full;
import dev.doubletick.broker.mailbox.AppendResult.Stored;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Mailbox} must do. Run on each implementation. */
public abstract class MailboxContract {

    protected static final MailboxLimits LIMITS = new MailboxLimits(50, 20_000);

    protected final SettableClock clock = new SettableClock();
    protected Mailbox mailbox;

    /** Opens the store of this test, as it was left. */
    protected abstract Mailbox open();

    /** Whether a receipt is never repeated. */
    protected abstract boolean acknowledgesAtomically();

    @BeforeEach
    void start() {
        mailbox = open();
    }

    @AfterEach
    void stop() {
        mailbox.close();
    }

    private void restart() {
        mailbox.close();
        mailbox = open();
    }

    private Entry toBob(long n) {
        return message(BOB, ALICE, id(1, n), "message " + n, clock.instant());
    }

    private Lease attach(MailboxOwner owner) {
        return get(mailbox.attach(owner, HOLDER));
    }

    private Position store(Entry entry) {
        AppendResult result = get(mailbox.append(entry));
        assertThat(result).isInstanceOf(Stored.class);
        return ((Stored) result).position();
    }

    private ReadBatch read(Lease lease, Optional<Position> after, int maxEntries) {
        return get(mailbox.read(lease, after, maxEntries, 1 << 20));
    }

    private Acknowledged acknowledge(Lease lease, List<Held> held) {
        return get(mailbox.acknowledge(
                lease, held.stream().map(MailboxFixtures::delivered).toList()));
    }

    @Test
    void entryComesBackAsItWasAppended() {
        Entry entry = Entry.builder(BOB, EntryKind.MESSAGE, id(7, 7), clock.instant())
                .sender(ALICE)
                .idMadeByBroker()
                .contentType(Optional.of("dt1"))
                .payload(ByteBuffer.wrap(new byte[] {1, 2, 3}))
                .silent(true)
                .expiresAfter(Duration.ofHours(1))
                .build();
        Position position = store(entry);
        assertThat(readAll(mailbox, attach(BOB))).containsExactly(new Held(position, entry));
    }

    @Test
    void orderOfSubmissionIsTheOrderOfReading() {
        List<CompletionStage<AppendResult>> answers = new ArrayList<>();
        for (int n = 0; n < 40; n++) {
            answers.add(mailbox.append(toBob(n)));
        }
        answers.forEach(MailboxFixtures::get);
        List<Held> held = readAll(mailbox, attach(BOB));
        assertThat(held)
                .extracting(h -> text(h.entry()))
                .isEqualTo(IntStream.range(0, 40).mapToObj(n -> "message " + n).toList());
        assertThat(held).extracting(Held::position).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void everyAcknowledgedAppendIsRead() {
        Lease lease = attach(BOB);
        Optional<Position> after = Optional.empty();
        for (int n = 0; n < 40; n++) {
            Position position = store(toBob(n));
            ReadBatch batch = read(lease, after, 10);
            assertThat(batch.entries()).extracting(Held::position).containsExactly(position);
            after = Optional.of(batch.through());
        }
    }

    @Test
    void repeatedIdIsADuplicateWhileTheEntryIsHeld() {
        Position first = store(toBob(1));
        AppendResult again = get(mailbox.append(toBob(1)));
        assertThat(again).isInstanceOf(Duplicate.class);
        ((Duplicate) again).held().ifPresent(held -> assertThat(held).isEqualTo(first));

        Lease lease = attach(BOB);
        acknowledge(lease, readAll(mailbox, lease));
        assertThat(get(mailbox.append(toBob(1)))).isInstanceOf(Stored.class);
    }

    @Test
    void repeatSubmittedBeforeTheAnswerIsADuplicateToo() {
        CompletionStage<AppendResult> first = mailbox.append(toBob(1));
        CompletionStage<AppendResult> second = mailbox.append(toBob(1));
        assertThat(get(first)).isInstanceOf(Stored.class);
        assertThat(get(second)).isInstanceOf(Duplicate.class);
        assertThat(readAll(mailbox, attach(BOB))).hasSize(1);
    }

    @Test
    void idIsOnlyADuplicateFromTheSameSenderToTheSameRecipient() {
        store(message(BOB, ALICE, id(1, 1), "a", clock.instant()));
        store(message(BOB, phone(3), id(1, 1), "b", clock.instant()));
        store(message(ALICE, phone(3), id(1, 1), "c", clock.instant()));
        assertThat(readAll(mailbox, attach(BOB)))
                .extracting(h -> text(h.entry()))
                .containsExactly("a", "b");
    }

    @Test
    void fullByMessagesDoesNotBurnTheId() {
        for (int n = 0; n < LIMITS.messages(); n++) {
            store(toBob(n));
        }
        assertThat(get(mailbox.append(toBob(1000)))).isEqualTo(new Full());
        assertThat(get(mailbox.append(toBob(1)))).as("held already").isInstanceOf(Duplicate.class);
        store(message(ALICE, BOB, id(1, 1000), "others have room", clock.instant()));

        Lease lease = attach(BOB);
        acknowledge(lease, read(lease, Optional.empty(), 1).entries());
        store(toBob(1000));
        assertThat(get(mailbox.append(toBob(1001)))).isEqualTo(new Full());
    }

    @Test
    void fullByBytes() {
        String large = "x".repeat(9000);
        store(message(BOB, ALICE, id(1, 1), large, clock.instant()));
        store(message(BOB, ALICE, id(1, 2), large, clock.instant()));
        assertThat(get(mailbox.append(message(BOB, ALICE, id(1, 3), large, clock.instant()))))
                .isEqualTo(new Full());
        store(message(BOB, ALICE, id(1, 3), "small", clock.instant()));
    }

    @Test
    void limitsHoldAfterARestart() {
        for (int n = 0; n < LIMITS.messages(); n++) {
            store(toBob(n));
        }
        restart();
        assertThat(get(mailbox.append(toBob(1000)))).isEqualTo(new Full());
        assertThat(get(mailbox.append(toBob(0)))).isInstanceOf(Duplicate.class);
    }

    @Test
    void acknowledgedIsGoneAndItsSenderHasAReceipt() {
        store(toBob(1));
        store(toBob(2));
        Lease bob = attach(BOB);
        List<Held> held = readAll(mailbox, bob);
        Acknowledged acknowledged = acknowledge(bob, held.subList(0, 1));

        assertThat(acknowledged.removed()).isEqualTo(1);
        assertThat(readAll(mailbox, bob)).extracting(h -> text(h.entry())).containsExactly("message 2");
        List<Held> receipts = readAll(mailbox, attach(ALICE));
        assertThat(receiptIds(receipts)).containsOnly(id(1, 1));
        assertThat(acknowledged.receipts())
                .extracting(r -> new Held(r.position(), r.entry()))
                .isSubsetOf(receipts);
    }

    @Test
    void acknowledgingReceiptsCausesNoReceipt() {
        store(toBob(1));
        Lease bob = attach(BOB);
        acknowledge(bob, readAll(mailbox, bob));
        Lease alice = attach(ALICE);
        acknowledge(alice, readAll(mailbox, alice));
        assertThat(readAll(mailbox, alice)).isEmpty();
        assertThat(readAll(mailbox, bob)).isEmpty();
        assertThat(get(mailbox.stats()).held()).isEqualTo(Depth.EMPTY);
    }

    @Test
    void deliveryThatAsksForNoReceiptMakesNone() {
        store(toBob(1));
        Lease bob = attach(BOB);
        Held held = readAll(mailbox, bob).get(0);
        get(mailbox.acknowledge(
                bob, List.of(new Delivered(held.position(), held.entry().id(), Optional.empty()))));
        assertThat(readAll(mailbox, attach(ALICE))).isEmpty();
    }

    @Test
    void repeatedAcknowledgementChangesNothing() {
        store(toBob(1));
        Lease bob = attach(BOB);
        List<Held> held = readAll(mailbox, bob);
        acknowledge(bob, held);
        assertThat(acknowledge(bob, held).removed()).isZero();
        assertThat(receiptIds(readAll(mailbox, attach(ALICE)))).containsOnly(id(1, 1));
        assertThat(get(mailbox.depth(BOB))).isEqualTo(Depth.EMPTY);
    }

    @Test
    void positionWithAnotherIdRemovesNothing() {
        store(toBob(1));
        Lease bob = attach(BOB);
        Held held = readAll(mailbox, bob).get(0);
        Acknowledged acknowledged =
                get(mailbox.acknowledge(bob, List.of(new Delivered(held.position(), id(1, 2), Optional.of(ALICE)))));
        assertThat(acknowledged).isEqualTo(new Acknowledged(0, List.of()));
        assertThat(readAll(mailbox, bob)).containsExactly(held);
        assertThat(readAll(mailbox, attach(ALICE))).isEmpty();
    }

    @Test
    void receiptsFindAFullMailbox() {
        for (int n = 0; n < LIMITS.messages(); n++) {
            store(message(ALICE, BOB, id(2, n), "to alice", clock.instant()));
        }
        store(toBob(1));
        Lease bob = attach(BOB);
        acknowledge(bob, readAll(mailbox, bob));
        assertThat(receiptIds(readAll(mailbox, attach(ALICE)))).containsOnly(id(1, 1));
        assertThat(get(mailbox.append(message(ALICE, BOB, id(2, 1000), "more", clock.instant()))))
                .isEqualTo(new Full());
    }

    @Test
    void deliveredReceiptsCannotBeAppended() {
        Entry receipt = Entry.builder(BOB, EntryKind.DELIVERED, id(1, 1), clock.instant())
                .build();
        assertThatThrownBy(() -> mailbox.append(receipt)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void newerAttachFencesTheOlderLease() {
        store(toBob(1));
        Lease older = attach(BOB);
        List<Held> held = readAll(mailbox, older);
        assertThat(older.lost().toCompletableFuture()).isNotDone();
        Lease newer = get(mailbox.attach(BOB, new LeaseHolder("broker-2", "connection-9")));

        assertThat(newer.epoch()).isGreaterThan(older.epoch());
        assertThat(newer.holder().broker()).isEqualTo("broker-2");
        get(older.lost());
        assertThatThrownBy(() -> read(older, Optional.empty(), 1)).isInstanceOf(FencedException.class);
        assertThatThrownBy(() -> read(older, Optional.of(held.get(0).position()), 1))
                .isInstanceOf(FencedException.class);
        assertThatThrownBy(() -> acknowledge(older, held)).isInstanceOf(FencedException.class);
        store(toBob(2));
        assertThat(readAll(mailbox, newer)).hasSize(2);
        assertThat(newer.lost().toCompletableFuture()).isNotDone();
    }

    @Test
    void acknowledgementSubmittedAfterANewAttachIsFenced() {
        store(toBob(1));
        Lease older = attach(BOB);
        List<Held> held = readAll(mailbox, older);
        CompletionStage<Lease> newer = mailbox.attach(BOB, HOLDER);
        CompletionStage<Acknowledged> late = mailbox.acknowledge(older, List.of(delivered(held.get(0))));
        assertThatThrownBy(() -> get(late)).isInstanceOf(FencedException.class);
        assertThat(readAll(mailbox, get(newer))).isEqualTo(held);
    }

    @Test
    void epochsGrowOverAnEmptyMailboxRestartAndDeletion() {
        long first = attach(BOB).epoch();
        restart();
        long second = attach(BOB).epoch();
        get(mailbox.delete(BOB));
        long third = attach(BOB).epoch();
        restart();
        assertThat(List.of(first, second, third, attach(BOB).epoch()))
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void releasedLeaseIsOfNoUseAndNotLost() {
        Lease lease = attach(BOB);
        get(mailbox.release(lease));
        get(mailbox.release(lease));
        assertThatThrownBy(() -> read(lease, Optional.empty(), 1)).isInstanceOf(FencedException.class);
        assertThat(lease.lost().toCompletableFuture()).isNotDone();
        store(toBob(1));
        assertThat(readAll(mailbox, attach(BOB))).hasSize(1);
    }

    @Test
    void releasingAFencedLeaseLeavesItsSuccessorAlone() {
        Lease older = attach(BOB);
        Lease newer = attach(BOB);
        get(mailbox.release(older));
        store(toBob(1));
        assertThat(readAll(mailbox, newer)).hasSize(1);
    }

    @Test
    void readStopsAtItsLimitsAndGoesOn() {
        for (int n = 0; n < 10; n++) {
            store(toBob(n));
        }
        Lease bob = attach(BOB);
        ReadBatch three = read(bob, Optional.empty(), 3);
        assertThat(three.entries()).hasSize(3);
        assertThat(three.more()).isTrue();
        assertThat(three.through()).isEqualTo(three.entries().get(2).position());
        ReadBatch one = get(mailbox.read(bob, Optional.of(three.through()), 100, 1));
        assertThat(one.entries()).extracting(h -> text(h.entry())).containsExactly("message 3");
        ReadBatch rest = read(bob, Optional.of(one.through()), 100);
        assertThat(rest.entries()).hasSize(6);
        assertThat(rest.more()).isFalse();
        assertThat(read(bob, Optional.of(rest.through()), 100).entries()).isEmpty();
    }

    @Test
    void expiredIsNeitherReadNorInTheWay() {
        store(Entry.builder(BOB, EntryKind.MESSAGE, id(1, 1), clock.instant())
                .sender(ALICE)
                .expiresAfter(Duration.ofMinutes(1))
                .build());
        store(toBob(2));
        clock.advance(Duration.ofMinutes(2));
        Lease bob = attach(BOB);
        assertThat(readAll(mailbox, bob)).extracting(h -> h.entry().id()).containsExactly(id(1, 2));
        store(toBob(1));
        assertThat(readAll(mailbox, bob)).extracting(h -> h.entry().id()).containsExactly(id(1, 2), id(1, 1));
        clock.advance(Duration.ofDays(31));
        assertThat(readAll(mailbox, bob)).isEmpty();
    }

    @Test
    void expiredMakesRoom() {
        for (int n = 0; n < LIMITS.messages(); n++) {
            store(toBob(n));
        }
        clock.advance(Duration.ofDays(31));
        await().until(() -> get(mailbox.append(toBob(1000))) instanceof Stored);
        await().untilAsserted(
                        () -> assertThat(get(mailbox.depth(BOB)).messages()).isEqualTo(1));
    }

    @Test
    void wakeSignalComesForAnAttachedMailbox() {
        Set<MailboxOwner> awake = ConcurrentHashMap.newKeySet();
        WakeListener listener = new WakeListener() {
            @Override
            public void wake(MailboxOwner owner) {
                awake.add(owner);
            }

            @Override
            public void resync() {}
        };
        attach(BOB);
        Mailbox.WakeRegistration registration = mailbox.wakeSignals(listener);
        // A signal may be lost; not every one.
        long[] n = {0};
        await().until(() -> {
            store(toBob(n[0]++));
            return awake.contains(BOB);
        });
        registration.close();
        assertThat(awake).containsExactly(BOB);
    }

    @Test
    void nothingLiesBetweenAPreviousPositionAndItsSuccessor() {
        Lease bob = attach(BOB);
        Position through = read(bob, Optional.empty(), 100).through();
        for (int n = 0; n < 40; n++) {
            AppendResult.Stored stored = (AppendResult.Stored) get(mailbox.append(toBob(n)));
            ReadBatch batch = read(bob, Optional.of(through), 100);
            assertThat(batch.entries()).extracting(Held::position).containsExactly(stored.position());
            Position before = through;
            stored.previous().ifPresent(previous -> assertThat(previous).isLessThanOrEqualTo(before));
            through = batch.through();
        }
        Position all = through;
        store(message(ALICE, BOB, id(3, 1), "x", clock.instant()));
        Lease alice = attach(ALICE);
        Acknowledged receipt = acknowledge(alice, readAll(mailbox, alice));
        AppendResult.Stored after = (AppendResult.Stored) get(mailbox.append(toBob(1000)));
        // The receipt lies between: whoever has read through "all" must not take the new message as the next one.
        assertThat(receipt.removed()).isEqualTo(1);
        after.previous().ifPresent(previous -> assertThat(previous).isNotEqualTo(all));
        assertThat(read(bob, Optional.of(all), 100).entries()).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void deletedMailboxIsEmptyAndItsLeaseLost() {
        store(toBob(1));
        store(message(phone(4915100), ALICE, id(1, 1), "another", clock.instant()));
        Lease bob = attach(BOB);
        assertThat(get(mailbox.delete(BOB)).messages()).isEqualTo(1);
        get(bob.lost());
        assertThatThrownBy(() -> read(bob, Optional.empty(), 1)).isInstanceOf(FencedException.class);
        assertThat(readAll(mailbox, attach(BOB))).isEmpty();
        assertThat(get(mailbox.stats()).held().messages()).isEqualTo(1);
        store(toBob(1));
        assertThat(get(mailbox.delete(phone(77)))).isEqualTo(Depth.EMPTY);
    }

    @Test
    void countersAreExactAlsoAfterARestart() {
        long bytes = 0;
        for (int n = 0; n < 5; n++) {
            Entry entry = toBob(n);
            bytes += EntryCodec.encodedSize(entry);
            store(entry);
        }
        store(message(ALICE, BOB, id(2, 1), "x", clock.instant()));
        Lease bob = attach(BOB);
        List<Held> first = read(bob, Optional.empty(), 1).entries();
        acknowledge(bob, first);
        bytes -= EntryCodec.encodedSize(first.get(0).entry());
        Depth bobs = new Depth(4, bytes, 0, 0);
        Depth alices = get(mailbox.depth(ALICE));
        assertThat(get(mailbox.depth(BOB))).isEqualTo(bobs);
        assertThat(alices.messages()).isEqualTo(1);
        assertThat(alices.receipts()).isPositive();

        restart();
        assertThat(get(mailbox.depth(BOB))).isEqualTo(bobs);
        assertThat(get(mailbox.depth(ALICE))).isEqualTo(alices);
        assertThat(get(mailbox.stats()).held()).isEqualTo(bobs.plus(alices));
    }

    @Test
    void closedMailboxIsUnavailable() {
        Lease bob = attach(BOB);
        mailbox.close();
        assertThat(mailbox.health().state()).isEqualTo(MailboxHealth.State.CLOSED);
        assertThatThrownBy(() -> get(mailbox.append(toBob(1)))).isInstanceOf(MailboxUnavailableException.class);
        assertThatThrownBy(() -> read(bob, Optional.empty(), 1)).isInstanceOf(MailboxUnavailableException.class);
        assertThatThrownBy(() -> acknowledge(bob, List.of())).isInstanceOf(MailboxUnavailableException.class);
    }

    @Test
    void whatWasSubmittedBeforeClosingIsCarriedOut() {
        List<CompletionStage<AppendResult>> answers = new ArrayList<>();
        for (int n = 0; n < 40; n++) {
            answers.add(mailbox.append(toBob(n)));
        }
        restart();
        answers.forEach(answer -> assertThat(get(answer)).isInstanceOf(Stored.class));
        assertThat(readAll(mailbox, attach(BOB))).hasSize(40);
    }

    @Test
    void concurrentConversationsLoseAndInventNothing() {
        Conversation conversation = new Conversation(mailbox, clock, 4, 300);
        conversation.run();
        conversation.verify(acknowledgesAtomically());
        assertThat(get(mailbox.stats()).held()).isEqualTo(Depth.EMPTY);
    }
}
