package dev.doubletick.sample.wording;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the code in an SMS of the registration service. */
public final class SmsCode {

    private static final Pattern SIX_DIGITS = Pattern.compile("\\b[0-9]{6}\\b");

    private SmsCode() {}

    public static Optional<String> in(String sms) {
        Matcher code = SIX_DIGITS.matcher(sms);
        return code.find() ? Optional.of(code.group()) : Optional.empty();
    }
}
