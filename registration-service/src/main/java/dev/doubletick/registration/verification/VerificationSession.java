package dev.doubletick.registration.verification;

import dev.doubletick.protocol.PhoneNumber;
import java.time.Instant;
import java.util.UUID;

/**
 * One attempt to prove a phone number, as its owner sees it.
 *
 * @param expiresAt until when the code can be used
 * @param nextSendAt when the phone number may ask for another code
 */
record VerificationSession(UUID id, PhoneNumber phone, Instant expiresAt, Instant nextSendAt) {}
