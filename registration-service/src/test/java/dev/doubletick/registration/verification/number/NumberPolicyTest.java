package dev.doubletick.registration.verification.number;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.doubletick.protocol.PhoneNumber;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumberPolicyTest {

    private static boolean serves(NumberPolicy policy, String phone) {
        return policy.judge(PhoneNumber.ofE164(phone)).refusal().isEmpty();
    }

    private static NumberPolicy countries(Set<String> allowed, Set<String> blocked) {
        return new NumberPolicy(allowed, blocked, Set.of());
    }

    @ParameterizedTest
    @CsvSource({
        "+4915112345678, DE",
        "+16502530000, US",
        "+18765551234, JM",
        "+447400123456, GB",
        "+881612345678, +881",
    })
    void knowsTheCountryBehindASharedCallingCode(String phone, String country) {
        assertThat(NumberPolicy.DEFAULT
                        .judge(PhoneNumber.ofE164(phone))
                        .country()
                        .code())
                .isEqualTo(country);
    }

    @Test
    void servesOnlyWhatIsAllowedAndNeverWhatIsBlocked() {
        NumberPolicy policy = countries(Set.of("DE", "+1"), Set.of("JM"));

        assertThat(serves(policy, "+4915112345678")).isTrue();
        assertThat(serves(policy, "+16502530000")).isTrue();
        assertThat(serves(policy, "+18765551234")).isFalse();
        assertThat(serves(policy, "+447400123456")).isFalse();
    }

    /** It fits no country's part of the plan, so it may be of any of them. */
    @ParameterizedTest
    @CsvSource({"GB, +449999999999", "GG, +449999999999", "RU, +71111111111", "JM, +11111111111"})
    void aNumberThatMayBeOfABlockedCountryIsNotServed(String blocked, String phone) {
        assertThat(serves(countries(Set.of(), Set.of(blocked)), phone)).isFalse();
        assertThat(serves(countries(Set.of(), Set.of("DE")), phone)).isTrue();
    }

    @Test
    void aBlockListAloneLetsAllOthersThrough() {
        NumberPolicy policy = countries(Set.of(), Set.of("+881"));

        assertThat(serves(policy, "+881612345678")).isFalse();
        assertThat(serves(policy, "+4915112345678")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "FIXED_LINE, +493012345678",
        "FIXED_LINE, +442070313000",
        "PREMIUM, +499001654321",
        "PREMIUM, +19002345678",
        "TOLL_FREE, +498001234567",
        "VOIP, +445612345678",
        "PAGER, +447640123456",
        "FORWARDED, +447012345678",
    })
    void refusesTheKindsThatTheOperatorNames(NumberType type, String phone) {
        NumberPolicy all = new NumberPolicy(Set.of(), Set.of(), EnumSet.complementOf(EnumSet.of(type)));

        assertThat(serves(new NumberPolicy(Set.of(), Set.of(), Set.of(type)), phone))
                .isFalse();
        assertThat(serves(all, phone)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"+4915112345678", "+16502530000", "+447400123456", "+4912012345678"})
    void aMobileNumberOrOneThatMayBeIsServedWhateverKindIsRefused(String phone) {
        assertThat(serves(new NumberPolicy(Set.of(), Set.of(), EnumSet.allOf(NumberType.class)), phone))
                .isTrue();
    }

    @Test
    void premiumNumbersAreRefusedUnlessTheOperatorSaysOtherwise() {
        assertThat(serves(NumberPolicy.DEFAULT, "+499001654321")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"XX", "Germany", "49", "+", "+0", ""})
    void aCountryThatIsNoneIsAMistakeOfTheOperators(String code) {
        assertThatIllegalArgumentException().isThrownBy(() -> countries(Set.of(code), Set.of()));
    }

    @Test
    void theVerdictOnANumberDoesNotRepeatIt() {
        NumberPolicy policy = countries(Set.of("GB"), Set.of());

        assertThat(policy.judge(PhoneNumber.ofE164("+4915112345678")).toString())
                .doesNotContain("15112345678");
    }
}
