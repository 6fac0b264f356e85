package dev.doubletick.sdk.internal.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.doubletick.protocol.Limits;
import dev.doubletick.protocol.content.Body;
import dev.doubletick.sdk.DisappearingTimer;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.Message.Direction;
import dev.doubletick.sdk.MessageContent;
import dev.doubletick.sdk.MessageFailure;
import dev.doubletick.sdk.MessageKey;
import dev.doubletick.sdk.MessageStatus;
import dev.doubletick.sdk.MessageTooLargeException;
import dev.doubletick.sdk.Reaction;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What two people do to messages, and what the other one sees of it. */
class TimelineTest extends TwoPhonesFixture {

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
    void aMessageThatIsNotSentYetCanBeDeleted() {
        Message text = alice.timeline.send(bob.number, new Body.Text("never mind"));

        alice.timeline.deleteForEveryone(text.key());
        exchange();

        assertThat(bob.shown).isEmpty();
        assertThat(alice.lastWith(bob).body()).isEqualTo(Body.Deleted.INSTANCE);
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
    void whatWasDeletedBeforeItFailedIsNotTriedAgain() {
        Message text = alice.timeline.send(bob.number, new Body.Text("hi"));
        // It is under way by now.
        alice.timeline.deleteForEveryone(text.key());
        alice.store.markFailed(text.id(), MessageFailure.of(MessageFailure.Reason.NOT_REGISTERED, "nobody"));

        assertThatIllegalStateException().isThrownBy(() -> alice.timeline.retry(text.key()));

        assertThat(alice.lastWith(bob).status()).isEqualTo(MessageStatus.FAILED);
        assertThat(alice.timeline.deleteHere(text.key()).key()).isEqualTo(text.key());
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
}
