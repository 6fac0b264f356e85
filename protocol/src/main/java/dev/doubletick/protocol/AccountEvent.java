package dev.doubletick.protocol;

import java.util.Optional;

/**
 * What a server tells a phone about its account, on {@code a/{me}}: one byte. After each of these the connection ends, and the
 * credential lets nobody in any more.
 */
public enum AccountEvent {
    /** The number was registered on another device, which has the account now. */
    REPLACED(1),
    /** The credential was revoked, by the account's owner or by the operator. The account is still there. */
    REVOKED(2),
    /** The account was deleted, with all that waited for it. */
    DELETED(3);

    private final byte code;

    AccountEvent(int code) {
        this.code = (byte) code;
    }

    /** Reads a payload. Empty if it is none that this version knows; bytes that follow are left to newer versions. */
    public static Optional<AccountEvent> ofBytes(byte[] payload) {
        for (AccountEvent event : values()) {
            if (payload.length > 0 && payload[0] == event.code) {
                return Optional.of(event);
            }
        }
        return Optional.empty();
    }

    /** The payload. */
    public byte[] toBytes() {
        return new byte[] {code};
    }
}
