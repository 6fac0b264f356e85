package dev.doubletick.registration.operator;

import dev.doubletick.protocol.PhoneNumber;
import java.util.Optional;

/**
 * What an operator wants for one device.
 *
 * @param number of the line in the file that said so, from 1
 * @param recipients whom it may write to; empty: as before
 */
record DeviceLine(int number, PhoneNumber phone, Optional<Recipients> recipients) {

    /** For one that is in no file. */
    static DeviceLine of(PhoneNumber phone) {
        return new DeviceLine(1, phone, Optional.empty());
    }
}
