package dev.doubletick.registration.verification.sender;

import dev.doubletick.protocol.PhoneNumber;

/**
 * A code on its way to a phone.
 *
 * @param to who is to get it
 * @param code six digits
 */
public record VerificationMessage(PhoneNumber to, String code) {

    /** The text of an SMS: short enough for one, and the code is its only number. */
    public String text() {
        return "Your Doubletick code is " + code + ". Nobody from us will ever ask you for it.";
    }

    /** Without the code. */
    @Override
    public String toString() {
        return "VerificationMessage[to " + to + "]";
    }
}
