package dev.doubletick.registration.verification.text;

import java.util.regex.Pattern;

/** Who else than a person is to read a text: the phone's system, which then offers the code to the app. */
public sealed interface CodeFormat {

    /** For people only. */
    record Plain() implements CodeFormat {}

    /**
     * For Android's SMS Retriever API: the text ends with a hash that names the app.
     *
     * @param appHash 11 characters of base64, made of the app's package name and signing certificate
     */
    record Android(String appHash) implements CodeFormat {

        private static final Pattern FORM = Pattern.compile("[A-Za-z0-9+/]{11}");

        /** Whether a text has the form of such a hash. */
        public static boolean isHash(String text) {
            return FORM.matcher(text).matches();
        }
    }

    /**
     * For iOS: the last line binds the code to a web domain of the app's maker ("domain-bound codes").
     *
     * @param domain such as {@code example.com}
     */
    record Ios(String domain) implements CodeFormat {

        private static final Pattern FORM =
                Pattern.compile("(?=.{1,100}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])");

        /** Whether a text has the form of a domain. */
        public static boolean isDomain(String text) {
            return FORM.matcher(text).matches();
        }
    }

    /** For people only. */
    CodeFormat PLAIN = new Plain();
}
