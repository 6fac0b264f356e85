package dev.doubletick.broker.account;

import dev.doubletick.protocol.PhoneNumber;
import java.util.Optional;

/**
 * A registered phone number.
 *
 * @param credential of the one device that may connect; empty while the number has none
 * @param allowedRecipients whom that device may write to
 */
public record Account(PhoneNumber phone, Optional<Credential> credential, AllowedRecipients allowedRecipients) {

    /** Whether the number's operator lets it write to that one. */
    public boolean mayWriteTo(PhoneNumber to) {
        return allowedRecipients.include(phone, to);
    }
}
