package dev.doubletick.sample.phones.page;

import dev.doubletick.protocol.PhoneNumber;

/** What stands for a picture of somebody. */
final class Faces {

    private static final int TINTS = 6;

    private Faces() {}

    /** The first letter of a name; of a number its last two digits. */
    static String initial(String name) {
        return name.startsWith("+")
                ? name.substring(name.length() - 2)
                : name.substring(0, name.offsetByCodePoints(0, 1));
    }

    /** One of {@value #TINTS} colours, always the same for a number. */
    static int tint(PhoneNumber phone) {
        return (int) (Long.parseLong(phone.digits()) % 7 % TINTS);
    }
}
