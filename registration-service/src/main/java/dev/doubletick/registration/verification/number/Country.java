package dev.doubletick.registration.verification.number;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where a phone number belongs: the ISO 3166 code of its country ({@code DE}), or its country calling code ({@code +881}) where
 * no country fits.
 *
 * @param code the ISO code or the calling code
 * @param callingCode with the plus, such as {@code +49}
 */
public record Country(String code, String callingCode) {

    private static final Pattern CALLING_CODE = Pattern.compile("\\+[1-9][0-9]{0,2}");

    /**
     * Checks what an operator lists.
     *
     * @return in the form of {@link #code}
     * @throws IllegalArgumentException if it is neither a country nor a calling code
     */
    public static String requireCode(String text) {
        String code = text.toUpperCase(Locale.ROOT);
        if (CALLING_CODE.matcher(code).matches()
                || PhoneNumberUtil.getInstance().getSupportedRegions().contains(code)) {
            return code;
        }
        throw new IllegalArgumentException(
                "a country is an ISO code such as DE, or a calling code such as +49, not " + text);
    }

    /** Whether a list names it, by either code. */
    boolean isIn(Set<String> codes) {
        return codes.contains(code) || codes.contains(callingCode);
    }
}
