package dev.doubletick.broker.account;

import dev.doubletick.protocol.PhoneNumber;

/**
 * What the owner of a number lets others see and do. A blocked number sees and does nothing, whatever the settings say; the owner
 * sees and does everything.
 *
 * @param owner whose it is
 * @param lastSeen who may see whether the phone is online, and since when it is not
 * @param seenReceipts who gets its seen receipts
 * @param messages who may write to it
 * @param blocked whom it does not want to hear from
 * @param contacts its address book; known only where a setting needs it
 */
public record Privacy(
        PhoneNumber owner,
        Audience lastSeen,
        Audience seenReceipts,
        Audience messages,
        NumberSet blocked,
        NumberSet contacts) {

    /** Of a number that has set nothing and blocked nobody. */
    public static Privacy open(PhoneNumber owner) {
        return new Privacy(
                owner, Audience.EVERYONE, Audience.EVERYONE, Audience.EVERYONE, NumberSet.EMPTY, NumberSet.EMPTY);
    }

    public boolean blocks(PhoneNumber other) {
        return blocked.contains(other);
    }

    public boolean showsPresenceTo(PhoneNumber other) {
        return admits(lastSeen, other);
    }

    public boolean showsSeenReceiptsTo(PhoneNumber other) {
        return admits(seenReceipts, other);
    }

    public boolean takesMessagesFrom(PhoneNumber other) {
        return admits(messages, other);
    }

    private boolean admits(Audience audience, PhoneNumber other) {
        if (other.equals(owner)) {
            return true;
        }
        return !blocks(other)
                && switch (audience) {
                    case EVERYONE -> true;
                    case CONTACTS -> contacts.contains(other);
                    case NOBODY -> false;
                };
    }

    /** Roughly how many numbers it keeps in memory. */
    int size() {
        return blocked.size() + contacts.size();
    }
}
