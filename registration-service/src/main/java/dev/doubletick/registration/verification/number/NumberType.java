package dev.doubletick.registration.verification.number;

import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberType;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A kind of phone number that an operator may refuse. What libphonenumber cannot tell from a mobile number is none of these. */
public enum NumberType {
    /** Certainly a landline; countries where these look like mobile numbers have none. */
    FIXED_LINE,
    /** Calls to it are charged extra, shared-cost numbers included. */
    PREMIUM,
    /** Calls to it are free for the caller. */
    TOLL_FREE,
    /** Voice over IP: a number without a SIM card, cheap to get by the thousand. */
    VOIP,
    /** Pagers. */
    PAGER,
    /** Personal, company-wide and voicemail numbers, which lead elsewhere. */
    FORWARDED;

    static Optional<NumberType> of(PhoneNumberType type) {
        return switch (type) {
            case FIXED_LINE -> Optional.of(FIXED_LINE);
            case PREMIUM_RATE, SHARED_COST -> Optional.of(PREMIUM);
            case TOLL_FREE -> Optional.of(TOLL_FREE);
            case VOIP -> Optional.of(VOIP);
            case PAGER -> Optional.of(PAGER);
            case PERSONAL_NUMBER, UAN, VOICEMAIL -> Optional.of(FORWARDED);
            case MOBILE, FIXED_LINE_OR_MOBILE, UNKNOWN -> Optional.empty();
        };
    }

    /**
     * Reads the name that operators write, such as {@code fixed-line}.
     *
     * @throws IllegalArgumentException if there is no such kind; the message names all
     */
    public static NumberType ofName(String name) {
        return Arrays.stream(values())
                .filter(type -> type.text().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("a kind of number is one of "
                        + Arrays.stream(values()).map(NumberType::text).toList() + ", not " + name));
    }

    /** The name that operators write. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
