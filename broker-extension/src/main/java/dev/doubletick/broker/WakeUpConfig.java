package dev.doubletick.broker;

import dev.doubletick.broker.account.Credential;
import dev.doubletick.broker.wakeup.WakeUpPolicy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What wake-ups need.
 *
 * @param credential that the push service connects with
 * @param policy when to wake
 */
public record WakeUpConfig(Credential credential, WakeUpPolicy policy) {

    private static final int MIN_CREDENTIAL_LENGTH = 32;

    /**
     * @param credential at least 32 characters
     * @throws IllegalArgumentException if it is shorter
     */
    public static WakeUpConfig of(String credential, WakeUpPolicy policy) {
        if (credential.length() < MIN_CREDENTIAL_LENGTH) {
            throw new IllegalArgumentException("push.credential must have 32 characters or more");
        }
        return new WakeUpConfig(
                Credential.presented(ByteBuffer.wrap(credential.getBytes(StandardCharsets.UTF_8))), policy);
    }
}
