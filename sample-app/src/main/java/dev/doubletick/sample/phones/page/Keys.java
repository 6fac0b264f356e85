package dev.doubletick.sample.phones.page;

import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.Message.Direction;
import dev.doubletick.sdk.MessageKey;
import java.util.Locale;

/** Message keys as text: in forms, and as part of an element's id. */
final class Keys {

    private Keys() {}

    static String write(MessageKey key) {
        return key.direction().name().toLowerCase(Locale.ROOT) + "_"
                + key.conversation().digits() + "_" + key.id();
    }

    /** @throws IllegalArgumentException if it is none */
    static MessageKey read(String text) {
        String[] parts = text.split("_", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("not a message");
        }
        return MessageKey.of(
                PhoneNumber.ofDigits(parts[1]),
                Direction.valueOf(parts[0].toUpperCase(Locale.ROOT)),
                MessageId.parse(parts[2]));
    }
}
