package dev.doubletick.sdk;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doubletick.broker.mailbox.MailboxLimits;
import dev.doubletick.protocol.Limits;
import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.ConnectionState.Kind;
import dev.doubletick.sdk.MessageFailure.Reason;
import dev.doubletick.sdk.testing.Leftovers;
import dev.doubletick.sdk.testing.Phone;
import dev.doubletick.sdk.testing.TestBroker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MessagingIT {

    /** Small enough to be full in a test, large enough for whoever is there. */
    private static final MailboxLimits MAILBOX = new MailboxLimits(50, 64L << 20);

    private static TestBroker broker;

    @TempDir
    private Path folder;

    private Phone alice;
    private Phone bob;

    @BeforeAll
    static void startBroker() {
        broker = TestBroker.start(MAILBOX);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void connect() {
        alice = start(Phone.newNumber()).awaitConnected();
        bob = start(Phone.newNumber()).awaitConnected();
    }

    @AfterEach
    void close() {
        alice.close();
        bob.close();
        Leftovers.assertNoThreads();
    }

    private Phone start(PhoneNumber number) {
        return Phone.start(folder, broker.account(number));
    }

    private static MessageId newId() {
        return MessageId.of(UUID.randomUUID());
    }

    private static List<String> numbered(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> "message " + i).toList();
    }

    private List<Message> sendAll(Phone from, PhoneNumber to, List<String> texts) {
        List<Message> sent = new ArrayList<>();
        texts.forEach(text -> sent.add(from.send(to, text)));
        return sent;
    }

    @Test
    void aTextGetsItsTicksOneByOne() {
        Message sent = alice.send(bob.number(), "Grüße 👋");
        assertThat(sent.status()).isEqualTo(MessageStatus.QUEUED);

        Message arrived = bob.awaitArrived(1).get(0);
        assertThat(arrived.id()).isEqualTo(sent.id());
        assertThat(arrived.conversation()).isEqualTo(alice.number());
        assertThat(arrived.text()).contains("Grüße 👋");
        assertThat(arrived.status()).isEqualTo(MessageStatus.DELIVERED);
        Message delivered = alice.awaitStatus(sent, MessageStatus.DELIVERED);
        assertThat(delivered.sentAt()).isPresent();
        assertThat(delivered.deliveredAt()).isPresent();

        assertThat(bob.get(bob.doubletick().markSeen(arrived))).isEqualTo(1);

        alice.awaitStatus(sent, MessageStatus.SEEN);
        assertThat(bob.stored(arrived).status()).isEqualTo(MessageStatus.SEEN);
        // The receipt may be faster than the server's answer, and the first tick then comes with the second.
        assertThat(alice.statusesOf(sent.id()))
                .isSubsetOf(MessageStatus.SENT, MessageStatus.DELIVERED, MessageStatus.SEEN)
                .doesNotHaveDuplicates()
                .isSorted()
                .endsWith(MessageStatus.DELIVERED, MessageStatus.SEEN);
    }

    @Test
    void whoWasAwayGetsEverythingInOrderAndOnce() {
        bob.close();
        List<String> texts = numbered(20);

        List<Message> sent = sendAll(alice, bob.number(), texts);
        sent.forEach(message -> alice.awaitStatus(message, MessageStatus.SENT));
        bob = start(bob.number());

        assertThat(Phone.texts(bob.awaitArrived(20))).isEqualTo(texts);
        sent.forEach(message -> alice.awaitStatus(message, MessageStatus.DELIVERED));
        bob.get(bob.doubletick().markSeen(alice.number()));
        sent.forEach(message -> alice.awaitStatus(message, MessageStatus.SEEN));
        assertThat(bob.arrived()).hasSize(20);
    }

    @Test
    void receiptsFindTheirSenderLater() {
        Message sent = alice.send(bob.number(), "hi");
        alice.awaitStatus(sent, MessageStatus.DELIVERED);
        alice.close();
        bob.close();
        // Read without a connection; told at the next one, by another instance.
        try (Doubletick offline = Doubletick.builder()
                .database(folder.resolve(bob.number().digits() + ".db"))
                .build()) {
            assertThat(offline.markSeen(alice.number()))
                    .succeedsWithin(Duration.ofSeconds(10))
                    .isEqualTo(1);
        }
        bob = start(bob.number());
        alice = start(alice.number());

        alice.awaitStatus(sent, MessageStatus.SEEN);
    }

    @Test
    void messagesWrittenWhileOfflineLeaveInOrderLater() {
        alice.close();
        List<String> texts = numbered(10);
        try (Doubletick offline = Doubletick.builder()
                .database(folder.resolve(alice.number().digits() + ".db"))
                .build()) {
            texts.forEach(text -> assertThat(offline.send(bob.number(), text)).succeedsWithin(Duration.ofSeconds(10)));
        }

        alice = start(alice.number());

        assertThat(Phone.texts(bob.awaitArrived(10))).isEqualTo(texts);
    }

    @Test
    void aNumberThatNobodyHasIsSaidToBeUnregistered() {
        Message sent = alice.send(Phone.newNumber(), "anybody there?");

        Message failed = alice.awaitStatus(sent, MessageStatus.FAILED);

        assertThat(failed.failure().map(MessageFailure::reason)).contains(Reason.NOT_REGISTERED);
        assertThat(alice.statusesOf(sent.id())).containsExactly(MessageStatus.FAILED);
    }

    @Test
    void aRefusalForGoodSaysWhyAndConcernsOneMessage() {
        PhoneNumber late = Phone.newNumber();
        Message tooEarly = alice.send(late, "anybody there?");
        assertThat(alice.awaitStatus(tooEarly, MessageStatus.FAILED).failure())
                .contains(MessageFailure.of(Reason.NOT_REGISTERED, "the recipient is not registered"));

        try (Phone carol = start(late).awaitConnected()) {
            Message inTime = alice.send(late, "and now?");

            alice.awaitStatus(inTime, MessageStatus.DELIVERED);
            assertThat(carol.arrivedTexts()).containsExactly("and now?");
            assertThat(alice.stored(tooEarly).status()).isEqualTo(MessageStatus.FAILED);
            assertThat(alice.states()).last().extracting(ConnectionState::kind).isEqualTo(Kind.CONNECTED);
        }
    }

    @Test
    void aFullMailboxKeepsTheOrderAndHoldsUpNobodyElse() {
        try (Phone carol = start(Phone.newNumber()).awaitConnected()) {
            bob.close();
            await().until(() -> !broker.isConnected(bob.number()));
            int count = MAILBOX.messages() + 5;
            List<Message> toBob = sendAll(alice, bob.number(), numbered(count));
            Message toCarol = alice.send(carol.number(), "hi");

            alice.awaitStatus(toCarol, MessageStatus.DELIVERED);
            alice.awaitStatus(toBob.get(MAILBOX.messages() - 1), MessageStatus.SENT);
            assertThat(alice.stored(toBob.get(MAILBOX.messages())).status()).isEqualTo(MessageStatus.QUEUED);
            bob = start(bob.number());

            toBob.forEach(message -> alice.awaitStatus(message, MessageStatus.DELIVERED));
            assertThat(bob.arrivedTexts()).isEqualTo(numbered(count));
        }
    }

    @Test
    void manyRecipientsFitThroughTheBrokersWindow() {
        List<Phone> others = new ArrayList<>();
        try {
            for (int i = 0; i < 15; i++) {
                others.add(start(Phone.newNumber()));
            }
            others.forEach(Phone::awaitConnected);

            // More at once than the broker's receive maximum of 10, beyond which it would end the connection.
            for (int i = 1; i <= 4; i++) {
                for (Phone other : others) {
                    assertThat(alice.doubletick().send(other.number(), "message " + i))
                            .isNotNull();
                }
            }

            others.forEach(
                    other -> assertThat(Phone.texts(other.awaitArrived(4))).isEqualTo(numbered(4)));
            assertThat(alice.states())
                    .extracting(ConnectionState::kind)
                    .containsExactly(Kind.CONNECTING, Kind.CONNECTED);
        } finally {
            others.forEach(Phone::close);
        }
    }

    @Test
    void theLargestMessageArrivesAndALargerOneIsRefusedHere() {
        String largest = "x".repeat(Limits.MAX_PAYLOAD_BYTES);

        assertThat(alice.doubletick().send(bob.number(), largest + "x"))
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(MessageTooLargeException.class)
                .withMessageContaining("65537");
        assertThat(alice.get(alice.doubletick().history(bob.number(), 10))).isEmpty();
        alice.send(bob.number(), largest);

        assertThat(bob.awaitArrived(1).get(0).text()).contains(largest);
    }

    @Test
    void contentOfANewerVersionIsKept() {
        byte[] payload = {(byte) 0xC2, 0x3E, 1, 7};

        broker.publish(
                "m/" + alice.number().digits() + "/" + bob.number().digits(),
                Optional.of(newId()),
                Optional.of("dt7"),
                payload);

        Message arrived = alice.awaitArrived(1).get(0);
        assertThat(arrived.text()).isEmpty();
        assertThat(arrived.content()).isEqualTo(MessageContent.of(Optional.of("dt7"), payload));
        assertThat(alice.stored(arrived)).isEqualTo(arrived);
    }

    @Test
    void whatComesTwiceIsToldOnce() {
        String topic = "m/" + alice.number().digits() + "/" + bob.number().digits();
        Optional<MessageId> id = Optional.of(newId());

        broker.publish(topic, id, Optional.empty(), "hi".getBytes(StandardCharsets.UTF_8));
        broker.publish(topic, id, Optional.empty(), "hi".getBytes(StandardCharsets.UTF_8));
        broker.publish(topic, Optional.empty(), Optional.empty(), "last".getBytes(StandardCharsets.UTF_8));

        await().atMost(20, SECONDS).until(() -> alice.arrivedTexts().contains("last"));
        assertThat(alice.arrivedTexts()).containsExactly("hi", "last");
    }

    @Test
    void nonsenseIsAcknowledgedAndDoesNoHarm() {
        String me = alice.number().digits();
        String you = bob.number().digits();
        byte[] nonsense = {9, 2, 3};
        // More than the broker sends without an acknowledgement: it would stop here if one were missing.
        for (int i = 0; i < 100; i++) {
            broker.publish("d/" + me, Optional.empty(), Optional.empty(), nonsense);
            broker.publish("s/" + me + "/" + you, Optional.empty(), Optional.empty(), new byte[0]);
            broker.publish("a/" + me, Optional.empty(), Optional.empty(), nonsense);
            broker.publish("z/" + me + "/x/y", Optional.empty(), Optional.empty(), nonsense);
        }

        bob.send(alice.number(), "still there?");

        assertThat(Phone.texts(alice.awaitArrived(1))).containsExactly("still there?");
        assertThat(alice.states()).last().extracting(ConnectionState::kind).isEqualTo(Kind.CONNECTED);
    }

    @Test
    void nobodyCanSeeAMessageToSomebodyElse() {
        PhoneNumber mallory = Phone.newNumber();
        Message sent = alice.send(bob.number(), "for Bob only");
        alice.awaitStatus(sent, MessageStatus.DELIVERED);

        broker.publish(
                "s/" + alice.number().digits() + "/" + mallory.digits(),
                Optional.empty(),
                Optional.empty(),
                sent.id().toBytes());
        bob.send(alice.number(), "after it");

        alice.awaitArrived(1);
        assertThat(alice.stored(sent).status()).isEqualTo(MessageStatus.DELIVERED);
    }

    @Test
    void aNoteToOneselfIsThereOnceWithItsTicks() {
        Message note = alice.send(alice.number(), "buy milk");

        alice.awaitStatus(note, MessageStatus.DELIVERED);

        assertThat(alice.arrived()).isEmpty();
        assertThat(alice.get(alice.doubletick().history(alice.number(), 10))).hasSize(1);
    }

    @Test
    void conversationsAndHistoryShowBothSides() {
        Message first = alice.send(bob.number(), "1");
        alice.awaitStatus(first, MessageStatus.DELIVERED);
        Message second = bob.send(alice.number(), "2");
        bob.awaitStatus(second, MessageStatus.DELIVERED);

        List<Message> history = alice.get(alice.doubletick().history(bob.number(), 10));
        assertThat(Phone.texts(history)).containsExactly("1", "2");
        assertThat(Phone.texts(alice.get(alice.doubletick().history(bob.number(), history.get(1), 10))))
                .containsExactly("1");
        assertThat(alice.get(alice.doubletick().conversations()))
                .singleElement()
                .satisfies(conversation -> {
                    assertThat(conversation.with()).isEqualTo(bob.number());
                    assertThat(conversation.unread()).isEqualTo(1);
                    assertThat(conversation.lastMessage().text()).contains("2");
                });
    }
}
