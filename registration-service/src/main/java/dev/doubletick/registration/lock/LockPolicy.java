package dev.doubletick.registration.lock;

import java.time.Duration;

/**
 * The rules of the registration lock, as data.
 *
 * @param holds how long a lock holds after its phone's last sign of life
 * @param tries how many wrong PINs are taken in a row
 * @param afterwards how often one more is taken after these
 */
public record LockPolicy(Duration holds, int tries, Duration afterwards) {

    /** 7 days; 5 tries, then one a day. */
    public static final LockPolicy DEFAULT = new LockPolicy(Duration.ofDays(7), 5, Duration.ofDays(1));
}
