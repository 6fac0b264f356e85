package dev.doubletick.broker;

import dev.doubletick.broker.mailbox.Depth;

/**
 * What this broker knows of a phone right now.
 *
 * @param connected whether it is connected here
 * @param mailbox what waits for it
 */
public record PhoneStatus(boolean connected, Depth mailbox) {}
