package dev.doubletick.broker.mailbox;

import java.time.Instant;

/**
 * The messages in one phone's mailbox that may cause a push, as {@link Mailbox#waiting} and {@link Mailbox#survey} find them.
 *
 * @param oldest when the oldest of them was accepted
 * @param expires when the last of them expires
 */
public record WaitingMail(MailboxOwner owner, Instant oldest, Instant expires) {

    /** Both together. */
    public WaitingMail and(WaitingMail other) {
        return new WaitingMail(
                owner,
                oldest.isBefore(other.oldest) ? oldest : other.oldest,
                expires.isAfter(other.expires) ? expires : other.expires);
    }
}
