package dev.doubletick.broker.wakeup;

import dev.doubletick.broker.mailbox.AppendResult;
import dev.doubletick.broker.mailbox.Entry;
import dev.doubletick.broker.mailbox.EntryKind;
import dev.doubletick.broker.mailbox.Mailbox;
import dev.doubletick.broker.mailbox.MailboxOwner;
import dev.doubletick.broker.mailbox.WaitingMail;
import dev.doubletick.protocol.server.WakeUpNotice;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Keeps wake-ups where messages are kept: in the mailbox of the push service. The phone stands as the sender, and all that the
 * push service is not {@linkplain Entrusted being told} have one id: so the mailbox itself holds no more than one of each phone,
 * whatever happens while nobody fetches them. For the thread of the wake-ups.
 */
final class WakeUpMailbox implements WakeUpBox {

    /** Whose mailbox it is. */
    static final MailboxOwner OWNER = MailboxOwner.service("wake");

    private final Mailbox mailbox;
    private final Entrusted entrusted;
    private final Clock clock;
    private final Runnable onStored;

    /** @param onStored there is something new; called on a thread of the mailbox */
    WakeUpMailbox(Mailbox mailbox, Entrusted entrusted, Clock clock, Runnable onStored) {
        this.mailbox = mailbox;
        this.entrusted = entrusted;
        this.clock = clock;
        this.onStored = onStored;
    }

    @Override
    public CompletionStage<Void> put(MailboxOwner phone, WakeUpNotice wakeUp) {
        Instant now = clock.instant();
        Entry entry = Entry.builder(OWNER, EntryKind.WAKE_UP, entrusted.idFor(phone), now)
                .sender(phone)
                .idMadeByBroker()
                .payload(ByteBuffer.wrap(wakeUp.toBytes()))
                .expiresAfter(Duration.between(now, wakeUp.expires()))
                .build();
        return mailbox.append(entry).thenAccept(result -> {
            if (result instanceof AppendResult.Stored) {
                onStored.run();
            } else if (result instanceof AppendResult.Full) {
                throw new IllegalStateException("a service's mailbox is never full");
            }
        });
    }

    @Override
    public CompletionStage<Optional<WaitingMail>> waiting(MailboxOwner phone) {
        return mailbox.waiting(phone);
    }
}
