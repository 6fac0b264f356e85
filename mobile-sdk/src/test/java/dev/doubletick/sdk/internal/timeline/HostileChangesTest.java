package dev.doubletick.sdk.internal.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.doubletick.protocol.Limits;
import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.content.Body;
import dev.doubletick.protocol.content.Reference;
import dev.doubletick.sdk.DisappearingTimer;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.Message.Direction;
import dev.doubletick.sdk.MessageContent;
import dev.doubletick.sdk.MessageKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Changes that come too late, too early, from the wrong phone or from a wrong clock. Mallory's says whatever it likes. */
class HostileChangesTest extends TwoPhonesFixture {

    private static final PhoneNumber MALLORY = PhoneNumber.ofDigits("4915100000003");

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
