package dev.doubletick.standalone.testing;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import dev.doubletick.protocol.AccountEvent;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A phone with somebody else's MQTT client, registered by text message as anybody would be. */
public final class StockPhone {

    private static final int ID_BYTES = 16;

    private final String phone;
    private final String credential;
    private final List<Mqtt5Publish> received = new CopyOnWriteArrayList<>();

    private StockPhone(String phone, String credential) {
        this.phone = phone;
        this.credential = credential;
    }

    /** Registers a number, with the plus. */
    public static StockPhone register(URI service, String phone) {
        Http http = new Http(service);
        String verification = http.verification(phone);
        String credential =
                http.confirm(verification, http.code(phone)).path("credential").asText();
        return new StockPhone(phone.substring(1), credential);
    }

    /** Connects, with a session that lasts. The connection ends with the broker's, or when the caller ends it. */
    public Mqtt5AsyncClient connect(URI mqtt) {
        Mqtt5AsyncClient client = Mqtt5Client.builder()
                .identifier(phone)
                .serverHost(mqtt.getHost())
                .serverPort(mqtt.getPort())
                .simpleAuth()
                .username(phone)
                .password(credential.getBytes(StandardCharsets.UTF_8))
                .applySimpleAuth()
                .buildAsync();
        client.publishes(MqttGlobalPublishFilter.ALL, received::add);
        client.connectWith()
                .cleanStart(false)
                .sessionExpiryInterval(TimeUnit.DAYS.toSeconds(1))
                .send()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
        return client;
    }

    /** Says where this phone can be pushed to. */
    public void registerPush(URI service, String json) {
        HttpResponse<String> answer = new Http(service).put("/v1/push-tokens", json, this);
        if (answer.statusCode() != 204) {
            throw new AssertionError(answer.body());
        }
    }

    /** Sends a text under a new id, and waits for its tick. */
    public void send(Mqtt5AsyncClient connection, StockPhone to, String text) {
        UUID id = UUID.randomUUID();
        connection
                .publish(Mqtt5Publish.builder()
                        .topic("m/" + to.phone)
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .payload(text.getBytes(StandardCharsets.UTF_8))
                        .correlationData(ByteBuffer.allocate(ID_BYTES)
                                .putLong(id.getMostSignificantBits())
                                .putLong(id.getLeastSignificantBits())
                                .flip())
                        .build())
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    /** What the registration service knows it by: the header Authorization. */
    public String authorization() {
        String pair = "+" + phone + ":" + credential;
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    /** What it was told of its account, in order. */
    public List<AccountEvent> accountEvents() {
        return received.stream()
                .filter(publish -> publish.getTopic().toString().equals("a/" + phone))
                .map(publish ->
                        AccountEvent.ofBytes(publish.getPayloadAsBytes()).orElseThrow())
                .toList();
    }

    /** The texts that have arrived, in order. */
    public List<String> texts() {
        return received.stream()
                .filter(publish -> publish.getTopic().toString().startsWith("m/"))
                .map(publish -> new String(publish.getPayloadAsBytes(), StandardCharsets.UTF_8))
                .toList();
    }

    /** How many ids the delivered receipts hold that have arrived. */
    public int receipts() {
        List<Mqtt5Publish> receipts = new ArrayList<>(received);
        receipts.removeIf(publish -> !publish.getTopic().toString().startsWith("d/"));
        return receipts.stream()
                        .mapToInt(receipt -> receipt.getPayloadAsBytes().length)
                        .sum()
                / ID_BYTES;
    }
}
