package dev.doubletick.registration.verification;

import dev.doubletick.registration.limit.LimitRule;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** What came of asking for a code. */
sealed interface CodeRequest {

    /** The code was handed to the gateway. */
    record Sent(VerificationSession session) implements CodeRequest {}

    /** The last code for this phone number is too fresh. */
    record TooEarly(Instant nextSendAt) implements CodeRequest {}

    /** The operator sends no codes to such numbers. */
    record NotServed(String reason) implements CodeRequest {}

    /** Nobody brings codes this way. */
    record NoSuchChannel() implements CodeRequest {}

    /** A limit is used up. */
    record Limited(LimitRule rule, Duration delay) implements CodeRequest {}

    /** A limit is nearly used up, and the client has not shown that it is worth the rest. */
    record ProofWanted(Map<String, Object> demand) implements CodeRequest {}
}
