package dev.doubletick.standalone.sms;

import java.time.Instant;

/**
 * A text that was not sent, or a call that was not made.
 *
 * @param to E.164, with the plus
 * @param channel {@code sms} or {@code voice}
 */
public record FakeSms(String to, String channel, String text, Instant sentAt) {

    /** Without number and text, which holds a code. */
    @Override
    public String toString() {
        return "FakeSms[" + sentAt + "]";
    }
}
