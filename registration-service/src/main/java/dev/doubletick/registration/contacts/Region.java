package dev.doubletick.registration.contacts;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.PhoneNumberUtil.ValidationResult;
import com.google.i18n.phonenumbers.Phonenumber;
import dev.doubletick.protocol.PhoneNumber;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The country whose numbers an address book writes without a country code.
 *
 * @param code ISO 3166-1 alpha-2, one that libphonenumber has a numbering plan for
 */
record Region(String code) {

    /**
     * Digits of any script, a plus before them perhaps, and the punctuation that people put between them. The library on its own
     * would also find a number inside a sentence, and read letters as keys of a telephone.
     */
    private static final Pattern FORM = Pattern.compile("[+\uff0b]?[\\p{Nd}\\p{Zs}\\p{Pd}()./]{1,48}");

    private static final PhoneNumberUtil LIBRARY = PhoneNumberUtil.getInstance();

    /** Empty if it is none, or one without a numbering plan. */
    static Optional<Region> of(String code) {
        return LIBRARY.getSupportedRegions().contains(code) ? Optional.of(new Region(code)) : Optional.empty();
    }

    /**
     * Reads an entry of an address book: international with a plus or this country's prefix for abroad, national, or of the same
     * area. As at registration, a number counts if it is possible by its length.
     */
    Optional<PhoneNumber> parse(String text) {
        String stripped = text.strip();
        if (!FORM.matcher(stripped).matches()) {
            return Optional.empty();
        }
        Phonenumber.PhoneNumber number;
        try {
            number = LIBRARY.parse(stripped, code);
        } catch (NumberParseException e) {
            return Optional.empty();
        }
        if (LIBRARY.isPossibleNumberWithReason(number) != ValidationResult.IS_POSSIBLE) {
            return Optional.empty();
        }
        return PhoneNumber.tryDigits(
                LIBRARY.format(number, PhoneNumberFormat.E164).substring(1));
    }
}
