package dev.doubletick.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishBuilder;
import com.hivemq.extension.sdk.api.packets.disconnect.DisconnectReasonCode;
import com.hivemq.extension.sdk.api.packets.general.Qos;
import com.hivemq.extension.sdk.api.services.builder.Builders;
import com.hivemq.extension.sdk.api.services.builder.PublishBuilder;
import dev.doubletick.broker.fixture.TestPhone;
import dev.doubletick.protocol.Limits;
import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.ConnectionState.Kind;
import dev.doubletick.sdk.testing.Leftovers;
import dev.doubletick.sdk.testing.Phone;
import dev.doubletick.sdk.testing.TestBroker;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody with an account and a client of their own tries to do harm; and so does a server that is none of ours. */
class HostilePeerIT {

    private static final int ROUNDS = 20 * Integer.getInteger("doubletick.seeds", 3);

    private static TestBroker broker;

    @TempDir
    private Path folder;

    private final Random random = new Random(20260504);
    private final PhoneNumber mallory = Phone.newNumber();
    private Phone victim;
    private TestPhone hostile;

    @BeforeAll
    static void startBroker() {
        broker = TestBroker.start();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void connect() {
        victim = Phone.start(folder, broker.account(Phone.newNumber())).awaitConnected();
        hostile = new TestPhone(mallory, broker.credential(mallory), broker.tcpPort());
        hostile.connect();
    }

    @AfterEach
    void close() {
        hostile.close();
        victim.close();
        Leftovers.assertNoThreads();
    }

    private byte[] noise(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Noise that is no account event: those are the server's, no peer can send one, and the connection ends after each. */
    private byte[] unknownEvent(int length) {
        byte[] bytes = noise(length);
        if (length > 0) {
            bytes[0] |= (byte) 0x80;
        }
        return bytes;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] newId() {
        return MessageId.of(UUID.randomUUID()).toBytes();
    }

    private String topic(char kind) {
        return kind + "/" + victim.number().digits();
    }

    private void send(Optional<String> contentType, byte[] payload) {
        Mqtt5PublishBuilder.Complete publish =
                Mqtt5Publish.builder().topic(topic('m')).payload(payload).correlationData(newId());
        if (contentType.isPresent()) {
            publish = publish.contentType(contentType.get());
        }
        hostile.client().publish(publish.qos(MqttQos.AT_LEAST_ONCE).build()).join();
    }

    /** The phone lives, on the connection that it had, and an honest message after all of that arrives. */
    private void unharmed() {
        Phone friend = Phone.start(folder, broker.account(Phone.newNumber()));
        try (friend) {
            Message honest = friend.send(victim.number(), "still there?");
            friend.awaitStatus(honest, MessageStatus.DELIVERED);
        }
        assertThat(victim.arrivedTexts()).contains("still there?");
        assertThat(victim.states()).extracting(ConnectionState::kind).containsExactly(Kind.CONNECTING, Kind.CONNECTED);
    }

    @Test
    void contentOfWhateverBytesIsKeptAsItIs() {
        List<byte[]> payloads = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            payloads.add(noise(random.nextInt(200)));
        }
        payloads.add(noise(Limits.MAX_PAYLOAD_BYTES));
        payloads.add(utf8("👨‍👩‍👧‍👦".repeat(Limits.MAX_PAYLOAD_BYTES / 25)));
        payloads.add(utf8("\u202e\u0000\uFEFF" + "\u0336".repeat(10_000)));
        // A field with a length of 2 GiB, one that never ends, and groups within groups within groups.
        payloads.add(new byte[] {0x0A, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x07});
        byte[] endless = new byte[10_000];
        Arrays.fill(endless, (byte) 0xFF);
        payloads.add(endless);
        byte[] groups = new byte[Limits.MAX_PAYLOAD_BYTES];
        Arrays.fill(groups, (byte) 0x0B);
        payloads.add(groups);
        payloads.add(new byte[0]);

        for (byte[] payload : payloads) {
            send(Optional.of(Limits.CONTENT_TYPE_DT1), payload);
            send(Optional.of("dt9"), payload);
            send(Optional.empty(), payload);
        }

        victim.awaitArrived(3 * payloads.size());
        unharmed();
        List<Message> stored = victim.get(victim.doubletick().history(mallory, 4 * payloads.size()));
        assertThat(stored).hasSize(3 * payloads.size());
        for (int i = 0; i < stored.size(); i++) {
            assertThat(stored.get(i).content().payload()).isEqualTo(payloads.get(i / 3));
            // Whatever it is: an app can show it, and say something of it.
            assertThat(stored.get(i).text()).isNotNull();
            assertThat(stored.get(i).toString()).isNotEmpty();
        }
    }

    @Test
    void receiptsAndChatStatesOfAnyKindChangeNothing() {
        Message mine = victim.send(mallory, "one tick, two ticks");
        victim.awaitStatus(mine, MessageStatus.DELIVERED);
        for (int i = 0; i < ROUNDS; i++) {
            // What the server refuses is answered, and what it passes on has to be borne.
            hostile.client()
                    .publishWith()
                    .topic(topic('c'))
                    .payload(noise(i % 3))
                    .send()
                    .join();
            publish(topic('c') + "/" + mallory.digits(), noise(i % 40));
            publish(topic('s') + "/" + mallory.digits(), noise(i % 40));
            publish(topic('d'), noise(i % 40));
            publish(topic('a'), unknownEvent(i));
            publish(topic('p'), noise(i));
        }
        publish(topic('s') + "/" + mallory.digits(), noise(16 * 4_000));
        publish(topic('d'), noise(16 * 4_000));

        unharmed();
        assertThat(victim.stored(mine).status()).isEqualTo(MessageStatus.DELIVERED);
        assertThat(victim.arrived()).hasSize(1);
    }

    private void publish(String topic, byte[] payload) {
        broker.publish(topic, Optional.empty(), Optional.empty(), payload);
    }

    @Test
    void propertiesOfAnyKindAreBorne() {
        for (int i = 0; i < 20; i++) {
            PublishBuilder publish = Builders.publish()
                    .topic(topic('m') + "/" + mallory.digits())
                    .qos(Qos.AT_LEAST_ONCE)
                    .payload(ByteBuffer.wrap(utf8("message " + i)))
                    .contentType(i % 2 == 0 ? "dt1" : "🙈".repeat(i * 500))
                    .responseTopic("x".repeat(1 + i * 100))
                    .correlationData(ByteBuffer.wrap(noise(i)));
            for (int property = 0; property < 1_000; property++) {
                publish.userProperty("name " + property, "\u200B".repeat(i));
            }
            broker.publish(publish.build());
        }

        victim.awaitArrived(20);
        unharmed();
    }

    /** Whatever the client library makes of it, the end of the connection is noticed, by the keep-alive at the latest. */
    @Test
    void aServersLastWordsMayBeLong() {
        PhoneNumber number = Phone.newNumber();
        try (Phone patient = Phone.start(
                        folder, broker.account(number), builder -> builder.keepAlive(Duration.ofSeconds(2)))
                .awaitConnected()) {
            broker.disconnect(number, DisconnectReasonCode.ADMINISTRATIVE_ACTION, "\u202e%s%n\n\u200B👋".repeat(3_000));

            await().atMost(Duration.ofSeconds(30))
                    .until(() -> patient.states().stream().anyMatch(state -> state.kind() == Kind.DISCONNECTED));
            patient.awaitConnected();
        }
    }
}
