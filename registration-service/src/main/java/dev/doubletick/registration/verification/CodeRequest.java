package dev.doubletick.registration.verification;

import java.time.Instant;

/** What came of asking for a code. */
sealed interface CodeRequest {

    /** The code was handed to the gateway. */
    record Sent(VerificationSession session) implements CodeRequest {}

    /** The last code for this phone number is too fresh. */
    record TooEarly(Instant nextSendAt) implements CodeRequest {}
}
