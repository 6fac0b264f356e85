package dev.doubletick.registration.verification.sender.http;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * An account at Twilio.
 *
 * @param api where its API is, without a path; Twilio's own unless in a test
 * @param accountSid begins with AC
 * @param authToken its password
 * @param textsFrom a number of the account in E.164, a sender name, or a messaging service ({@code MG…})
 * @param callsFrom a number of the account in E.164; empty: no calls
 * @param timeout for one message
 */
public record TwilioConfig(
        URI api, String accountSid, String authToken, String textsFrom, Optional<String> callsFrom, Duration timeout) {

    /** Where Twilio is. */
    public static final URI API = URI.create("https://api.twilio.com");

    /** @throws IllegalArgumentException if the account's id cannot be one */
    public TwilioConfig {
        if (!accountSid.matches("AC[0-9a-fA-F]{32}")) {
            throw new IllegalArgumentException("a Twilio account SID is AC and 32 hex digits");
        }
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "TwilioConfig[" + accountSid + "]";
    }
}
