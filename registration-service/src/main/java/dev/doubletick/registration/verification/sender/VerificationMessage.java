package dev.doubletick.registration.verification.sender;

import dev.doubletick.protocol.PhoneNumber;
import java.util.Locale;

/**
 * A code on its way to a phone.
 *
 * @param to who is to get it
 * @param channel how
 * @param code six digits, for gateways that have texts of their own
 * @param text what the phone shows, or what the call says
 * @param language of the text, with a region where a voice needs one
 */
public record VerificationMessage(PhoneNumber to, Channel channel, String code, String text, Locale language) {

    /** Without code and text. */
    @Override
    public String toString() {
        return "VerificationMessage[" + channel.text() + " to " + to + "]";
    }
}
