package dev.doubletick.registration.verification;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.registration.http.ClientAddress;
import dev.doubletick.registration.verification.sender.Channel;
import dev.doubletick.registration.verification.text.CodeFormat;
import java.util.Optional;

/**
 * Somebody's wish for a code.
 *
 * @param phone to which number
 * @param channel how
 * @param format for which reader
 * @param acceptLanguage the header of that name, as it came
 * @param client who asks
 * @param proof of the client's effort, unchecked
 */
record CodeOrder(
        PhoneNumber phone,
        Channel channel,
        CodeFormat format,
        Optional<String> acceptLanguage,
        ClientAddress client,
        Optional<String> proof) {}
