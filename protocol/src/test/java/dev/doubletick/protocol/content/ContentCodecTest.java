package dev.doubletick.protocol.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.content.wire.Content;
import dev.doubletick.protocol.content.wire.Delete;
import dev.doubletick.protocol.content.wire.Location;
import dev.doubletick.protocol.content.wire.Reaction;
import dev.doubletick.protocol.content.wire.Text;
import dev.doubletick.protocol.content.wire.Timer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ContentCodecTest {

    private static final Optional<String> DT1 = Optional.of("dt1");
    private static final MessageId ID = MessageId.of(UUID.fromString("01890a5d-ac96-774b-bcce-b302099a8057"));

    private static Body read(byte[] payload) {
        return ContentCodec.decode(DT1, payload).body();
    }

    @Test
    void readsPlainTextWhereNoContentTypeIsNamed() {
        byte[] payload = "Grüße 👋".getBytes(StandardCharsets.UTF_8);

        assertThat(ContentCodec.decode(Optional.empty(), payload)).isEqualTo(Envelope.of(new Body.Text("Grüße 👋")));
    }

    static Stream<Envelope> envelopes() {
        return Stream.of(
                Envelope.of(new Body.Text("hello")),
                Envelope.of(new Body.Text("hello"))
                        .withReplyTo(Optional.of(Reference.of(ID, true)))
                        .withExpiresAfter(Duration.ofHours(1)),
                Envelope.of(new Body.Reaction(Reference.of(ID, true), "👍")),
                Envelope.of(new Body.Reaction(Reference.of(ID, false), "")),
                Envelope.of(new Body.Edit(ID, "hullo")),
                Envelope.of(new Body.Delete(ID)),
                Envelope.of(new Body.Location(-33.8568, 151.2153, 12.5f, "Opera")),
                Envelope.of(new Body.Timer(ContentCodec.MAX_TIMER, 0xFFFF_FFFFL)),
                Envelope.of(new Body.Timer(Duration.ZERO, 0)));
    }

    @ParameterizedTest
    @MethodSource("envelopes")
    void readsWhatItWrites(Envelope envelope) {
        assertThat(ContentCodec.decode(DT1, ContentCodec.encode(envelope))).isEqualTo(envelope);
    }

    @Test
    void writesTheBytesOfTheProtocol() {
        // Field 14 is 0x72, field 15 is 0x78; docs/protocol.md shows the same example.
        byte[] reply = ContentCodec.encode(Envelope.of(new Body.Text("Hi"))
                .withReplyTo(Optional.of(Reference.of(ID, true)))
                .withExpiresAfter(Duration.ofHours(1)));

        assertThat(HexFormat.of().formatHex(reply))
                .isEqualTo("0a040a024869" + "72140a1001890a5dac96774bbcceb302099a80571001" + "78901c");
    }

    @Test
    void knowsWhatItDoesNotKnow() {
        assertThat(read(new byte[] {(byte) 0xC2, 0x3E, 1, 7})).isEqualTo(Body.Unknown.INSTANCE);
        assertThat(read(new byte[0])).isEqualTo(Body.Unknown.INSTANCE);
        assertThat(ContentCodec.decode(Optional.of("dte1"), new byte[0]).body()).isEqualTo(Body.Unknown.INSTANCE);
        assertThat(ContentCodec.decode(Optional.empty(), new byte[] {(byte) 0xFF})
                        .body())
                .isEqualTo(Body.Unknown.INSTANCE);
    }

    static Stream<Content> outOfBounds() {
        return Stream.of(
                Content.newBuilder()
                        .setDelete(Delete.newBuilder().setId(ByteString.copyFrom(new byte[15])))
                        .build(),
                Content.newBuilder().setDelete(Delete.getDefaultInstance()).build(),
                Content.newBuilder().setReaction(Reaction.getDefaultInstance()).build(),
                Content.newBuilder()
                        .setReaction(Reaction.newBuilder()
                                .setTarget(dev.doubletick.protocol.content.wire.Reference.newBuilder()
                                        .setId(ByteString.copyFrom(ID.toBytes())))
                                .setEmoji("👍".repeat(1000)))
                        .build(),
                Content.newBuilder()
                        .setLocation(Location.newBuilder().setLatitude(90.1))
                        .build(),
                Content.newBuilder()
                        .setLocation(Location.newBuilder().setLongitude(Double.NaN))
                        .build(),
                Content.newBuilder()
                        .setLocation(Location.newBuilder().setAccuracy(Float.POSITIVE_INFINITY))
                        .build(),
                Content.newBuilder()
                        .setLocation(Location.newBuilder().setName("x".repeat(1025)))
                        .build(),
                Content.newBuilder()
                        .setTimer(Timer.newBuilder().setExpiresAfter(-1))
                        .build(),
                Content.newBuilder()
                        .setText(Text.newBuilder().setText("hello"))
                        .setExpiresAfter(-1)
                        .build(),
                Content.newBuilder()
                        .setText(Text.newBuilder().setText("hello"))
                        .setReplyTo(dev.doubletick.protocol.content.wire.Reference.newBuilder()
                                .setId(ByteString.copyFromUtf8("short")))
                        .build());
    }

    @ParameterizedTest
    @MethodSource("outOfBounds")
    void doesNotBelieveWhatIsOutOfBounds(Content content) {
        assertThat(read(content.toByteArray())).isEqualTo(Body.Unknown.INSTANCE);
    }

    @Test
    void returnsWhateverTheBytes() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] noise = new byte[random.nextInt(64)];
            random.nextBytes(noise);

            assertThat(ContentCodec.decode(DT1, noise)).isNotNull();
        }
    }

    @Test
    void refusesToWriteWhatIsNeverSent() {
        assertThatIllegalArgumentException().isThrownBy(() -> ContentCodec.encode(Envelope.of(Body.Deleted.INSTANCE)));
        assertThatIllegalArgumentException().isThrownBy(() -> ContentCodec.encode(Envelope.of(Body.Unknown.INSTANCE)));
    }

    @Test
    void doesNotPrintWhatPeopleWrote() {
        assertThat(Envelope.of(new Body.Text("secret"))).hasToString("Text");
        assertThat(Envelope.of(new Body.Edit(ID, "secret"))).hasToString("Edit");
    }
}
