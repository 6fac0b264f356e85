package dev.doubletick.sample.phones.handset;

import dev.doubletick.protocol.PhoneNumber;
import java.util.Optional;

/**
 * A notification at the top of the screen.
 *
 * @param serial tells it from the one before
 * @param title whom it is from
 * @param code the code in it, if it is an SMS with one
 * @param chat the chat that it is about, if it is a message
 */
public record Banner(long serial, String title, String text, Optional<String> code, Optional<PhoneNumber> chat) {}
