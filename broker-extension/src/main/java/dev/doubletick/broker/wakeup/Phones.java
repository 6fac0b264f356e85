package dev.doubletick.broker.wakeup;

import dev.doubletick.broker.forwarding.MailProgress;
import dev.doubletick.broker.mailbox.MailboxOwner;
import java.time.Duration;

/** What a decision needs to know of phones. Answers at once, on any thread. */
interface Phones {

    boolean isConnected(MailboxOwner owner);

    /** How a connected phone gets on with its mail. */
    MailProgress progress(MailboxOwner owner, Duration silence);
}
