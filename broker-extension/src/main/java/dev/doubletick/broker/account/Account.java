package dev.doubletick.broker.account;

import dev.doubletick.protocol.PhoneNumber;
import java.util.Optional;

/**
 * A registered phone number.
 *
 * @param credential of the one device that may connect; empty while the number has none
 */
public record Account(PhoneNumber phone, Optional<Credential> credential) {}
