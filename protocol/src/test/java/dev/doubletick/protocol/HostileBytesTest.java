package dev.doubletick.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.doubletick.protocol.content.Body;
import dev.doubletick.protocol.content.ContentCodec;
import dev.doubletick.protocol.content.Envelope;
import dev.doubletick.protocol.content.wire.Content;
import dev.doubletick.protocol.content.wire.Text;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What reads from the wire says "no" to what makes no sense, in the one way that it promises, and never fails otherwise. Bytes at
 * random, and good ones with a few changed; a seed makes the same ones again.
 */
class HostileBytesTest {

    private static final int ROUNDS = 4_000;
    private static final String WIRE = "mscdpax/+#0123456789 é\u0000\uD83D";

    private static byte[] noise(Random random, int limit) {
        byte[] bytes = new byte[random.nextInt(limit)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Some bytes changed, and perhaps cut off. */
    private static byte[] damaged(Random random, byte[] good) {
        byte[] bytes = Arrays.copyOf(good, 1 + random.nextInt(good.length));
        for (int i = random.nextInt(4); i >= 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private static String wire(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(40); i > 0; i--) {
            text.append(WIRE.charAt(random.nextInt(WIRE.length())));
        }
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void contentIsReadOrIsUnknown(long seed) {
        Random random = new Random(seed);
        byte[] good = Content.newBuilder()
                .setText(Text.newBuilder().setText("Grüße 👋 an alle"))
                .build()
                .toByteArray();
        for (int i = 0; i < ROUNDS; i++) {
            byte[] payload = i % 2 == 0 ? noise(random, 100) : damaged(random, good);

            Envelope envelope = ContentCodec.decode(Optional.of(Limits.CONTENT_TYPE_DT1), payload);
            if (!envelope.body().equals(Body.Unknown.INSTANCE)) {
                // Read is what could have been written.
                assertThat(ContentCodec.decode(Optional.of(Limits.CONTENT_TYPE_DT1), ContentCodec.encode(envelope)))
                        .isEqualTo(envelope);
            }
            // What is read as plain text is those very bytes: nothing is replaced.
            if (ContentCodec.decode(Optional.empty(), payload).body() instanceof Body.Text plain) {
                assertThat(plain.text().getBytes(StandardCharsets.UTF_8)).isEqualTo(payload);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aTopicIsOneOfOursOrNone(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < ROUNDS; i++) {
            String name = i % 2 == 0
                    ? wire(random)
                    : new String(
                            damaged(random, "m/4915100000001/4915100000002".getBytes(StandardCharsets.UTF_8)),
                            StandardCharsets.UTF_8);

            Topic.parse(name).ifPresent(topic -> assertThat(topic.name()).isEqualTo(name));
            PhoneNumber.tryDigits(name)
                    .ifPresent(phone -> assertThat(phone.digits()).isEqualTo(name));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aReceiptHasWholeIdsOrIsRefused(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < ROUNDS; i++) {
            byte[] payload = noise(random, 100);

            if (payload.length > 0 && payload.length % MessageId.LENGTH == 0) {
                assertThat(MessageId.toBytes(MessageId.listOfBytes(ByteBuffer.wrap(payload))))
                        .isEqualTo(payload);
            } else {
                assertThatIllegalArgumentException().isThrownBy(() -> MessageId.listOfBytes(ByteBuffer.wrap(payload)));
            }
        }
    }
}
