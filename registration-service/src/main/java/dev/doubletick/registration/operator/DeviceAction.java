package dev.doubletick.registration.operator;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What can be done to many devices at once. */
enum DeviceAction {
    /** Creates accounts where there is none, gives each a new credential, and sets the lists that are named. */
    PROVISION,
    /** Gives accounts that exist a new credential. */
    ROTATE,
    /** Takes the credential of accounts that exist away. */
    REVOKE,
    /** Sets whom accounts that exist may write to. */
    ALLOW;

    /** By the name that the API has for it. */
    static Optional<DeviceAction> of(String name) {
        return Arrays.stream(values())
                .filter(action -> action.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst();
    }

    boolean needsAccount() {
        return this != PROVISION;
    }

    boolean issuesCredential() {
        return this == PROVISION || this == ROTATE;
    }

    boolean setsRecipients() {
        return this == PROVISION || this == ALLOW;
    }
}
