package dev.doubletick.registration.verification;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.PhoneNumberUtil.ValidationResult;
import com.google.i18n.phonenumbers.Phonenumber;
import dev.doubletick.protocol.PhoneNumber;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads what people type as their phone number in international format, and makes E.164 of it.
 *
 * <p>It asks whether the number is <em>possible</em> (a country code that exists, and a length that its plan knows), not
 * whether libphonenumber thinks it valid: numbering plans change faster than a library is updated, and to refuse a real
 * number is worse than to try a wrong one. That somebody holds the number is what the SMS proves.
 */
final class PhoneNumberParser {

    /**
     * A plus, then digits of any script and the punctuation that people put between them. The library on its own would
     * also find a number inside a sentence, and read letters as keys of a telephone.
     */
    private static final Pattern FORM = Pattern.compile("[+\uff0b][\\p{Nd}\\p{Zs}\\p{Pd}()./]{1,48}");

    private static final PhoneNumberUtil LIBRARY = PhoneNumberUtil.getInstance();

    private PhoneNumberParser() {}

    /** Empty if it is not a phone number, or national: without a country there is no telling whose. */
    static Optional<PhoneNumber> parse(String text) {
        String stripped = text.strip();
        if (!FORM.matcher(stripped).matches()) {
            return Optional.empty();
        }
        Phonenumber.PhoneNumber number;
        try {
            // No region: only numbers that begin with a plus.
            number = LIBRARY.parse(stripped, null);
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
