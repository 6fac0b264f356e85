package dev.doubletick.standalone.sms;

import java.time.Instant;

/**
 * A text that was not sent.
 *
 * @param to E.164, with the plus
 */
public record FakeSms(String to, String text, Instant sentAt) {

    /** Without number and text, which holds a code. */
    @Override
    public String toString() {
        return "FakeSms[" + sentAt + "]";
    }
}
