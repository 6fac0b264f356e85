package dev.doubletick.sdk.internal.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.doubletick.protocol.Limits;
import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.content.Body;
import dev.doubletick.protocol.content.Envelope;
import dev.doubletick.protocol.content.Reference;
import dev.doubletick.sdk.DisappearingTimer;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.Message.Direction;
import dev.doubletick.sdk.MessageContent;
import dev.doubletick.sdk.MessageFailure;
import dev.doubletick.sdk.MessageKey;
import dev.doubletick.sdk.MessageTooLargeException;
import dev.doubletick.sdk.Reaction;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two phones, and Mallory, whose phone says whatever it likes. */
class TimelineTest {

    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final PhoneNumber MALLORY = PhoneNumber.ofDigits("4915100000003");

    @TempDir
    private Path folder;

    private TestPhone alice;
    private TestPhone bob;

    @BeforeEach
    void open() {
        alice = new TestPhone(folder, PhoneNumber.ofDigits("4915100000001"), NOW);
        bob = new TestPhone(folder, PhoneNumber.ofDigits("4915100000002"), NOW);
    }

    @AfterEach
    void close() {
        alice.close();
        bob.close();
    }

    private void exchange() {
        alice.deliverTo(bob);
        bob.deliverTo(alice);
    }

    private Message write(String text) {
        Message sent = alice.timeline.send(bob.number, new Body.Text(text));
        exchange();
        return sent;
    }

    private void arrive(TestPhone at, PhoneNumber from, MessageId id, Body body) {
        at.receive(from, id, MessageContent.of(Envelope.of(body)));
    }

    private void arrive(TestPhone at, PhoneNumber from, Body body) {
        arrive(at, from, at.ids.next(), body);
    }

    private static MessageKey mirrored(Message message, TestPhone writer) {
        return MessageKey.of(writer.number, message.direction().opposite(), message.id());
    }

    @Test
    void anAnswerNamesTheMessageOnBothPhones() {
        Message question = write("question");

        Message answer = bob.timeline.reply(mirrored(question, alice), new Body.Text("answer"));
        exchange();

        assertThat(answer.replyTo()).contains(mirrored(question, alice));
        assertThat(alice.lastWith(bob).text()).contains("answer");
        assertThat(alice.lastWith(bob).replyTo()).contains(question.key());
    }

    @Test
    void eachPhoneHasOneReactionAndCanTakeItBack() {
        Message text = write("hi");
        MessageKey atBob = mirrored(text, alice);

        bob.timeline.react(atBob, "👍");
        bob.timeline.react(atBob, "🎉");
        alice.timeline.react(text.key(), "😀");
        exchange();

        assertThat(alice.lastWith(bob).reactions())
                .extracting(Reaction::direction, Reaction::emoji)
                .containsExactly(tuple(Direction.OUTGOING, "😀"), tuple(Direction.INCOMING, "🎉"));
        assertThat(bob.lastWith(alice).reactions()).extracting(Reaction::emoji).containsExactly("🎉", "😀");
        assertThat(alice.changed).hasSize(2);

        bob.timeline.react(atBob, "");
        exchange();

        assertThat(alice.lastWith(bob).reactions()).extracting(Reaction::emoji).containsExactly("😀");
        assertThat(alice.historyWith(bob)).hasSize(1);
        assertThat(bob.shown).as("reactions are no messages").hasSize(1);
    }

    @Test
    void anEditReplacesTheTextAndKeepsWhatElseTheMessageSays() {
        Message question = write("question");
        bob.timeline.setTimer(alice.number, HOUR);
        Message answer = bob.timeline.reply(mirrored(question, alice), new Body.Text("anwser"));
        exchange();

        bob.timeline.edit(answer.key(), "answer");
        exchange();

        Message edited = alice.lastWith(bob);
        assertThat(edited.text()).contains("answer");
        assertThat(edited.editedAt()).contains(NOW);
        assertThat(edited.replyTo()).contains(question.key());
        assertThat(edited.content().envelope().expiresAfter()).isEqualTo(HOUR);
        assertThat(edited.content()).isEqualTo(bob.lastWith(alice).content());
        assertThat(alice.store.search("anwser", Optional.empty(), Long.MAX_VALUE, 1))
                .isEmpty();
        assertThat(alice.changed).extracting(Message::key).containsExactly(edited.key());
    }

    @Test
    void theLastEditCounts() {
        Message text = write("1");
        alice.timeline.edit(text.key(), "2");
        alice.timeline.edit(text.key(), "3");
        exchange();

        assertThat(bob.lastWith(alice).text()).contains("3");
    }

    @Test
    void aDeletionLeavesAPlaceOnBothPhones() {
        Message text = write("secret");
        bob.timeline.react(mirrored(text, alice), "👍");
        exchange();

        Message deleted = alice.timeline.deleteForEveryone(text.key());
        exchange();

        assertThat(deleted.body()).isEqualTo(Body.Deleted.INSTANCE);
        assertThat(bob.lastWith(alice).body()).isEqualTo(Body.Deleted.INSTANCE);
        assertThat(bob.lastWith(alice).content().size()).isZero();
        assertThat(bob.lastWith(alice).reactions()).isEmpty();
        assertThatIllegalStateException().isThrownBy(() -> alice.timeline.edit(text.key(), "late"));
        assertThatIllegalStateException().isThrownBy(() -> bob.timeline.react(mirrored(text, alice), "👍"));
        // One that was on its way when the message was deleted.
        arrive(bob, alice.number, new Body.Edit(text.id(), "back again"));
        assertThat(bob.lastWith(alice).body()).isEqualTo(Body.Deleted.INSTANCE);
    }

    @Test
    void deletesWithinTwoDaysOnly() {
        Message text = write("old");
        alice.clock.advance(Limits.DELETE_FOR_EVERYONE_WITHIN.plusMillis(1));

        assertThatIllegalStateException()
                .isThrownBy(() -> alice.timeline.deleteForEveryone(text.key()))
                .withMessageContaining("2 days");
        assertThat(alice.lastWith(bob).text()).contains("old");
        assertThat(alice.store.firstQueued(bob.number)).as("nothing is sent").isEmpty();
    }

    @Test
    void aDeletionInTimeCountsHoweverLateItArrives() {
        Message text = write("secret");
        alice.clock.advance(Limits.DELETE_FOR_EVERYONE_WITHIN);
        alice.timeline.deleteForEveryone(text.key());
        bob.clock.advance(Limits.MAX_MESSAGE_EXPIRY);

        exchange();

        assertThat(bob.lastWith(alice).body()).isEqualTo(Body.Deleted.INSTANCE);
    }

    @Test
    void doesNotBelieveADeletionThatIsTooLate() {
        Message text = write("keep me");
        alice.clock.advance(Limits.DELETE_FOR_EVERYONE_WITHIN.plusSeconds(1));
        bob.clock.advance(Limits.DELETE_FOR_EVERYONE_WITHIN.plusSeconds(1));

        // A client that does not check. Its id says when it was made.
        arrive(bob, alice.number, alice.ids.next(), new Body.Delete(text.id()));
        assertThat(bob.lastWith(alice).text()).contains("keep me");

        // One whose id has no time in it: what counts is when it arrived.
        arrive(bob, alice.number, MessageId.of(new UUID(0x4000, 1)), new Body.Delete(text.id()));
        assertThat(bob.lastWith(alice).text()).contains("keep me");

        // And one that lies about the time, after longer than a server holds anything.
        bob.clock.advance(Limits.MAX_MESSAGE_EXPIRY);
        arrive(
                bob,
                alice.number,
                MessageId.of(new UUID(text.id().uuid().getMostSignificantBits(), 1)),
                new Body.Delete(text.id()));
        assertThat(bob.lastWith(alice).text()).contains("keep me");
        assertThat(bob.changed).isEmpty();
    }

    @Test
    void aWrongClockLosesNothing() {
        Message text = write("keep me");

        // Alice's clock is suddenly years ahead: in doubt the message stays, on both phones.
        alice.clock.advance(Duration.ofDays(3650));
        assertThatIllegalStateException().isThrownBy(() -> alice.timeline.deleteForEveryone(text.key()));
        arrive(bob, alice.number, alice.ids.next(), new Body.Delete(text.id()));
        assertThat(bob.lastWith(alice).text()).contains("keep me");

        // Bob's is years ahead: what Alice writes then she can still delete.
        bob.clock.advance(Duration.ofDays(3650 * 2));
        Message wrong = write("delete me");
        alice.timeline.deleteForEveryone(wrong.key());
        exchange();
        assertThat(bob.lastWith(alice).body()).isEqualTo(Body.Deleted.INSTANCE);
    }

    @Test
    void nobodyChangesWhatSomebodyElseWrote() {
        Message text = write("by Alice");
        MessageKey atBob = mirrored(text, alice);

        assertThatIllegalStateException().isThrownBy(() -> bob.timeline.edit(atBob, "by Bob"));
        assertThatIllegalStateException().isThrownBy(() -> bob.timeline.deleteForEveryone(atBob));
        // Clients that do not check: the other side of the conversation, and somebody who saw the id somewhere.
        arrive(alice, bob.number, new Body.Edit(text.id(), "by Bob"));
        arrive(alice, bob.number, new Body.Delete(text.id()));
        arrive(bob, MALLORY, new Body.Edit(text.id(), "by Mallory"));
        arrive(bob, MALLORY, new Body.Delete(text.id()));
        arrive(bob, MALLORY, new Body.Reaction(Reference.of(text.id(), false), "👎"));
        arrive(bob, MALLORY, new Body.Reaction(Reference.of(text.id(), true), "👎"));

        assertThat(alice.lastWith(bob).text()).contains("by Alice");
        assertThat(bob.lastWith(alice).text()).contains("by Alice");
        assertThat(bob.lastWith(alice).reactions()).isEmpty();
        assertThat(alice.changed).isEmpty();
        assertThat(bob.changed).isEmpty();
        assertThat(bob.store.conversations())
                .as("Mallory said nothing that is shown")
                .hasSize(1);
    }

    @Test
    void changesWaitForTheirMessage() {
        MessageId id = alice.ids.next();
        arrive(bob, alice.number, new Body.Edit(id, "edited"));
        arrive(bob, alice.number, new Body.Reaction(Reference.of(id, false), "😀"));
        assertThat(bob.changed).isEmpty();
        assertThat(bob.shown).isEmpty();

        arrive(bob, alice.number, id, new Body.Text("first"));

        assertThat(bob.shown).singleElement().satisfies(message -> {
            assertThat(message.text()).contains("edited");
            assertThat(message.reactions()).hasSize(1);
        });
        arrive(bob, alice.number, alice.ids.next(), new Body.Delete(id));
        assertThat(bob.lastWith(alice).body()).isEqualTo(Body.Deleted.INSTANCE);
    }

    @Test
    void aMessageThatIsNotSentYetCanBeDeleted() {
        Message text = alice.timeline.send(bob.number, new Body.Text("never mind"));

        alice.timeline.deleteForEveryone(text.key());
        exchange();

        assertThat(bob.shown).isEmpty();
        assertThat(alice.lastWith(bob).body()).isEqualTo(Body.Deleted.INSTANCE);
    }

    @Test
    void changesOfWhatIsGoneDoNoHarm() {
        Message text = write("hi");
        bob.timeline.deleteHere(mirrored(text, alice));

        alice.timeline.edit(text.key(), "ho");
        alice.timeline.react(text.key(), "👍");
        alice.timeline.deleteForEveryone(text.key());
        exchange();

        assertThat(bob.historyWith(alice)).isEmpty();
        assertThat(bob.changed).isEmpty();
    }

    @Test
    void onlyTextsCanBeEdited() {
        Message place = alice.timeline.send(bob.number, new Body.Location(52.52, 13.405, 10, "Berlin"));
        exchange();

        assertThatIllegalStateException().isThrownBy(() -> alice.timeline.edit(place.key(), "Bonn"));
        arrive(bob, alice.number, new Body.Edit(place.id(), "Bonn"));

        assertThat(bob.lastWith(alice).body()).isEqualTo(new Body.Location(52.52, 13.405, 10, "Berlin"));
        assertThat(bob.store.search("berl", Optional.empty(), Long.MAX_VALUE, 10))
                .hasSize(1);
    }

    @Test
    void refusesWhatMakesNoSense() {
        Message text = write("hi");
        MessageKey unknown = MessageKey.of(bob.number, Direction.OUTGOING, alice.ids.next());

        assertThatIllegalArgumentException().isThrownBy(() -> alice.timeline.edit(text.key(), ""));
        assertThatIllegalArgumentException().isThrownBy(() -> alice.timeline.react(unknown, "👍"));
        assertThatIllegalArgumentException().isThrownBy(() -> alice.timeline.react(text.key(), "👍".repeat(17)));
        assertThatIllegalArgumentException().isThrownBy(() -> alice.timeline.deleteHere(unknown));
        assertThatIllegalStateException().isThrownBy(() -> alice.timeline.retry(text.key()));
        assertThatThrownBy(() -> alice.timeline.edit(text.key(), "x".repeat(Limits.MAX_PAYLOAD_BYTES)))
                .isInstanceOf(MessageTooLargeException.class);
        assertThat(alice.store.firstQueued(bob.number)).isEmpty();
        assertThat(alice.lastWith(bob).text()).contains("hi");
    }

    @Test
    void aFailedMessageCanBeTriedAgainOrDiscarded() {
        Message text = alice.timeline.send(bob.number, new Body.Text("hi"));
        alice.store.markFailed(text.id(), MessageFailure.of(MessageFailure.Reason.NOT_REGISTERED, "nobody"));

        assertThatIllegalStateException().isThrownBy(() -> alice.timeline.deleteForEveryone(text.key()));
        alice.timeline.retry(text.key());
        assertThatIllegalStateException().isThrownBy(() -> alice.timeline.deleteHere(text.key()));
        exchange();
        assertThat(bob.lastWith(alice).text()).contains("hi");

        Message other = alice.timeline.send(bob.number, new Body.Text("ho"));
        alice.store.markFailed(other.id(), MessageFailure.of(MessageFailure.Reason.NOT_REGISTERED, "nobody"));
        alice.timeline.deleteHere(other.key());

        assertThat(alice.historyWith(bob)).hasSize(1);
        assertThat(alice.store.firstQueued(bob.number)).isEmpty();
    }

    @Test
    void theTimerIsOneForBothPhonesAndAMessageOnBoth() {
        alice.timeline.setTimer(bob.number, HOUR);
        exchange();
        Message fromBob = bob.timeline.send(alice.number, new Body.Text("burn"));
        Message fromAlice = alice.timeline.send(bob.number, new Body.Location(0, 0, 0, ""));
        exchange();

        assertThat(bob.shown.get(0).body()).isEqualTo(new Body.Timer(HOUR, 1));
        assertThat(alice.historyWith(bob).get(0).body()).isEqualTo(new Body.Timer(HOUR, 1));
        assertThat(bob.store.timer(alice.number)).isEqualTo(DisappearingTimer.of(HOUR, 1, Direction.INCOMING));
        assertThat(fromBob.content().envelope().expiresAfter()).isEqualTo(HOUR);
        assertThat(fromAlice.content().envelope().expiresAfter()).isEqualTo(HOUR);

        bob.timeline.setTimer(alice.number, Duration.ZERO);
        exchange();

        assertThat(alice.timeline.send(bob.number, new Body.Text("stays")).content())
                .isEqualTo(MessageContent.text("stays"));
    }

    @Test
    void twoTimersThatCrossEndInTheSameOne() {
        alice.timeline.setTimer(bob.number, HOUR);
        bob.timeline.setTimer(alice.number, Duration.ofDays(1));
        exchange();

        assertThat(alice.store.timer(bob.number).expiresAfter())
                .isEqualTo(bob.store.timer(alice.number).expiresAfter())
                .isEqualTo(Duration.ofDays(1));
    }

    @Test
    void nobodyHasTheLastWordAboutTheTimer() {
        arrive(bob, alice.number, new Body.Timer(HOUR, 0xFFFF_FFFFL));
        assertThat(bob.store.timer(alice.number)).isEqualTo(DisappearingTimer.NONE);

        bob.timeline.setTimer(alice.number, Duration.ofDays(1));
        bob.timeline.setTimer(alice.number, Duration.ofDays(2));
        // A phone that has lost its database begins again.
        arrive(bob, alice.number, new Body.Timer(HOUR, 1));
        assertThat(bob.store.timer(alice.number).expiresAfter()).isEqualTo(HOUR);
    }

    @Test
    void whateverArrivesIsKept() {
        Random random = new Random(11);
        int shownBefore = bob.shown.size();
        List<Optional<String>> types = List.of(Optional.empty(), Optional.of("dt1"), Optional.of("dte1"));
        for (int i = 0; i < 2_000; i++) {
            byte[] noise = new byte[random.nextInt(40)];
            random.nextBytes(noise);
            MessageContent content = MessageContent.of(types.get(i % 3), noise);
            MessageId id = bob.ids.next();

            bob.receive(MALLORY, id, content);

            Message kept = bob.store
                    .find(MessageKey.of(MALLORY, Direction.INCOMING, id))
                    .orElseThrow();
            assertThat(kept.isShown() ? kept.content() : content).isEqualTo(content);
        }
        assertThat(bob.shown.size() - shownBefore).isGreaterThan(1_900);
        assertThat(bob.shown).anyMatch(message -> message.body() instanceof Body.Unknown);
    }
}
