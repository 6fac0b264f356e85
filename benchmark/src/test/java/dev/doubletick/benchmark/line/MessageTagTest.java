package dev.doubletick.benchmark.line;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class MessageTagTest {

    @Test
    void tellsSenderNumberAndSlot() {
        long low = MessageTag.low(8_999, 1_234_567);

        assertThat(MessageTag.sender(low)).isEqualTo(8_999);
        assertThat(MessageTag.number(low)).isEqualTo(1_234_567);
        assertThat(MessageTag.slot(low)).isEqualTo(1_234_567 % MessageTag.SLOTS);
    }

    @Test
    void numbersReachTheirEndWithoutTouchingTheSender() {
        long low = MessageTag.low(1, Integer.MAX_VALUE);

        assertThat(MessageTag.sender(low)).isEqualTo(1);
        assertThat(MessageTag.number(low)).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void isAVersion7UuidOfTheRunsStart() {
        long start = 1_700_000_000_123L;
        UUID id = new UUID(MessageTag.high(start, -1), MessageTag.low(5, 6));

        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(start);
    }
}
