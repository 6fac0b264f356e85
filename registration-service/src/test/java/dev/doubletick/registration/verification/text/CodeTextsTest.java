package dev.doubletick.registration.verification.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class CodeTextsTest {

    private static final String CODE = "012345";
    private static final String GSM_BEYOND_ASCII = "@£$¥èéùìòÇØøÅåÆæßÉÄÖÑÜäöñüà§¿¡";

    private final CodeTexts texts = new CodeTexts("Doubletick");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "de|de",
                "de-AT|de",
                "de-DE,de;q=0.9,en;q=0.8|de",
                "xx,fr;q=0.5|fr",
                "en;q=0.1,es;q=0.9|es",
                "zh-Hant-TW|zh",
                "DE|de",
                "xx|en",
                "*|en",
            })
    void speaksTheLanguageThatTheHeaderLikesBest(String header, String language) {
        assertThat(texts.choose(Optional.of(header))).isEqualTo(Locale.forLanguageTag(language));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", ";;;", "de;q=x", "de;q=7", "12345678901234567890", "\u0000", "ｄｅ", "de,,,,"})
    void aHeaderThatIsMalformedOrMissingMeansEnglish(String header) {
        assertThat(texts.choose(Optional.ofNullable(header))).isIn(Locale.ENGLISH, Locale.GERMAN);
        assertThat(texts.choose(Optional.of("de,".repeat(100_000)))).isEqualTo(Locale.ENGLISH);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"en", "ar", "de", "es", "fr", "hi", "id", "it", "ja", "nl", "pl", "pt", "ru", "tr", "uk", "zh"})
    void everyTextHasTheCodeOnceAndFitsIntoOneSms(String tag) {
        Locale language = texts.choose(Optional.of(tag));
        assertThat(language.toLanguageTag()).isEqualTo(tag);

        String text = texts.sms(language, CODE, CodeFormat.PLAIN);

        assertThat(text).containsOnlyOnce(CODE).contains("Doubletick").doesNotContain("{", "}");
        assertThat(text.length()).isLessThanOrEqualTo(isGsm(text) ? 160 : 70);
        // SMS Retriever: 140 bytes, hash included.
        assertThat(texts.sms(language, CODE, new CodeFormat.Android("FA+9qCX9VSu"))
                        .getBytes(StandardCharsets.UTF_8)
                        .length)
                .isLessThanOrEqualTo(140);
        assertThat(texts.call(language, CODE)).contains("0, 1, 2, 3, 4, 5").doesNotContain("{", "}");
        assertThat(texts.voice(language).getCountry()).isNotEmpty();
    }

    private static boolean isGsm(String text) {
        return text.chars().allMatch(c -> c < 0x7f || GSM_BEYOND_ASCII.indexOf(c) >= 0);
    }

    @Test
    void anAndroidTextEndsWithTheHash() {
        assertThat(texts.sms(Locale.ENGLISH, CODE, new CodeFormat.Android("FA+9qCX9VSu")))
                .isEqualTo("Your Doubletick code is 012345. Nobody from us will ever ask you for it.\nFA+9qCX9VSu");
    }

    @Test
    void anIosTextEndsWithALineThatBindsTheCode() {
        assertThat(texts.sms(Locale.GERMAN, CODE, new CodeFormat.Ios("example.com")))
                .startsWith("Ihr Doubletick-Code ist 012345.")
                .endsWith("\n\n@example.com #012345");
    }

    @Test
    void onlyListedAppsAreWrittenFor() {
        CodeFormats listed = new CodeFormats(Set.of("FA+9qCX9VSu"), Set.of("example.com"), false);

        assertThat(listed.allows(CodeFormat.PLAIN)).isTrue();
        assertThat(listed.allows(new CodeFormat.Android("FA+9qCX9VSu"))).isTrue();
        assertThat(listed.allows(new CodeFormat.Android("FA+9qCX9VSx"))).isFalse();
        assertThat(listed.allows(new CodeFormat.Ios("example.com"))).isTrue();
        assertThat(listed.allows(new CodeFormat.Ios("evil.example.com"))).isFalse();
        assertThat(CodeFormats.NONE.allows(new CodeFormat.Ios("example.com"))).isFalse();
    }

    @Test
    void aNameThatWouldNotFitIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new CodeTexts(" "));
        assertThatIllegalArgumentException().isThrownBy(() -> new CodeTexts("x".repeat(25)));
    }
}
