package dev.doubletick.sdk;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.content.Body;
import dev.doubletick.protocol.content.ContentCodec;
import dev.doubletick.protocol.content.Envelope;
import dev.doubletick.sdk.Message.Direction;
import dev.doubletick.sdk.MessageFailure.Reason;
import dev.doubletick.sdk.testing.Phone;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

/** All kinds of content, from the public API of one phone to that of another. */
class ContentIT extends WithTwoPhones {

    private Message delivered(String text) {
        Message sent = alice.send(bob.number(), text);
        return alice.awaitStatus(sent, MessageStatus.DELIVERED);
    }

    private Message atBob(Message ofAlice) {
        return bob.arrived().stream()
                .filter(message -> message.id().equals(ofAlice.id()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void reactionsEditsAndDeletionsReachTheOtherPhone() {
        Message text = delivered("see you at 8");

        bob.get(bob.doubletick().on(atBob(text)).react("👍"));
        assertThat(alice.awaitChanged(1).get(0).reactions())
                .extracting(Reaction::emoji)
                .containsExactly("👍");

        alice.get(alice.doubletick().on(text).edit("see you at 9"));
        assertThat(bob.awaitChanged(1).get(0).text()).contains("see you at 9");

        Message answer = bob.get(bob.doubletick().on(atBob(text)).reply("fine"));
        assertThat(alice.awaitArrived(1).get(0).replyTo()).contains(text.key());
        bob.awaitStatus(answer, MessageStatus.DELIVERED);

        bob.get(bob.doubletick().on(atBob(text)).takeReactionBack());
        assertThat(alice.awaitChanged(2).get(1).reactions()).isEmpty();

        alice.get(alice.doubletick().on(text).deleteForEveryone());
        assertThat(bob.awaitChanged(2).get(1).body()).isEqualTo(Body.Deleted.INSTANCE);
        assertThat(bob.arrived()).as("what changes a message is none").hasSize(1);
        assertThat(alice.statusesOf(text.id())).endsWith(MessageStatus.DELIVERED);
        assertThat(bob.get(bob.doubletick().unread())).isEqualTo(1);
    }

    @Test
    void changesMadeOfflineArriveInOrderLater() {
        Message text = delivered("1");
        bob.close();
        alice.get(alice.doubletick().on(text).edit("2"));
        alice.get(alice.doubletick().on(text).edit("3"));
        Message last = alice.send(bob.number(), "last");
        alice.awaitStatus(last, MessageStatus.SENT);

        bob = Phone.start(folder, broker.account(bob.number()));

        assertThat(Phone.texts(bob.awaitArrived(1))).containsExactly("last");
        assertThat(Phone.texts(bob.get(bob.doubletick().history(alice.number(), 10))))
                .containsExactly("3", "last");
    }

    @Test
    void aPlaceIsSentAndFound() {
        Body.Location place = new Body.Location(52.520008, 13.404954, 25, "Alexanderplatz");

        alice.get(alice.doubletick().sendLocation(bob.number(), place));

        assertThat(bob.awaitArrived(1).get(0).body()).isEqualTo(place);
        assertThat(bob.get(bob.doubletick().search("alexander", 5))).hasSize(1);
        assertThat(bob.get(bob.doubletick().search("alexander", bob.number(), 5)))
                .isEmpty();
    }

    @Test
    void whatIsFoundComesInPages() {
        for (int i = 1; i <= 5; i++) {
            alice.send(i == 2 ? Phone.newNumber() : bob.number(), "needle " + i);
        }
        Doubletick phone = alice.doubletick();

        List<Message> first = alice.get(phone.search("needle", 2));
        List<Message> second = alice.get(phone.search("needle", first.get(1), 2));
        List<Message> third = alice.get(phone.search("needle", second.get(1), 2));
        List<Message> firstWithBob = alice.get(phone.search("needle", bob.number(), 3));
        List<Message> secondWithBob = alice.get(phone.search("needle", bob.number(), firstWithBob.get(2), 3));

        assertThat(Phone.texts(first)).containsExactly("needle 5", "needle 4");
        assertThat(Phone.texts(second)).containsExactly("needle 3", "needle 2");
        assertThat(Phone.texts(third)).containsExactly("needle 1");
        assertThat(alice.get(phone.search("needle", third.get(0), 2))).isEmpty();
        assertThat(Phone.texts(firstWithBob)).containsExactly("needle 5", "needle 4", "needle 3");
        assertThat(Phone.texts(secondWithBob)).containsExactly("needle 1");
    }

    @Test
    void messagesDisappearFromBothPhones() {
        Message change = alice.get(alice.doubletick().setDisappearingTimer(bob.number(), Duration.ofSeconds(1)));
        assertThat(bob.awaitArrived(1).get(0).body()).isEqualTo(new Body.Timer(Duration.ofSeconds(1), 1));
        Message text = alice.send(bob.number(), "burn after reading");
        alice.awaitStatus(text, MessageStatus.DELIVERED);
        assertThat(bob.awaitArrived(2).get(1).expiresAt()).as("not read yet").isEmpty();

        assertThat(alice.awaitRemoved(1)).containsExactly(text.key());
        bob.get(bob.doubletick().markSeen(alice.number()));
        assertThat(bob.awaitRemoved(1)).containsExactly(MessageKey.of(alice.number(), Direction.INCOMING, text.id()));

        assertThat(alice.get(alice.doubletick().history(bob.number(), 10)))
                .extracting(Message::key)
                .containsExactly(change.key());
        assertThat(bob.get(bob.doubletick().search("burn", 5))).isEmpty();
        assertThat(bob.get(bob.doubletick().conversations()))
                .extracting(Conversation::expiresAfter)
                .containsExactly(Duration.ofSeconds(1));
    }

    @Test
    void whoDoesNotTellWhatWasReadIsNotToldEither() {
        Message fromAlice = delivered("1");
        bob.get(bob.doubletick().setSeenReceipts(false));

        bob.get(bob.doubletick().markSeen(alice.number()));
        Message fromBob = bob.send(alice.number(), "2");
        bob.awaitStatus(fromBob, MessageStatus.DELIVERED);
        alice.get(alice.doubletick().markSeen(bob.number()));
        // Whatever was sent before has arrived when this has.
        bob.awaitStatus(bob.send(alice.number(), "3"), MessageStatus.DELIVERED);
        alice.awaitStatus(alice.send(bob.number(), "4"), MessageStatus.DELIVERED);

        assertThat(alice.stored(fromAlice).status()).isEqualTo(MessageStatus.DELIVERED);
        assertThat(bob.stored(fromBob).status()).isEqualTo(MessageStatus.DELIVERED);
        assertThat(bob.stored(atBob(fromAlice)).status()).isEqualTo(MessageStatus.SEEN);
        bob.close();
        bob = Phone.start(folder, broker.account(bob.number())).awaitConnected();
        assertThat(bob.get(bob.doubletick().seenReceipts())).isFalse();
    }

    @Test
    void aFailedMessageCanBeTriedAgain() {
        PhoneNumber number = Phone.newNumber();
        Message text = alice.send(number, "hi");
        Message failed = alice.awaitStatus(text, MessageStatus.FAILED);
        assertThat(failed.failure().map(MessageFailure::reason)).contains(Reason.NOT_REGISTERED);
        try (Phone carol = Phone.start(folder, broker.account(number)).awaitConnected()) {

            alice.get(alice.doubletick().on(failed).retry());

            assertThat(Phone.texts(carol.awaitArrived(1))).containsExactly("hi");
            alice.awaitStatus(text, MessageStatus.DELIVERED);
        }
    }

    @Test
    void aTextOfAnyClientInDt1IsRead() {
        broker.publish(
                "m/" + alice.number().digits() + "/" + bob.number().digits(),
                Optional.of(MessageId.of(UUID.randomUUID())),
                Optional.of("dt1"),
                ContentCodec.encode(Envelope.of(new Body.Text("hello"))));

        assertThat(Phone.texts(alice.awaitArrived(1))).containsExactly("hello");
    }

    @Test
    void noiseIsKeptAndShownAsSomethingToUpdateFor() {
        Random random = new Random(3);
        for (int i = 0; i < 100; i++) {
            byte[] noise = new byte[1 + random.nextInt(200)];
            random.nextBytes(noise);
            noise[0] = (byte) 0xFF;
            broker.publish(
                    "m/" + alice.number().digits() + "/" + bob.number().digits(),
                    Optional.of(MessageId.of(UUID.randomUUID())),
                    Optional.of("dt1"),
                    noise);
        }

        assertThat(alice.awaitArrived(100)).allMatch(message -> message.body() instanceof Body.Unknown);
        assertThat(alice.get(alice.doubletick().history(bob.number(), 200))).hasSize(100);
    }

    @Test
    void publishersFollowWhatIsStored() {
        List<List<String>> pages = new CopyOnWriteArrayList<>();
        List<String> ends = new CopyOnWriteArrayList<>();
        DoubletickPublishers.of(bob.doubletick()).history(alice.number(), 10).subscribe(new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(List<Message> page) {
                pages.add(Phone.texts(page));
            }

            @Override
            public void onError(Throwable failure) {
                ends.add("failed: " + failure);
            }

            @Override
            public void onComplete() {
                ends.add("completed");
            }
        });

        Message text = delivered("1");
        alice.get(alice.doubletick().on(text).edit("2"));
        bob.awaitChanged(1);
        bob.get(bob.doubletick().send(alice.number(), "3"));

        await().atMost(20, SECONDS).until(() -> pages.contains(List.of("2", "3")));
        assertThat(pages).contains(List.of(), List.of("2"));
        bob.close();
        await().atMost(20, SECONDS).until(() -> ends.equals(List.of("completed")));
    }
}
