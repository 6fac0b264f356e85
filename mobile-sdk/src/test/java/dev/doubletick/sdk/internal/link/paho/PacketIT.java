package dev.doubletick.sdk.internal.link.paho;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.content.Body;
import dev.doubletick.protocol.content.Envelope;
import dev.doubletick.sdk.Account;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.Message.Direction;
import dev.doubletick.sdk.MessageContent;
import dev.doubletick.sdk.MessageKey;
import dev.doubletick.sdk.MessageStatus;
import dev.doubletick.sdk.internal.http.HttpStack;
import dev.doubletick.sdk.internal.http.Trust;
import dev.doubletick.sdk.internal.link.Answer;
import dev.doubletick.sdk.internal.link.BrokerAddress;
import dev.doubletick.sdk.internal.link.Inbound;
import dev.doubletick.sdk.internal.link.Link;
import dev.doubletick.sdk.internal.link.LinkEvents;
import dev.doubletick.sdk.internal.link.LinkException;
import dev.doubletick.sdk.internal.link.Publication;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is in the packets. The other side is a bare socket: a broker does not tell it to everybody. */
class PacketIT {

    private static final PhoneNumber ME = PhoneNumber.ofDigits("4915100000001");
    private static final PhoneNumber BOB = PhoneNumber.ofDigits("4915100000002");
    private static final MessageId ID = MessageId.of(new UUID(7, 7));
    private static final Duration TIME = Duration.ofSeconds(15);
    /** No flags, success, no properties. */
    private static final byte[] CONNACK = {0x20, 3, 0, 0, 0};

    private static final byte[] PINGRESP = {(byte) 0xD0, 0};
    private static final Duration KEEP_ALIVE = Duration.ofMinutes(14);

    private final CompletableFuture<Void> connected = new CompletableFuture<>();
    private final HttpStack http = new HttpStack(new Trust(Optional.empty()), List.of());
    private final AtomicInteger probed = new AtomicInteger();
    private ByteBuffer connectPacket;
    private ServerSocket server;
    private Socket phone;
    private Link link;

    @BeforeEach
    void connect() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        server.setSoTimeout((int) TIME.toMillis());
        URI address = URI.create("mqtt://127.0.0.1:" + server.getLocalPort());
        link = new PahoLinkFactory(new Trust(Optional.empty()), http, KEEP_ALIVE, TIME, Duration.ZERO)
                .create(
                        Account.of(ME, "secret", List.of(address)),
                        BrokerAddress.of(address).orElseThrow(),
                        new LinkEvents() {
                            @Override
                            public void connected(Link link, int window) {
                                connected.complete(null);
                            }

                            @Override
                            public void received(Link link, Inbound inbound) {}

                            @Override
                            public void answered(Link link, Publication publication, Answer answer) {}

                            @Override
                            public void probed(Link link) {
                                probed.incrementAndGet();
                            }

                            @Override
                            public void lost(Link link, LinkException cause) {
                                connected.completeExceptionally(cause);
                            }
                        });
        link.connect();
        phone = server.accept();
        phone.setSoTimeout((int) TIME.toMillis());
        connectPacket = nextPacket();
        phone.getOutputStream().write(CONNACK);
        connected.orTimeout(TIME.toSeconds(), TimeUnit.SECONDS).join();
    }

    @AfterEach
    void close() throws IOException {
        link.close().orTimeout(TIME.toSeconds(), TimeUnit.SECONDS).join();
        http.close();
        phone.close();
        server.close();
    }

    /** What follows the fixed header. */
    private ByteBuffer nextPacket() throws IOException {
        DataInputStream in = new DataInputStream(phone.getInputStream());
        in.readUnsignedByte();
        int length = 0;
        int digit;
        int shift = 0;
        do {
            digit = in.readUnsignedByte();
            length |= (digit & 0x7F) << shift;
            shift += 7;
        } while ((digit & 0x80) != 0);
        return ByteBuffer.wrap(in.readNBytes(length));
    }

    /** The properties of the PUBLISH that this becomes (MQTT 5, section 3.3.2.3). */
    private byte[] properties(Envelope envelope) throws IOException {
        link.publish(Publication.message(Message.builder(
                        MessageKey.of(BOB, Direction.OUTGOING, ID),
                        MessageContent.of(envelope),
                        MessageStatus.QUEUED,
                        Instant.EPOCH)
                .build()));
        ByteBuffer packet = nextPacket();
        byte[] topic = new byte[packet.getShort()];
        packet.get(topic);
        assertThat(new String(topic, US_ASCII)).isEqualTo("m/" + BOB.digits());
        packet.getShort();
        // Fewer than 128 bytes, so their length is one.
        byte[] properties = new byte[packet.get()];
        packet.get(properties);
        return properties;
    }

    private static byte[] expiry(Duration time) {
        return ByteBuffer.allocate(5)
                .put((byte) 2)
                .putInt((int) time.toSeconds())
                .array();
    }

    private static byte[] silent() {
        return ByteBuffer.allocate(12)
                .put((byte) 38)
                .putShort((short) 6)
                .put("silent".getBytes(US_ASCII))
                .putShort((short) 1)
                .put((byte) '1')
                .array();
    }

    private static byte[] correlation() {
        return ByteBuffer.allocate(19)
                .put((byte) 9)
                .putShort((short) MessageId.LENGTH)
                .put(ID.toBytes())
                .array();
    }

    private static String text(ByteBuffer packet) {
        byte[] text = new byte[packet.getShort()];
        packet.get(text);
        return new String(text, US_ASCII);
    }

    /** MQTT 5, section 3.1. */
    @Test
    void asksForASessionThatOutlivesItsConnections() {
        assertThat(text(connectPacket)).isEqualTo("MQTT");
        assertThat(connectPacket.get()).as("version").isEqualTo((byte) 5);
        assertThat(connectPacket.get())
                .as("user name and password, no will, no clean start")
                .isEqualTo((byte) 0xC0);
        assertThat(connectPacket.getShort()).as("keep-alive").isEqualTo((short) KEEP_ALIVE.toSeconds());
        byte[] properties = new byte[connectPacket.get()];
        connectPacket.get(properties);
        assertThat(properties)
                .as("session expiry of 30 days, receive maximum, nothing else: no topic aliases above all")
                .hasSize(8)
                .containsSequence(ByteBuffer.allocate(5)
                        .put((byte) 17)
                        .putInt((int) Duration.ofDays(30).toSeconds())
                        .array())
                .containsSequence(33, 0, 64);
        assertThat(text(connectPacket)).as("client id").isEqualTo(ME.digits());
        assertThat(text(connectPacket)).as("user name").isEqualTo(ME.digits());
        assertThat(text(connectPacket)).as("password").isEqualTo("secret");
        assertThat(connectPacket.hasRemaining()).isFalse();
    }

    @Test
    void aProbeIsNotAnsweredByWhatTheKeepAliveAskedBefore() throws IOException {
        link.probe();
        nextPacket();
        // As it may be on its way already.
        phone.getOutputStream().write(PINGRESP);
        nextPacket();
        assertThat(probed).hasValue(0);
        phone.getOutputStream().write(PINGRESP);

        await().atMost(TIME).untilAsserted(() -> assertThat(probed).hasValue(1));
    }

    @Test
    void aTextHasItsIdAndNothingElse() throws IOException {
        assertThat(properties(Envelope.of(new Body.Text("hi")))).isEqualTo(correlation());
    }

    @Test
    void aDisappearingMessageSaysHowLongTheServerMayHoldIt() throws IOException {
        Duration week = Duration.ofDays(7);

        assertThat(properties(Envelope.of(new Body.Text("hi")).withExpiresAfter(week)))
                .containsSequence(expiry(week))
                .containsSequence(correlation())
                .doesNotContain(38);
    }

    @Test
    void anEditWakesNobody() throws IOException {
        assertThat(properties(Envelope.of(new Body.Edit(ID, "ho"))))
                .containsSequence(silent())
                .containsSequence(correlation());
    }
}
