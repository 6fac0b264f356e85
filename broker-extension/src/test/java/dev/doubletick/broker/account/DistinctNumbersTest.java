package dev.doubletick.broker.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.broker.mailbox.SettableClock;
import dev.doubletick.protocol.PhoneNumber;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DistinctNumbersTest {

    private static final PhoneNumber ALICE = PhoneNumber.ofDigits("4915112345678");
    private static final PhoneNumber BOB = PhoneNumber.ofDigits("4915112345679");

    private final SettableClock clock = new SettableClock();
    private final DistinctNumbers numbers = new DistinctNumbers(3, clock);

    private static PhoneNumber number(int n) {
        return PhoneNumber.ofDigits(Integer.toString(10_000_000 + n));
    }

    @Test
    void countsDifferentNumbersOnly() {
        for (int n = 0; n < 10; n++) {
            assertThat(numbers.count(ALICE, number(n % 3))).isTrue();
        }

        assertThat(numbers.exhausted(ALICE)).isTrue();
        assertThat(numbers.count(ALICE, number(3))).isFalse();
        assertThat(numbers.count(ALICE, number(2))).isTrue();
    }

    @Test
    void everyPhoneHasItsOwn() {
        for (int n = 0; n < 3; n++) {
            numbers.count(ALICE, number(n));
        }

        assertThat(numbers.exhausted(BOB)).isFalse();
        assertThat(numbers.count(BOB, number(9))).isTrue();
    }

    @Test
    void beginsAnewADayAfterTheFirst() {
        numbers.count(ALICE, number(0));
        clock.advance(Duration.ofHours(23));
        numbers.count(ALICE, number(1));
        numbers.count(ALICE, number(2));
        assertThat(numbers.exhausted(ALICE)).isTrue();

        clock.advance(Duration.ofHours(1));

        assertThat(numbers.exhausted(ALICE)).isFalse();
        assertThat(numbers.count(ALICE, number(3))).isTrue();
    }
}
