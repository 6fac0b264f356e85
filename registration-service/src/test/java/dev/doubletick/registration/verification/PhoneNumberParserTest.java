package dev.doubletick.registration.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.protocol.PhoneNumber;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @Test
    void takesANumberThatItsPlanHasRoomForThoughTheLibraryKnowsNoSuchRange() {
        // 0120 is not a mobile range of Germany's plan today.
        assertThat(PhoneNumberParser.parse("+4912012345678")).isPresent();
    }
}
