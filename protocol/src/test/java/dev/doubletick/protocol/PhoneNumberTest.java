package dev.doubletick.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PhoneNumberTest {

    @Test
    void hasAFormWithAndOneWithoutThePlus() {
        PhoneNumber number = PhoneNumber.ofE164("+4915112345678");

        assertThat(number.digits()).isEqualTo("4915112345678");
        assertThat(number.e164()).isEqualTo("+4915112345678");
        assertThat(number).isEqualTo(PhoneNumber.ofDigits("4915112345678"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "123456",
                "1234567890123456",
                "0123456789",
                "49151 123456",
                "+4915112345678",
                "٤٩١٥١١٢٣٤٥٦٧٨",
                "49151/2345"
            })
    void refusesWhatIsNotE164(String digits) {
        assertThat(PhoneNumber.tryDigits(digits)).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> PhoneNumber.ofDigits(digits));
    }

    @Test
    void refusesE164WithoutThePlus() {
        assertThatIllegalArgumentException().isThrownBy(() -> PhoneNumber.ofE164("4915112345678"));
    }

    @Test
    void showsOnlyItsLastThreeDigitsInLogs() {
        assertThat(PhoneNumber.ofE164("+4915112345678")).hasToString("…678");
    }
}
