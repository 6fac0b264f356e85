package dev.doubletick.sdk.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doubletick.protocol.MessageId;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.Message.Direction;
import dev.doubletick.sdk.MessageContent;
import dev.doubletick.sdk.MessageFailure;
import dev.doubletick.sdk.MessageFailure.Reason;
import dev.doubletick.sdk.MessageStatus;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * What every {@link MessageStore} has to keep to. An implementation's test extends this and says how to make one. Needs JUnit
 * Jupiter and AssertJ.
 */
public abstract class MessageStoreContract extends MessageChangeContract {

    @Test
    void keepsAnOutgoingMessageAsQueued() {
        MessageId id = ids.next();

        Message added = store.addOutgoing(id, BOB, MessageContent.text("Grüße 👋"), T1);
        reopen();

        assertThat(added.id()).isEqualTo(id);
        assertThat(added.conversation()).isEqualTo(BOB);
        assertThat(added.direction()).isEqualTo(Direction.OUTGOING);
        assertThat(added.text()).contains("Grüße 👋");
        assertThat(added.status()).isEqualTo(MessageStatus.QUEUED);
        assertThat(added.createdAt()).isEqualTo(T1);
        assertThat(added.sentAt()).isEmpty();
        assertThat(store.outgoing(id)).contains(added);
        assertThat(store.history(BOB, Long.MAX_VALUE, 10)).containsExactly(added);
    }

    @Test
    void refusesAnIdOfOursTwice() {
        Message first = queue(BOB, "one");

        assertThatThrownBy(() -> store.addOutgoing(first.id(), ALICE, MessageContent.text("two"), T1))
                .isInstanceOf(StoreException.class);
        assertThat(store.outgoing(first.id())).contains(first);
    }

    @Test
    void keepsAnIncomingMessageAsDelivered() {
        MessageId id = ids.next();
        MessageContent unknown = MessageContent.of(Optional.of("dt9"), new byte[] {0, (byte) 0xFF, 7});

        Message added = store.addIncoming(id, BOB, unknown, T1, T2).orElseThrow();
        reopen();

        assertThat(added.direction()).isEqualTo(Direction.INCOMING);
        assertThat(added.status()).isEqualTo(MessageStatus.DELIVERED);
        assertThat(added.content()).isEqualTo(unknown);
        assertThat(added.text()).isEmpty();
        assertThat(added.createdAt()).isEqualTo(T1);
        assertThat(added.deliveredAt()).contains(T2);
        assertThat(store.history(BOB, Long.MAX_VALUE, 10)).containsExactly(added);
    }

    @Test
    void keepsAnIncomingMessageOncePerSender() {
        MessageId id = ids.next();
        Message first =
                store.addIncoming(id, BOB, MessageContent.text("first"), T1, T1).orElseThrow();

        assertThat(store.addIncoming(id, BOB, MessageContent.text("again"), T2, T2))
                .isEmpty();
        // Ids are made by senders: somebody else's message is another one, and so is one of our own.
        assertThat(store.addIncoming(id, ALICE, MessageContent.text("copied id"), T2, T2))
                .isPresent();
        assertThat(store.addOutgoing(id, BOB, MessageContent.text("mine"), T3).id())
                .isEqualTo(id);
        assertThat(store.history(BOB, Long.MAX_VALUE, 10))
                .extracting(message -> message.text().orElseThrow())
                .containsExactly("first", "mine");
        assertThat(store.history(BOB, Long.MAX_VALUE, 10)).first().isEqualTo(first);
    }

    @Test
    void queuesPerRecipientInOrder() {
        Message bob1 = queue(BOB, "1");
        Message alice1 = queue(ALICE, "1");
        Message bob2 = queue(BOB, "2");

        assertThat(store.queuedRecipients()).containsExactly(BOB, ALICE);
        assertThat(store.firstQueued(BOB)).contains(bob1);
        assertThat(store.firstQueued(ALICE)).contains(alice1);

        store.markSent(bob1.id(), T2);
        reopen();

        assertThat(store.firstQueued(BOB)).contains(bob2);
        assertThat(store.queuedRecipients()).containsExactly(ALICE, BOB);

        store.markSent(alice1.id(), T2);
        store.markFailed(bob2.id(), MessageFailure.of(Reason.NOT_REGISTERED, "unknown"));

        assertThat(store.queuedRecipients()).isEmpty();
        assertThat(store.firstQueued(BOB)).isEmpty();
    }

    @Test
    void marksAQueuedMessageSentOnce() {
        Message queued = queue(BOB, "hi");

        Message sent = store.markSent(queued.id(), T2).orElseThrow();

        assertThat(sent.status()).isEqualTo(MessageStatus.SENT);
        assertThat(sent.sentAt()).contains(T2);
        assertThat(store.markSent(queued.id(), T3)).isEmpty();
        assertThat(store.markFailed(queued.id(), MessageFailure.of(Reason.INVALID, "late")))
                .isEmpty();
        assertThat(store.outgoing(queued.id())).contains(sent);
        assertThat(store.markSent(ids.next(), T3)).isEmpty();
    }

    @Test
    void marksAQueuedMessageFailed() {
        Message queued = queue(BOB, "hi");
        MessageFailure failure = MessageFailure.of(Reason.NOT_ALLOWED, "blocked by policy");

        Message failed = store.markFailed(queued.id(), failure).orElseThrow();
        reopen();

        assertThat(failed.status()).isEqualTo(MessageStatus.FAILED);
        assertThat(failed.failure()).contains(failure);
        assertThat(store.outgoing(queued.id())).contains(failed);
        assertThat(store.markSent(queued.id(), T3)).isEmpty();
    }

    @Test
    void marksMessagesToWhomeverDelivered() {
        Message toBob = queue(BOB, "hi");
        Message toAlice = queue(ALICE, "hi");
        store.markSent(toBob.id(), T1);
        store.markSent(toAlice.id(), T1);

        List<Message> changed = store.markDelivered(List.of(toBob.id(), ids.next(), toAlice.id()), T2);

        assertThat(changed).extracting(Message::id).containsExactly(toBob.id(), toAlice.id());
        assertThat(changed).allSatisfy(message -> {
            assertThat(message.status()).isEqualTo(MessageStatus.DELIVERED);
            assertThat(message.sentAt()).contains(T1);
            assertThat(message.deliveredAt()).contains(T2);
        });
        assertThat(store.markDelivered(List.of(toBob.id()), T3)).isEmpty();
    }

    @Test
    void aReceiptThatIsFasterThanTheServersAnswerCounts() {
        Message queued = queue(BOB, "hi");

        List<Message> changed = store.markDelivered(List.of(queued.id()), T2);

        assertThat(changed).singleElement().satisfies(message -> {
            assertThat(message.status()).isEqualTo(MessageStatus.DELIVERED);
            assertThat(message.sentAt()).contains(T2);
        });
        assertThat(store.markSent(queued.id(), T3)).isEmpty();
        assertThat(store.firstQueued(BOB)).isEmpty();
        assertThat(store.outgoing(queued.id())).contains(changed.get(0));
    }

    @Test
    void aFailedMessageThatArrivedAllTheSameIsDelivered() {
        Message queued = queue(BOB, "hi");
        store.markFailed(queued.id(), MessageFailure.of(Reason.NOT_REGISTERED, "gone"));

        Message delivered = store.markDelivered(List.of(queued.id()), T2).get(0);

        assertThat(delivered.status()).isEqualTo(MessageStatus.DELIVERED);
        assertThat(delivered.failure()).isEmpty();
    }

    @Test
    void onlyTheRecipientCanSee() {
        Message toBob = queue(BOB, "hi");
        store.markSent(toBob.id(), T1);

        assertThat(store.markSeenBy(ALICE, List.of(toBob.id()), T2)).isEmpty();

        Message seen =
                store.markSeenBy(BOB, List.of(toBob.id(), ids.next()), T3).get(0);

        assertThat(seen.status()).isEqualTo(MessageStatus.SEEN);
        assertThat(seen.deliveredAt()).contains(T3);
        assertThat(seen.seenAt()).contains(T3);
        assertThat(store.markSeenBy(BOB, List.of(toBob.id()), T3)).isEmpty();
    }

    @Test
    void seenIsNotTakenBack() {
        Message queued = queue(BOB, "hi");
        Message seen = store.markSeenBy(BOB, List.of(queued.id()), T2).get(0);

        assertThat(store.markDelivered(List.of(queued.id()), T3)).isEmpty();
        assertThat(store.markSent(queued.id(), T3)).isEmpty();
        assertThat(store.outgoing(queued.id())).contains(seen);
    }

    @Test
    void receiptsDoNotTouchWhatCameIn() {
        Message incoming = arrive(BOB, "hi");

        assertThat(store.markDelivered(List.of(incoming.id()), T3)).isEmpty();
        assertThat(store.markSeenBy(BOB, List.of(incoming.id()), T3)).isEmpty();
        assertThat(store.history(BOB, Long.MAX_VALUE, 1)).containsExactly(incoming);
    }

    @Test
    void marksAConversationSeenAndOwesReceiptsForIt() {
        Message first = arrive(BOB, "1");
        Message second = arrive(BOB, "2");
        Message other = arrive(ALICE, "3");
        queue(BOB, "mine");

        assertThat(store.markSeen(BOB, Long.MAX_VALUE, T3)).isEqualTo(2);
        reopen();

        assertThat(store.history(BOB, Long.MAX_VALUE, 10))
                .extracting(Message::status)
                .containsExactly(MessageStatus.SEEN, MessageStatus.SEEN, MessageStatus.QUEUED);
        assertThat(store.history(BOB, Long.MAX_VALUE, 10).get(0).seenAt()).contains(T3);
        assertThat(store.history(ALICE, Long.MAX_VALUE, 10)).containsExactly(other);
        assertThat(store.receiptRecipients()).containsExactly(BOB);
        assertThat(store.pendingReceipts(BOB, 10)).containsExactly(first.id(), second.id());
        assertThat(store.pendingReceipts(BOB, 1)).containsExactly(first.id());
        assertThat(store.pendingReceipts(ALICE, 10)).isEmpty();
        assertThat(store.markSeen(BOB, Long.MAX_VALUE, T3)).isZero();
    }

    @Test
    void whatArrivedAfterTheLastMessageReadStaysUnread() {
        Message first = arrive(BOB, "1");
        Message mine = queue(BOB, "mine");
        Message later = arrive(BOB, "2");

        assertThat(store.markSeen(BOB, mine.position(), T3)).isEqualTo(1);

        assertThat(current(first).status()).isEqualTo(MessageStatus.SEEN);
        assertThat(current(later)).isEqualTo(later);
        assertThat(store.pendingReceipts(BOB, 10)).containsExactly(first.id());
        assertThat(store.unread()).isEqualTo(1);
        assertThat(store.markSeen(BOB, later.position(), T3)).isEqualTo(1);
    }

    @Test
    void forgetsReceiptsThatWereSent() {
        Message first = arrive(BOB, "1");
        Message second = arrive(BOB, "2");
        store.markSeen(BOB, Long.MAX_VALUE, T3);

        store.removeReceipts(ALICE, List.of(first.id()));
        store.removeReceipts(BOB, List.of(first.id(), ids.next()));

        assertThat(store.pendingReceipts(BOB, 10)).containsExactly(second.id());

        store.removeReceipts(BOB, List.of(second.id()));

        assertThat(store.receiptRecipients()).isEmpty();
    }

    @Test
    void keepsATransactionWholeOrNotAtAll() {
        Message kept = store.inTransaction(() -> queue(BOB, "kept"));

        assertThatThrownBy(() -> store.inTransaction(() -> {
                    queue(BOB, "outer");
                    store.inTransaction(() -> queue(BOB, "inner"));
                    throw new IllegalStateException("on purpose");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("on purpose");
        reopen();

        assertThat(store.history(BOB, Long.MAX_VALUE, 10)).containsExactly(kept);
    }

    @Test
    void goesOnAfterAFailedTransaction() {
        assertThatThrownBy(() -> store.inTransaction(() -> {
                    throw new IllegalStateException("on purpose");
                }))
                .isInstanceOf(IllegalStateException.class);

        Message next = queue(BOB, "next");

        assertThat(store.firstQueued(BOB)).contains(next);
    }

    @Test
    void closesTwice() {
        store.close();
        store.close();

        assertThatThrownBy(() -> store.account()).isInstanceOf(StoreException.class);
    }
}
