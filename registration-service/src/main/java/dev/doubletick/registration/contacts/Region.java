package dev.doubletick.registration.contacts;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.registration.verification.number.PhoneNumberParser;
import java.util.Optional;

/**
 * The country whose numbers an address book writes without a country code.
 *
 * @param code ISO 3166-1 alpha-2, one that libphonenumber has a numbering plan for
 */
record Region(String code) {

    /** Empty if it is none, or one without a numbering plan. */
    static Optional<Region> of(String code) {
        return PhoneNumberUtil.getInstance().getSupportedRegions().contains(code)
                ? Optional.of(new Region(code))
                : Optional.empty();
    }

    /** Reads an entry of an address book. As at registration, a number counts if it is possible by its length. */
    Optional<PhoneNumber> parse(String text) {
        return PhoneNumberParser.parse(text, code);
    }
}
