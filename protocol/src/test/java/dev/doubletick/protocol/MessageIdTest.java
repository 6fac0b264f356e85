package dev.doubletick.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MessageIdTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final MessageIdGenerator generator =
            new MessageIdGenerator(Clock.fixed(NOW, ZoneOffset.UTC), new SecureRandom());

    @Test
    void isAUuidVersion7OfItsTime() {
        MessageId id = generator.next();

        assertThat(id.uuid().version()).isEqualTo(7);
        assertThat(id.uuid().variant()).isEqualTo(2);
        assertThat(id.uuid().getMostSignificantBits() >>> 16).isEqualTo(NOW.toEpochMilli());
    }

    @Test
    void ascendsWithinAMillisecondAndBeyondTheCounter() {
        List<MessageId> ids =
                IntStream.range(0, 10_000).mapToObj(i -> generator.next()).collect(Collectors.toList());

        assertThat(ids).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void survivesTheWire() {
        MessageId id = generator.next();

        assertThat(MessageId.ofBytes(id.toBytes())).isEqualTo(id);
        assertThat(MessageId.parse(id.toString())).isEqualTo(id);
    }

    @Test
    void refusesOtherLengths() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MessageId.ofBytes(new byte[15]))
                .withMessageContaining("15");
        assertThatIllegalArgumentException().isThrownBy(() -> MessageId.ofBytes(ByteBuffer.allocate(17)));
    }

    @Test
    void receiptsCarryManyIds() {
        List<MessageId> ids = List.of(generator.next(), generator.next(), generator.next());

        assertThat(MessageId.listOfBytes(ByteBuffer.wrap(MessageId.toBytes(ids))))
                .isEqualTo(ids);
        assertThatIllegalArgumentException().isThrownBy(() -> MessageId.listOfBytes(ByteBuffer.allocate(0)));
        assertThatIllegalArgumentException().isThrownBy(() -> MessageId.listOfBytes(ByteBuffer.allocate(40)));
    }
}
