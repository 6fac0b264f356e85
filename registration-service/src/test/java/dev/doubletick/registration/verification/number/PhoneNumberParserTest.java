package dev.doubletick.registration.verification.number;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.protocol.PhoneNumber;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PhoneNumberParserTest {

    @ParameterizedTest
    @CsvSource({
        "+4915112345678, 4915112345678",
        "+49 151 12345678, 4915112345678",
        "+49 (0)151 12345678, 4915112345678",
        "+49-1511-2345678, 4915112345678",
        "+1 (650) 253-0000, 16502530000",
        "+44 20 7946 0958, 442079460958",
        "+39 06 698 12345, 390669812345",
        "＋４９１５１１２３４５６７８, 4915112345678",
    })
    void readsInternationalNumbersAsPeopleWriteThem(String text, String digits) {
        assertThat(PhoneNumberParser.parse(text)).contains(PhoneNumber.ofDigits(digits));
    }

    @ParameterizedTest
    @CsvSource({
        "0151 12345678, DE, 4915112345678",
        "٠١٥١ ١٢٣٤٥٦٧٨, DE, 4915112345678",
        "0049 151 12345678, DE, 4915112345678",
        "011 49 151 12345678, US, 4915112345678",
        "(650) 253-0000, US, 16502530000",
        "+44 20 7946 0958, DE, 442079460958",
    })
    void readsNationalNumbersAsACountryWritesThem(String text, String region, String digits) {
        assertThat(PhoneNumberParser.parse(text, region)).contains(PhoneNumber.ofDigits(digits));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0151 12345678", "4915112345678", "0049 151 12345678", "+", "+49 151 CALLME", "+49 12"})
    void withoutACountryOnlyInternationalNumbersCount(String text) {
        assertThat(PhoneNumberParser.parse(text)).isEmpty();
    }

    @Test
    void takesANumberThatItsPlanHasRoomForThoughTheLibraryKnowsNoSuchRange() {
        // 0120 is not a mobile range of Germany's plan today.
        assertThat(PhoneNumberParser.parse("+4912012345678")).isPresent();
    }
}
