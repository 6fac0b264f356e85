package dev.doubletick.registration.verification.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * The texts, in the languages that files beside this class hold. An SMS fits into one: 160 characters of the GSM alphabet, or
 * 70 of any other. Immutable.
 */
public final class CodeTexts {

    /** The first is for everybody whose language is not here. */
    private static final List<String> LANGUAGES =
            List.of("en", "ar", "de", "es", "fr", "hi", "id", "it", "ja", "nl", "pl", "pt", "ru", "tr", "uk", "zh");

    private static final int LONGEST_HEADER = 256;

    private final String appName;
    private final Map<Locale, Language> languages = new LinkedHashMap<>();

    /** @param voice with the region that text to speech needs */
    private record Language(String sms, String call, Locale voice) {}

    /** @param appName what people know the app as */
    public CodeTexts(String appName) {
        if (appName.isBlank() || appName.length() > 24) {
            throw new IllegalArgumentException("the app's name must have 1 to 24 characters, or a text would not fit");
        }
        this.appName = appName;
        for (String language : LANGUAGES) {
            languages.put(Locale.forLanguageTag(language), read(language));
        }
    }

    private static Language read(String language) {
        String file = language + ".properties";
        Properties texts = new Properties();
        try (InputStream in = CodeTexts.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("the texts " + file + " are missing");
            }
            texts.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Language(
                required(texts, "sms", file),
                required(texts, "call", file),
                Locale.forLanguageTag(required(texts, "voice", file)));
    }

    private static String required(Properties texts, String key, String file) {
        return Optional.ofNullable(texts.getProperty(key))
                .orElseThrow(() -> new IllegalStateException("the texts " + file + " have no " + key));
    }

    /**
     * Chooses a language.
     *
     * @param acceptLanguage the header's value (RFC 9110 section 12.5.4); what is malformed counts as none
     * @return one that there are texts in
     */
    public Locale choose(Optional<String> acceptLanguage) {
        Locale english = languages.keySet().iterator().next();
        return acceptLanguage
                .filter(header -> header.length() <= LONGEST_HEADER)
                .flatMap(CodeTexts::ranges)
                .map(ranges -> Locale.lookup(ranges, languages.keySet()))
                .orElse(english);
    }

    private static Optional<List<Locale.LanguageRange>> ranges(String header) {
        try {
            return Optional.of(Locale.LanguageRange.parse(header));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The language that a call is read in, with its region. */
    public Locale voice(Locale language) {
        return of(language).voice();
    }

    /** What a call says, the digits one by one. */
    public String call(Locale language, String code) {
        String digits = String.join(", ", code.split(""));
        return of(language).call().replace("{app}", appName).replace("{code}", digits);
    }

    /** What a phone shows. */
    public String sms(Locale language, String code, CodeFormat format) {
        String text = of(language).sms().replace("{app}", appName).replace("{code}", code);
        if (format instanceof CodeFormat.Android android) {
            return text + "\n" + android.appHash();
        }
        if (format instanceof CodeFormat.Ios ios) {
            return text + "\n\n@" + ios.domain() + " #" + code;
        }
        return text;
    }

    private Language of(Locale language) {
        Language texts = languages.get(language);
        if (texts == null) {
            throw new IllegalArgumentException("there are no texts in " + language.toLanguageTag());
        }
        return texts;
    }
}
