package dev.doubletick.registration.push.delivery;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.WakeUp;
import java.time.Instant;

/**
 * One phone to be woken.
 *
 * @param attempts how often that was put off
 */
record Wake(PhoneNumber phone, Instant since, Instant expires, boolean reminder, int attempts) {

    static Wake of(PhoneNumber phone, WakeUp wakeUp) {
        return new Wake(phone, wakeUp.since(), wakeUp.expires(), wakeUp.reminder() > 0, 0);
    }
}
