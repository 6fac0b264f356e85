package dev.doubletick.sample.phones.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.protocol.PhoneNumber;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cutting a stream into packets, and reading them. The bytes are those of the standard's layout, written by hand. */
class PacketsTest {

    private static final PhoneNumber ALICE = PhoneNumber.ofE164("+4915112345678");
    private static final PhoneNumber BOB = PhoneNumber.ofE164("+4917698765432");
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    /** m/4917698765432, packet id 1, no properties, "Hi". */
    private static final String PUBLISH = "3216" + "000f" + hex("m/4917698765432") + "0001" + "00" + hex("Hi");

    private static final String PUBACK = "40020001";
    private static final String PUBACK_REFUSED = "4004" + "0001" + "10" + "00";

    private final List<Frame> frames = new ArrayList<>();
    private final FrameReader reader = new FrameReader(frames::add);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000})
    void areFoundHoweverTcpCutsThem(int chunk) {
        byte[] stream = HexFormat.of().parseHex(PUBLISH + PUBACK + "c000" + PUBACK_REFUSED);

        for (int i = 0; i < stream.length; i += chunk) {
            byte[] piece = Arrays.copyOfRange(stream, i, Math.min(stream.length, i + chunk));
            reader.read(piece, piece.length);
        }

        assertThat(frames).extracting(Frame::type).containsExactly(3, 4, 12, 4);
        assertThat(frames).extracting(Frame::size).containsExactly(24, 4, 2, 6);
    }

    @Test
    void haveASizeThatCountsTheirHeaderWhereTheLengthTakesTwoBytes() {
        feed("30" + "c801" + "00".repeat(200));

        assertThat(frames).extracting(Frame::size).containsExactly(203);
    }

    @Test
    void areNotFoundInWhatIsNoMqtt() {
        feed("16ffffffff0100" + PUBACK);

        assertThat(frames).isEmpty();
    }

    @Test
    void sayWhereAMessageGoesAndHowMuchItCarries() {
        feed(PUBLISH);

        Packet packet = PacketDecoder.decode(frames.get(0), ALICE, true, NOW);

        assertThat(packet.type()).isEqualTo("PUBLISH");
        assertThat(packet.topic().orElseThrow().owner()).isEqualTo(BOB);
        assertThat(packet.payload()).isEqualTo(2);
        assertThat(packet.bytes()).isEqualTo(24);
    }

    @Test
    void sayWhyTheyRefuse() {
        feed(PUBACK + PUBACK_REFUSED);

        assertThat(frames)
                .extracting(
                        frame -> PacketDecoder.decode(frame, ALICE, false, NOW).reason())
                .containsExactly(0, 0x10);
    }

    @Test
    void nameThePhoneThatConnects() {
        String properties = "05" + "1100015180";
        feed("1022" + "0004" + hex("MQTT") + "05c2003c" + properties + "000d" + hex("4915112345678") + "0000" + "00");

        assertThat(PacketDecoder.clientId(frames.get(0))).contains(ALICE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1000", "10020004", "3001ff", "300500ff6d2f34", "2001ff", "820300010b"})
    void areShownWithoutWhatCannotBeRead(String malformed) {
        feed(malformed);

        Packet packet = PacketDecoder.decode(frames.get(0), ALICE, true, NOW);

        assertThat(packet.topic()).isEmpty();
        assertThat(packet.bytes()).isEqualTo(malformed.length() / 2);
        assertThat(PacketDecoder.clientId(frames.get(0))).isEmpty();
    }

    private void feed(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        reader.read(bytes, bytes.length);
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }
}
