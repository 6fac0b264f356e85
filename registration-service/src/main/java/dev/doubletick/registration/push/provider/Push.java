package dev.doubletick.registration.push.provider;

import java.time.Instant;

/**
 * What is pushed: that there is mail, and nothing else.
 *
 * @param expires from when on it is no use to deliver it
 */
public record Push(Instant expires) {

    /** With the provider, a newer push takes the place of an older one that has not arrived. */
    public static final String COLLAPSE_KEY = "mail";
}
