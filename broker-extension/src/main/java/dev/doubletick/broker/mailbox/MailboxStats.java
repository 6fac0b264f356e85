package dev.doubletick.broker.mailbox;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Numbers for operators.
 *
 * @param held what all mailboxes hold together
 * @param attached how many mailboxes are attached through this object
 * @param queued how many submissions wait to be carried out
 * @param diskFreeBytes free space where the store is, if the engine knows
 * @param oldest when the oldest entry was accepted that was found the last time that the engine looked, minutes ago; empty before
 *     that, and if there was none
 */
public record MailboxStats(
        Depth held, int attached, int queued, OptionalLong diskFreeBytes, Optional<Instant> oldest) {}
