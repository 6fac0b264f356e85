/**
 * Where the server keeps what a phone has not acknowledged yet: one mailbox per recipient, durable before the sender sees its
 * first tick.
 *
 * <p>{@link dev.doubletick.broker.mailbox.Mailbox} is the contract. It promises nothing that only a local file could keep, so
 * that a replicated engine can stand behind it; its contract test runs on every implementation.
 */
@NullMarked
package dev.doubletick.broker.mailbox;

import org.jspecify.annotations.NullMarked;
