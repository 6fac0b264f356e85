package dev.doubletick.broker.wakeup;

import dev.doubletick.broker.mailbox.MailboxOwner;
import dev.doubletick.broker.mailbox.WaitingMail;
import dev.doubletick.protocol.server.WakeUpNotice;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Where decisions go, and what they ask of the mailboxes. Never blocks. For the thread of the decisions. */
interface WakeUpBox {

    /** Completes when the wake-up is on disk, or was there already and nobody has been told of it yet. */
    CompletionStage<Void> put(MailboxOwner phone, WakeUpNotice wakeUp);

    /** The messages that wait for a phone and may cause a push; empty if there are none. */
    CompletionStage<Optional<WaitingMail>> waiting(MailboxOwner phone);
}
