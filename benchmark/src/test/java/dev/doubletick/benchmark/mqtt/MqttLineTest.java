package dev.doubletick.benchmark.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.benchmark.line.Account;
import dev.doubletick.benchmark.line.MessageTag;
import dev.doubletick.benchmark.line.RecordingListener;
import dev.doubletick.benchmark.line.Watch;
import dev.doubletick.protocol.PhoneNumber;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One line, fed with a broker's bytes as MQTT 5 writes them. */
class MqttLineTest {

    private static final HexFormat HEX = HexFormat.of();
    private static final PhoneNumber ME = PhoneNumber.ofDigits("4915110000000");
    private static final PhoneNumber OTHER = PhoneNumber.ofDigits("4915110000001");
    private static final String CONNACK = "2003000000";
    private static final String CONNACK_RECEIVE_MAXIMUM_4 = "200600000321" + "0004";
    private static final String SUBACK = "9005" + "0001" + "00" + "0101";

    private final RecordingListener heard = new RecordingListener();

    private EmbeddedChannel channel = new EmbeddedChannel();

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void connectsWithoutSubscribingToADoubletickBroker() {
        open(Dialect.DOUBLETICK);
        assertThat(sent()).startsWith("10").contains(HEX.formatHex("secret".getBytes(StandardCharsets.UTF_8)));

        receive(CONNACK);
        assertThat(heard.events()).containsExactly("ready");
        assertThat(sent()).isEmpty();
    }

    @Test
    void subscribesToItsOwnTopicsOnAPlainBroker() {
        open(Dialect.PLAIN);
        sent();

        receive(CONNACK);
        assertThat(heard.events()).isEmpty();
        assertThat(sent()).startsWith("82").contains(ascii("m/4915110000000"), ascii("d/4915110000000"));
        receive(SUBACK);
        assertThat(heard.events()).containsExactly("ready");
    }

    @Test
    void subscribesToThePresenceOfWhomItWatchesAndCountsWhatItIsTold() {
        Watch watch = new Watch(PhoneNumber.ofDigits("4915110000009"), new LongAdder());
        open(Dialect.DOUBLETICK, Optional.of(watch));
        sent();

        receive(CONNACK);
        assertThat(heard.events()).isEmpty();
        assertThat(sent()).startsWith("82").contains(ascii("p/4915110000009"));
        receive("900400010000");
        assertThat(heard.events()).containsExactly("ready");
        receive("3013000f" + ascii("p/4915110000009") + "0001");
        assertThat(watch.told().sum()).isEqualTo(1);
        assertThat(sent()).isEmpty();
    }

    @Test
    void doesNotSubscribeAgainWhereTheSessionIsStillThere() {
        open(Dialect.PLAIN);
        sent();

        receive("2003010000");
        assertThat(heard.events()).containsExactly("ready");
        assertThat(sent()).isEmpty();
    }

    @Test
    void keepsWithinTheBrokersReceiveMaximum() {
        ready(Dialect.DOUBLETICK, CONNACK_RECEIVE_MAXIMUM_4);
        assertThat(heard.line().sendLimit()).isEqualTo(4);
    }

    @Test
    void leavesHalfOfTheReceiveMaximumToReceiptsOnAPlainBroker() {
        ready(Dialect.PLAIN, CONNACK_RECEIVE_MAXIMUM_4);
        assertThat(heard.line().sendLimit()).isEqualTo(2);
    }

    @Test
    void aWrongCredentialIsPermanentAndABusyBrokerIsNot() {
        open(Dialect.DOUBLETICK);
        receive("2003008600");
        assertThat(heard.events())
                .containsExactly("closed permanently: CONNACK CONNECTION_REFUSED_BAD_USERNAME_OR_PASSWORD");

        heard.clear();
        open(Dialect.DOUBLETICK);
        receive("2003008900");
        assertThat(heard.events()).containsExactly("closed: CONNACK CONNECTION_REFUSED_SERVER_BUSY");
    }

    @Test
    void pubacksAreFirstTicksOrRefusals() {
        ready(Dialect.DOUBLETICK, CONNACK);
        heard.line().send(OTHER, 1, MessageTag.low(0, 0));
        heard.line().send(OTHER, 1, MessageTag.low(0, 1));
        heard.line().send(OTHER, 1, MessageTag.low(0, 2));
        heard.line().flush();

        receive("40020001" + "4004" + "0002" + "00" + "00" + "4009" + "0003" + "97" + "05" + "1f0002" + ascii("no"));
        assertThat(heard.events()).containsExactly("accepted 0", "accepted 1", "refused 2: 0x97 no");
    }

    @Test
    void noMatchingSubscriberIsARefusal() {
        ready(Dialect.PLAIN, CONNACK);
        receive("4003" + "0001" + "10");
        assertThat(heard.events()).containsExactly("refused 0: 0x10");
    }

    @Test
    void aStampedMessageIsHandedOnAndAcknowledged() {
        ready(Dialect.DOUBLETICK, CONNACK);
        receive(publish("m/4915110000000/4915110000001", 9, id(5, 6), ""));

        assertThat(heard.events()).containsExactly("received 5-6 from 4915110000001");
        assertThat(sent()).isEqualTo("40020009");
    }

    @Test
    void aMessageForSomebodyElseIsFromNobody() {
        ready(Dialect.DOUBLETICK, CONNACK);
        receive(publish("m/4915110000009/4915110000001", 9, id(5, 6), ""));
        assertThat(heard.events()).containsExactly("received 5-6 from ");
    }

    @Test
    void aMessageWithoutIdIsAcknowledgedToo() {
        ready(Dialect.DOUBLETICK, CONNACK);
        receive(publish("m/4915110000000/4915110000001", 9, "", ""));
        assertThat(sent()).isEqualTo("40020009");
    }

    @Test
    void oneReceiptMayBeForManyMessages() {
        ready(Dialect.DOUBLETICK, CONNACK);
        receive(publish("d/4915110000000", 3, "", id(1, 2) + id(3, 4)));

        assertThat(heard.events()).containsExactly("receipted 1-2", "receipted 3-4");
        assertThat(sent()).isEqualTo("40020003");
    }

    @Test
    void whatIsReadInOneBatchIsAnsweredInOneWriteWithOneReceiptPerSender() {
        ready(Dialect.PLAIN, CONNACK);
        receive(publish("m/4915110000000", 1, id(1, 1), "", "d/4915110000001")
                + publish("m/4915110000000", 2, id(2, 2), "", "d/4915110000002")
                + publish("m/4915110000000", 3, id(1, 3), "", "d/4915110000001"));

        assertThat(heard.events())
                .containsExactly(
                        "received 1-1 from 4915110000001",
                        "received 2-2 from 4915110000002",
                        "received 1-3 from 4915110000001");
        ByteBuf batch = channel.readOutbound();
        assertThat(HEX.formatHex(bytes(batch)))
                .isEqualTo("40020001" + "40020002" + "40020003"
                        + publish("d/4915110000001", 0x8000, "", id(1, 1) + id(1, 3))
                        + publish("d/4915110000002", 0x8001, "", id(2, 2)));
        assertThat(sent()).isEmpty();
    }

    @Test
    void receiptsBeyondTheReceiveMaximumWaitAndAreJoined() {
        ready(Dialect.PLAIN, CONNACK_RECEIVE_MAXIMUM_4);
        for (int i = 1; i <= 4; i++) {
            receive(publish("m/4915110000000", i, id(1, i), "", "d/4915110000001"));
        }
        assertThat(sent())
                .isEqualTo("40020001" + publish("d/4915110000001", 0x8000, "", id(1, 1)) + "40020002"
                        + publish("d/4915110000001", 0x8001, "", id(1, 2)) + "40020003" + "40020004");

        receive("4002" + "8000");
        assertThat(sent()).isEqualTo(publish("d/4915110000001", 0x8002, "", id(1, 3) + id(1, 4)));
        assertThat(heard.events()).noneMatch(event -> event.startsWith("accepted"));
    }

    @Test
    void brokenBytesCloseTheLine() {
        ready(Dialect.DOUBLETICK, CONNACK);
        receive("f0ffffffffff");
        assertThat(heard.events()).singleElement().asString().startsWith("closed");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void theBrokersReasonForADisconnectIsTold() {
        ready(Dialect.DOUBLETICK, CONNACK);
        receive("e0028e00");
        channel.close().syncUninterruptibly();
        assertThat(heard.events()).containsExactly("closed: DISCONNECT 0x8E");
    }

    private void open(Dialect dialect) {
        open(dialect, Optional.empty());
    }

    private void open(Dialect dialect, Optional<Watch> watch) {
        channel.finishAndReleaseAll();
        channel = new EmbeddedChannel(
                new MqttDecoder(1 << 20),
                MqttEncoder.INSTANCE,
                new MqttLine(new Account(ME, "secret"), dialect, new byte[] {'x'}, watch, heard));
    }

    private void ready(Dialect dialect, String connack) {
        open(dialect);
        receive(connack);
        if (dialect == Dialect.PLAIN) {
            receive(SUBACK);
        }
        sent();
        heard.clear();
    }

    private void receive(String hex) {
        channel.writeInbound(Unpooled.wrappedBuffer(HEX.parseHex(hex)));
        channel.checkException();
    }

    private String sent() {
        StringBuilder all = new StringBuilder();
        ByteBuf batch = channel.readOutbound();
        while (batch != null) {
            all.append(HEX.formatHex(bytes(batch)));
            batch = channel.readOutbound();
        }
        return all.toString();
    }

    private static byte[] bytes(ByteBuf buffer) {
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.readBytes(bytes);
        buffer.release();
        return bytes;
    }

    private static String publish(String topic, int packetId, String correlation, String payload) {
        return publish(topic, packetId, correlation, payload, "");
    }

    private static String publish(
            String topic, int packetId, String correlation, String payload, String responseTopic) {
        String properties = (responseTopic.isEmpty() ? "" : "08" + sized(ascii(responseTopic)))
                + (correlation.isEmpty() ? "" : "09" + sized(correlation));
        String rest = sized(ascii(topic))
                + "%04x".formatted(packetId)
                + "%02x".formatted(properties.length() / 2)
                + properties
                + payload;
        return "32" + "%02x".formatted(rest.length() / 2) + rest;
    }

    private static String sized(String hex) {
        return "%04x".formatted(hex.length() / 2) + hex;
    }

    private static String id(long high, long low) {
        return "%016x%016x".formatted(high, low);
    }

    private static String ascii(String text) {
        return HEX.formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }
}
