package dev.doubletick.registration.verification;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.registration.account.DeviceCredential;
import dev.doubletick.registration.lock.Opening;

/** What came of guessing a code. */
sealed interface CodeCheck {

    /** Right. The session is used up, and the device has its credential. */
    record Verified(PhoneNumber phone, DeviceCredential credential) implements CodeCheck {}

    /** Wrong. With none left, the session is dead. */
    record Wrong(int attemptsLeft) implements CodeCheck {}

    /** Right, but the number has a registration lock that is not opened by it alone. The session can be used again. */
    record Locked(Opening.Locked lock) implements CodeCheck {}

    /** Not compared: the session takes no guesses. */
    record Refused(Reason reason) implements CodeCheck {}

    /** Why a session takes no guesses. */
    enum Reason {
        UNKNOWN,
        EXPIRED,
        SUPERSEDED,
        EXHAUSTED,
        USED
    }
}
