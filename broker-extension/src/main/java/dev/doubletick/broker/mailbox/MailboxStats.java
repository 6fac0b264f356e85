package dev.doubletick.broker.mailbox;

/**
 * Numbers for operators.
 *
 * @param held what all mailboxes hold together
 * @param attached how many mailboxes are attached through this object
 * @param queued how many submissions wait to be carried out
 */
public record MailboxStats(Depth held, int attached, int queued) {}
