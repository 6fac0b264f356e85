package dev.doubletick.broker.wakeup;

import dev.doubletick.broker.mailbox.Held;
import dev.doubletick.broker.mailbox.MailboxOwner;
import dev.doubletick.protocol.MessageId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Which wake-ups the push service is being told, until they are out of the mailbox: one of each phone at a time.
 *
 * <p>A decision that is taken meanwhile is about a later absence, so the push that is under way does not stand for it. It is stored
 * beside the other under the other of two ids, and told afterwards. So the mailbox never holds more than two of a phone, and no
 * more than one while nobody takes them. For the thread of the wake-ups.
 */
final class Entrusted {

    private static final MessageId ONE = MessageId.of(new UUID(0, 0));
    private static final MessageId OTHER = MessageId.of(new UUID(0, 1));

    private final Map<MailboxOwner, MessageId> told = new HashMap<>();
    private final Map<MailboxOwner, Held> next = new HashMap<>();

    /** The id of a decision that is taken now. One of the same id that is still in the mailbox stands for it. */
    MessageId idFor(MailboxOwner phone) {
        MessageId current = told.get(phone);
        return current != null && current.equals(ONE) ? OTHER : ONE;
    }

    /** Whether this one may be told now. If not, it comes back from {@link #ended}. */
    boolean admit(MailboxOwner phone, Held held) {
        MessageId id = held.entry().id();
        MessageId other = told.putIfAbsent(phone, id);
        boolean alone = other == null || other.equals(id);
        if (!alone) {
            next.put(phone, held);
        }
        return alone;
    }

    /** Whether a later decision waits behind the one that is being told. */
    boolean isSuperseded(MailboxOwner phone) {
        return next.containsKey(phone);
    }

    /** This one is out of the mailbox. Answers the one that waited behind it. */
    Optional<Held> ended(MailboxOwner phone, MessageId id) {
        return told.remove(phone, id) ? Optional.ofNullable(next.remove(phone)) : Optional.empty();
    }

    void clear() {
        told.clear();
        next.clear();
    }
}
