package dev.doubletick.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.standalone.sms.FakeSms;
import dev.doubletick.standalone.testing.Http;
import dev.doubletick.standalone.testing.Mqtt;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StandaloneIT {

    private static final String STRANGER = "4915100000000";

    @TempDir
    private static Path folder;

    private static Standalone stack;
    private static Http http;

    @BeforeAll
    static void start() {
        stack = Standalone.start(StandaloneConfig.onFreePorts(folder));
        http = new Http(stack.http());
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void aPhoneRegistersWithTheCodeOfItsFakeSms() {
        String phone = "+4915112345678";
        String verification = http.verification(phone);

        JsonNode account = http.confirm(verification, http.code(phone));

        assertThat(account.path("phone").asText()).isEqualTo(phone);
        assertThat(account.path("credential").asText()).hasSize(43);
        assertThat(account.path("brokers"))
                .extracting(JsonNode::asText)
                .containsExactly(stack.mqtt().toString(), stack.ws().toString());
    }

    @Test
    void addressesAreOfTheLoopbackInterface() {
        assertThat(stack.mqtt().toString()).matches("mqtt://127\\.0\\.0\\.1:[1-9][0-9]*");
        assertThat(stack.ws().toString()).matches("ws://127\\.0\\.0\\.1:[1-9][0-9]*/mqtt");
        assertThat(stack.http().toString()).matches("http://127\\.0\\.0\\.1:[1-9][0-9]*");
        assertThat(List.of(
                        stack.mqtt().getPort(),
                        stack.ws().getPort(),
                        stack.http().getPort()))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"%2B4915112345679", "+4915112345679", "4915112345679", "%204915112345679"})
    void fakeTextsAreFoundHoweverThePlusIsWritten(String query) {
        http.verification("+4915112345679");

        JsonNode texts = Http.json(http.get("/fake/sms?phone=" + query));

        assertThat(texts).hasSize(1);
        assertThat(texts.path(0).path("to").asText()).isEqualTo("+4915112345679");
        assertThat(texts.path(0).path("text").asText()).matches("Your Doubletick code is [0-9]{6}\\..*");
        assertThat(texts.path(0).path("sentAt").asText()).matches("20[0-9-]+T[0-9:.]+Z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "?phone=", "?phone=hello", "?phone=%2B", "?phone=%2B%2B4915112345678", "?phone=0123456789"})
    void whatIsNotANumberHasNoTexts(String query) {
        var answer = http.get("/fake/sms" + query);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("urn:doubletick:problem:invalid-phone-number");
    }

    @Test
    void aNumberWithoutTextsHasNone() {
        assertThat(http.get("/fake/sms?phone=4915199999999").body()).isEqualTo("[]");
        assertThat(stack.sms().texts(PhoneNumber.ofDigits("4915199999999"))).isEmpty();
    }

    @Test
    void textsCanBeReadInTheSameProcessToo() {
        http.verification("+4915112345680");

        List<FakeSms> texts = stack.sms().texts(PhoneNumber.ofE164("+4915112345680"));

        assertThat(texts).hasSize(1);
        assertThat(texts.get(0).toString()).doesNotContain("4915112345680", http.code("+4915112345680"));
    }

    @Test
    void theOperatorTokenIsForItsOwnerOnly() throws Exception {
        assertThat(stack.operatorTokenFile()).isEqualTo(folder.toRealPath().resolve("operator-token"));
        for (String secret : List.of("operator-token", "otp-key", "postgres-password")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(secret))))
                    .isEqualTo("rw-------");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
    }

    @Test
    void theBrokerRefusesStrangersOnBothListeners() throws Exception {
        assertThat(Mqtt.connackReason(stack.mqtt(), STRANGER, "guessed")).isGreaterThanOrEqualTo(0x80);
        assertThat(connackReasonOverWebSocket()).isGreaterThanOrEqualTo(0x80);
    }

    @Test
    void theBrokerStopsAndStartsOnTheSamePorts() throws Exception {
        int port = stack.mqtt().getPort();

        stack.stopBroker();
        assertThatThrownBy(() -> Mqtt.connackReason(stack.mqtt(), STRANGER, "guessed"))
                .isInstanceOf(ConnectException.class);
        assertThat(http.get("/readyz").statusCode()).isEqualTo(200);
        stack.startBroker();

        assertThat(stack.mqtt().getPort()).isEqualTo(port);
        assertThat(Mqtt.connackReason(stack.mqtt(), STRANGER, "guessed")).isGreaterThanOrEqualTo(0x80);
    }

    @Test
    void aSecondStackOnTheSameFolderIsRefused() {
        assertThatThrownBy(() -> Standalone.start(StandaloneConfig.onFreePorts(folder)))
                .isInstanceOf(StandaloneException.class)
                .hasMessageEndingWith(" is in use by another doubletick.");

        assertThat(http.get("/readyz").statusCode()).isEqualTo(200);
    }

    private static int connackReasonOverWebSocket() throws Exception {
        CompletableFuture<ByteBuffer> connack = new CompletableFuture<>();
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .subprotocols("mqtt")
                .buildAsync(stack.ws(), new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
                        connack.complete(data);
                        return CompletableFuture.completedFuture(null);
                    }
                })
                .get(10, TimeUnit.SECONDS);
        socket.sendBinary(ByteBuffer.wrap(Mqtt.connect(STRANGER, "guessed")), true)
                .join();
        ByteBuffer packet = connack.get(10, TimeUnit.SECONDS);
        assertThat(packet.get(0)).isEqualTo((byte) 0x20);
        return packet.get(3) & 0xff;
    }
}
