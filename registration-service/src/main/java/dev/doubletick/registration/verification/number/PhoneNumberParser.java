package dev.doubletick.registration.verification.number;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.PhoneNumberUtil.ValidationResult;
import com.google.i18n.phonenumbers.Phonenumber;
import dev.doubletick.protocol.PhoneNumber;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what people type as a phone number, and makes E.164 of it.
 *
 * <p>It asks whether the number is <em>possible</em> (a country code that exists, and a length that its plan knows), not
 * whether libphonenumber thinks it valid: numbering plans change faster than a library is updated, and to refuse a real
 * number is worse than to try a wrong one. That somebody holds the number is what the SMS proves.
 */
public final class PhoneNumberParser {

    /**
     * Digits of any script, a plus before them perhaps, and the punctuation that people put between them. The library on its own
     * would also find a number inside a sentence, and read letters as keys of a telephone.
     */
    private static final Pattern FORM = Pattern.compile("[+\uff0b]?[\\p{Nd}\\p{Zs}\\p{Pd}()./]{1,48}");

    private static final PhoneNumberUtil LIBRARY = PhoneNumberUtil.getInstance();

    private PhoneNumberParser() {}

    /** In international format. Empty if it is not a phone number, or national: without a country there is no telling whose. */
    public static Optional<PhoneNumber> parse(String text) {
        // In no region: only numbers that begin with a plus.
        return parse(text, null);
    }

    /**
     * As it is written in a country: international with a plus or this country's prefix for abroad, national, or of the same area.
     *
     * @param region the country, ISO 3166-1 alpha-2; null for none
     */
    public static Optional<PhoneNumber> parse(String text, @Nullable String region) {
        String stripped = text.strip();
        if (!FORM.matcher(stripped).matches()) {
            return Optional.empty();
        }
        Phonenumber.PhoneNumber number;
        try {
            number = LIBRARY.parse(stripped, region);
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
