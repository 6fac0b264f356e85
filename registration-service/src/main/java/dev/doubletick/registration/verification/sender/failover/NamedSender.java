package dev.doubletick.registration.verification.sender.failover;

import dev.doubletick.registration.verification.sender.VerificationCodeSender;

/**
 * A sender, and what the operator calls it.
 *
 * @param name for the log
 */
public record NamedSender(String name, VerificationCodeSender sender) {}
