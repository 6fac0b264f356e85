package dev.doubletick.registration.verification.number;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.Phonenumber;
import dev.doubletick.protocol.PhoneNumber;
import java.util.Optional;
import java.util.Set;

/**
 * Which phone numbers an operator sends codes to. Safe on any thread.
 *
 * @param allowed countries, as {@link Country#requireCode} has them; empty: all
 * @param blocked countries that are refused, also if allowed: {@code +1} allowed and {@code JM} blocked goes together
 * @param refused kinds of number that are refused, as far as libphonenumber can tell them
 */
public record NumberPolicy(Set<String> allowed, Set<String> blocked, Set<NumberType> refused) {

    /** All countries, and all kinds but premium: those earn their holder money, and are nobody's phone. */
    public static final NumberPolicy DEFAULT = new NumberPolicy(Set.of(), Set.of(), Set.of(NumberType.PREMIUM));

    private static final PhoneNumberUtil LIBRARY = PhoneNumberUtil.getInstance();

    /** @throws IllegalArgumentException if a country is none */
    public NumberPolicy {
        allowed.forEach(Country::requireCode);
        blocked.forEach(Country::requireCode);
        allowed = Set.copyOf(allowed);
        blocked = Set.copyOf(blocked);
        refused = Set.copyOf(refused);
    }

    /**
     * What the policy makes of a number.
     *
     * @param country where it belongs
     * @param refusal why no code goes there, in words for its owner; empty if one may
     */
    public record Verdict(Country country, Optional<String> refusal) {}

    /** Judges a number. */
    public Verdict judge(PhoneNumber phone) {
        Phonenumber.PhoneNumber number = parsed(phone);
        Country country = country(number);
        if (country.isIn(blocked) || mayBeIn(blocked, number) || (!allowed.isEmpty() && !country.isIn(allowed))) {
            return new Verdict(country, Optional.of("Numbers of this country are not served here."));
        }
        boolean kindRefused = NumberType.of(LIBRARY.getNumberType(number))
                .filter(refused::contains)
                .isPresent();
        return new Verdict(
                country, kindRefused ? Optional.of("This kind of number is not served here.") : Optional.empty());
    }

    /** A number that fits no country's part of a plan that several share may be of any of them. */
    private static boolean mayBeIn(Set<String> blocked, Phonenumber.PhoneNumber number) {
        return LIBRARY.getRegionCodeForNumber(number) == null
                && LIBRARY.getRegionCodesForCountryCode(number.getCountryCode()).stream()
                        .anyMatch(blocked::contains);
    }

    private static Country country(Phonenumber.PhoneNumber number) {
        String callingCode = "+" + number.getCountryCode();
        // Null where a plan is shared and no country's part of it fits; 001 for what is no country's, satellites say.
        String region = LIBRARY.getRegionCodeForNumber(number);
        boolean none = region == null || region.equals(PhoneNumberUtil.REGION_CODE_FOR_NON_GEO_ENTITY);
        return new Country(none ? callingCode : region, callingCode);
    }

    private static Phonenumber.PhoneNumber parsed(PhoneNumber phone) {
        try {
            return LIBRARY.parse(phone.e164(), null);
        } catch (NumberParseException e) {
            // Not thrown on, because its text may repeat the number.
            throw new IllegalArgumentException(
                    "the numbering plans have no room for " + phone + ": " + e.getErrorType());
        }
    }
}
