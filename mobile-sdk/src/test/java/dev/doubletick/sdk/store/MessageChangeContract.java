package dev.doubletick.sdk.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.content.Body;
import dev.doubletick.protocol.content.Envelope;
import dev.doubletick.protocol.content.Reference;
import dev.doubletick.sdk.Conversation;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.Message.Direction;
import dev.doubletick.sdk.MessageContent;
import dev.doubletick.sdk.MessageFailure;
import dev.doubletick.sdk.MessageFailure.Reason;
import dev.doubletick.sdk.MessageKey;
import dev.doubletick.sdk.MessageStatus;
import dev.doubletick.sdk.Reaction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The part of {@link MessageStoreContract} about messages that change and disappear. */
abstract class MessageChangeContract extends HistoryContract {

    private static final Instant T4 = Instant.parse("2026-05-01T10:00:00.004Z");
    private static final Duration HOUR = Duration.ofHours(1);

    private static MessageContent disappearing(String text) {
        return MessageContent.of(Envelope.of(new Body.Text(text)).withExpiresAfter(HOUR));
    }

    private Message change(Body body) {
        return store.addOutgoing(ids.next(), BOB, MessageContent.of(Envelope.of(body)), T2);
    }

    private Message changeFrom(PhoneNumber from, Body body) {
        return store.addIncoming(ids.next(), from, MessageContent.of(Envelope.of(body)), T2, T3)
                .orElseThrow();
    }

    @Test
    void findsAMessageByAllOfItsName() {
        Message queued = queue(BOB, "mine");
        Message arrived = arrive(BOB, "yours");

        assertThat(store.find(queued.key())).contains(queued);
        assertThat(store.find(arrived.key())).contains(arrived);
        assertThat(store.find(MessageKey.of(ALICE, Direction.OUTGOING, queued.id())))
                .isEmpty();
        assertThat(store.find(MessageKey.of(BOB, Direction.INCOMING, queued.id())))
                .isEmpty();
        assertThat(store.find(MessageKey.of(ALICE, Direction.INCOMING, arrived.id())))
                .isEmpty();
    }

    @Test
    void queuesChangesAndShowsNone() {
        Message text = queue(BOB, "first");
        Message edit = change(new Body.Edit(text.id(), "second"));
        Message reaction = changeFrom(BOB, new Body.Reaction(Reference.of(text.id(), true), "👍"));
        reopen();

        assertThat(edit.isShown()).isFalse();
        assertThat(reaction.isShown()).isFalse();
        assertThat(store.history(BOB, Long.MAX_VALUE, 10)).containsExactly(text);
        assertThat(store.conversations()).containsExactly(Conversation.of(text, 0));
        assertThat(store.unread()).isZero();
        assertThat(store.markSeen(BOB, Long.MAX_VALUE, T3)).isZero();
        assertThat(store.receiptRecipients()).isEmpty();
        assertThat(store.search("second", Optional.empty(), Long.MAX_VALUE, 10)).isEmpty();
        store.markSent(text.id(), T3);
        assertThat(store.firstQueued(BOB)).contains(edit);
    }

    @Test
    void forgetsWhatAChangeSaidOnceItWasSent() {
        Message edit = change(new Body.Edit(ids.next(), "secret"));
        Message delivered = change(new Body.Edit(ids.next(), "secret"));

        store.markSent(edit.id(), T3);
        store.markDelivered(List.of(delivered.id()), T3);

        assertThat(current(edit).content().size()).isZero();
        assertThat(current(delivered).content().size()).isZero();
    }

    @Test
    void editsAMessage() {
        Message text = queue(BOB, "first draft");

        store.edit(text.key(), MessageContent.text("second draft"), T3);
        reopen();

        assertThat(current(text).text()).contains("second draft");
        assertThat(current(text).editedAt()).contains(T3);
        assertThat(found("first")).isEmpty();
        assertThat(found("second")).containsExactly("second draft");
        assertThat(store.history(BOB, Long.MAX_VALUE, 10)).containsExactly(current(text));
    }

    @Test
    void keepsThePlaceOfADeletedMessageAndNothingElse() {
        Message text = arrive(BOB, "secret");
        store.react(text.key(), Direction.OUTGOING, Optional.of("👍"), T2);
        store.edit(text.key(), MessageContent.text("secret, too"), T2);

        store.markDeleted(text.key(), T3);
        store.edit(text.key(), MessageContent.text("late"), T4);
        reopen();

        assertThat(store.history(BOB, Long.MAX_VALUE, 10)).singleElement().satisfies(message -> {
            assertThat(message.key()).isEqualTo(text.key());
            assertThat(message.body()).isEqualTo(Body.Deleted.INSTANCE);
            assertThat(message.deletedAt()).contains(T3);
            assertThat(message.editedAt()).isEmpty();
            assertThat(message.text()).isEmpty();
            assertThat(message.content().size()).isZero();
            assertThat(message.reactions()).isEmpty();
        });
        assertThat(found("secret")).isEmpty();
    }

    @Test
    void doesNotSendWhatWasDeletedBeforeItLeft() {
        Message text = queue(BOB, "never mind");
        Message next = queue(BOB, "next");

        store.markDeleted(text.key(), T2);

        assertThat(store.firstQueued(BOB)).contains(next);
        store.markSent(next.id(), T3);
        assertThat(store.queuedRecipients()).isEmpty();
    }

    @Test
    void keepsOneReactionOfEachPhone() {
        Message text = arrive(BOB, "hi");

        store.react(text.key(), Direction.OUTGOING, Optional.of("👍"), T2);
        store.react(text.key(), Direction.INCOMING, Optional.of("😀"), T2);
        store.react(text.key(), Direction.OUTGOING, Optional.of("🎉"), T3);
        reopen();

        assertThat(current(text).reactions())
                .containsExactly(Reaction.of(Direction.OUTGOING, "🎉", T3), Reaction.of(Direction.INCOMING, "😀", T2));

        store.react(text.key(), Direction.OUTGOING, Optional.empty(), T4);

        assertThat(current(text).reactions()).containsExactly(Reaction.of(Direction.INCOMING, "😀", T2));
    }

    @Test
    void doesNotLetARemovedMessageArriveOnceMore() {
        MessageId id = ids.next();
        Message text = store.addIncoming(id, BOB, MessageContent.text("secret"), T1, T1)
                .orElseThrow();

        store.remove(text.key(), T2);
        reopen();

        assertThat(store.addIncoming(id, BOB, MessageContent.text("secret"), T3, T3))
                .isEmpty();
        assertThat(store.history(BOB, Long.MAX_VALUE, 10)).isEmpty();
        assertThat(store.conversations()).isEmpty();
        assertThat(store.unread()).isZero();
        assertThat(found("secret")).isEmpty();
        assertThat(current(text).isShown()).isFalse();
        assertThat(current(text).content().size()).isZero();

        store.remove(MessageKey.of(BOB, Direction.INCOMING, ids.next()), T2);
        assertThat(store.history(BOB, Long.MAX_VALUE, 10)).isEmpty();
    }

    @Test
    void prunesWhatNobodyIsShownButNotWhatIsQueued() {
        Message shown = arrive(BOB, "shown");
        Message removed = arrive(BOB, "removed");
        store.remove(removed.key(), T2);
        Message queued = change(new Body.Delete(ids.next()));

        store.prune(T2);
        assertThat(store.find(removed.key())).isPresent();
        store.prune(T3);

        assertThat(store.find(removed.key())).isEmpty();
        assertThat(store.find(shown.key())).contains(shown);
        assertThat(store.firstQueued(BOB)).contains(queued);
        store.markSent(queued.id(), T3);
        store.prune(T3);
        assertThat(store.outgoing(queued.id())).isEmpty();
    }

    @Test
    void anOwnMessageDisappearsSomeTimeAfterItWasSent() {
        Message text = store.addOutgoing(ids.next(), BOB, disappearing("burn"), T1);
        Message other = store.addOutgoing(ids.next(), BOB, disappearing("after reading"), T1);
        Message stays = queue(BOB, "stays");
        assertThat(store.nextExpiry()).isEmpty();

        store.markSent(text.id(), T1);
        store.markDelivered(List.of(text.id(), other.id()), T2);
        store.markDelivered(List.of(stays.id()), T2);
        reopen();

        assertThat(current(text).expiresAt()).contains(T1.plus(HOUR));
        assertThat(current(other).expiresAt()).contains(T2.plus(HOUR));
        assertThat(store.nextExpiry()).contains(T1.plus(HOUR));
        assertThat(store.expire(T1.plus(HOUR).minusMillis(1))).isEmpty();
        assertThat(store.expire(T1.plus(HOUR))).extracting(Message::key).containsExactly(text.key());
        assertThat(store.nextExpiry()).contains(T2.plus(HOUR));
        assertThat(store.expire(T3.plus(HOUR))).extracting(Message::key).containsExactly(other.key());
        assertThat(store.nextExpiry()).isEmpty();
        assertThat(store.history(BOB, Long.MAX_VALUE, 10)).containsExactly(current(stays));
        assertThat(found("burn")).isEmpty();
    }

    @Test
    void anothersMessageDisappearsSomeTimeAfterItWasRead() {
        Message text =
                store.addIncoming(ids.next(), BOB, disappearing("burn"), T1, T1).orElseThrow();
        assertThat(store.nextExpiry()).isEmpty();

        store.markSeen(BOB, Long.MAX_VALUE, T3);

        assertThat(current(text).expiresAt()).contains(T3.plus(HOUR));
        assertThat(store.nextExpiry()).contains(T3.plus(HOUR));
        assertThat(store.expire(T3.plus(HOUR))).hasSize(1);
        assertThat(store.pendingReceipts(BOB, 10)).containsExactly(text.id());
    }

    @Test
    void letsChangesWaitForTheirMessage() {
        MessageKey target = MessageKey.of(BOB, Direction.INCOMING, ids.next());
        Message first = changeFrom(BOB, new Body.Edit(target.id(), "1"));
        Message second = changeFrom(BOB, new Body.Edit(target.id(), "2"));
        Message other = changeFrom(ALICE, new Body.Edit(target.id(), "3"));
        store.hold(first.key(), target);
        store.hold(second.key(), target);
        store.hold(other.key(), MessageKey.of(ALICE, Direction.INCOMING, target.id()));
        reopen();

        assertThat(store.release(MessageKey.of(BOB, Direction.OUTGOING, target.id())))
                .isEmpty();
        assertThat(store.release(target)).extracting(Message::key).containsExactly(first.key(), second.key());
        assertThat(store.release(target)).isEmpty();
    }

    @Test
    void queuesAFailedMessageAgainAtTheEnd() {
        Message text = queue(BOB, "try");
        store.markFailed(text.id(), MessageFailure.of(Reason.NOT_REGISTERED, "unknown"));
        Message later = queue(BOB, "later");

        Message again = store.requeue(text.id()).orElseThrow();
        Message last = queue(BOB, "last");

        assertThat(again.status()).isEqualTo(MessageStatus.QUEUED);
        assertThat(again.failure()).isEmpty();
        assertThat(store.history(BOB, Long.MAX_VALUE, 10)).containsExactly(later, again, last);
        assertThat(found("try")).containsExactly("try");
        assertThat(store.firstQueued(BOB)).contains(later);
        store.remove(last.key(), T3);
        assertThat(queue(BOB, "newest").position()).isGreaterThan(last.position());
        assertThat(store.requeue(text.id())).isEmpty();
        assertThat(store.requeue(ids.next())).isEmpty();
    }
}
