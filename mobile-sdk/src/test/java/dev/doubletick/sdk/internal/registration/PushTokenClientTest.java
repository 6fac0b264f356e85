package dev.doubletick.sdk.internal.registration;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.Account;
import dev.doubletick.sdk.ProblemException;
import dev.doubletick.sdk.PushToken;
import dev.doubletick.sdk.internal.http.HttpStack;
import dev.doubletick.sdk.internal.http.Trust;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Credentials;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway.Init") // The field is set before each test.
class PushTokenClientTest {

    private static final Account ACCOUNT =
            Account.of(PhoneNumber.ofE164("+4915112345678"), "secret", List.of(URI.create("mqtt://b:1883")));

    private final MockWebServer server = new MockWebServer();
    private final HttpStack http = new HttpStack(new Trust(Optional.empty()), List.of());
    private PushTokenClient client;

    @BeforeEach
    void start() throws IOException {
        server.start();
        client = new PushTokenClient(new Exchange(server.url("/base").uri(), http, Clock.systemUTC()));
    }

    @AfterEach
    void stop() {
        http.close();
        server.close();
    }

    private static Done await(Consumer<Reply<Done>> request) throws Exception {
        CompletableFuture<Done> future = new CompletableFuture<>();
        request.accept(new Reply<>() {
            @Override
            public void answered(Done done) {
                future.complete(done);
            }

            @Override
            public void failed(Exception cause) {
                future.completeExceptionally(cause);
            }
        });
        return future.get(10, SECONDS);
    }

    private void sends(PushToken token, String json) throws Exception {
        server.enqueue(new MockResponse.Builder().code(204).build());

        assertThat(await(reply -> client.put(ACCOUNT, token, reply))).isEqualTo(Done.DONE);

        RecordedRequest request = server.takeRequest();
        assertThat(request.getMethod()).isEqualTo("PUT");
        assertThat(request.getUrl().encodedPath()).isEqualTo("/base/v1/push-tokens");
        assertThat(request.getHeaders().get("Authorization")).isEqualTo(Credentials.basic("+4915112345678", "secret"));
        assertThat(JsonParser.parseString(request.getBody().utf8())).isEqualTo(JsonParser.parseString(json));
    }

    @Test
    void registersEachKindOfToken() throws Exception {
        sends(
                PushToken.apns("00ff", "com.example.chat", PushToken.Kind.ALERT, true),
                "{\"platform\":\"apns\",\"token\":\"00ff\",\"appId\":\"com.example.chat\",\"kind\":\"alert\","
                        + "\"environment\":\"sandbox\"}");
        sends(
                PushToken.fcm("abc", "com.example.chat"),
                "{\"platform\":\"fcm\",\"token\":\"abc\",\"appId\":\"com.example.chat\",\"kind\":\"background\","
                        + "\"environment\":\"production\"}");
        sends(
                PushToken.webPush(URI.create("https://push.example/1"), "key", "secret", "org.example"),
                "{\"platform\":\"webpush\",\"subscription\":{\"endpoint\":\"https://push.example/1\",\"keys\":"
                        + "{\"p256dh\":\"key\",\"auth\":\"secret\"}},\"appId\":\"org.example\",\"kind\":\"background\","
                        + "\"environment\":\"production\"}");
    }

    @Test
    void takesATokenBack() throws Exception {
        server.enqueue(new MockResponse.Builder().code(204).build());

        await(reply -> client.delete(ACCOUNT, PushToken.fcm("abc", "com.example.chat"), reply));

        assertThat(server.takeRequest().getMethod()).isEqualTo("DELETE");
    }

    @Test
    void saysWhatTheServiceSaysAndNeverTheToken() {
        server.enqueue(new MockResponse.Builder()
                .code(401)
                .addHeader("Content-Type", "application/problem+json")
                .body("{\"type\":\"urn:doubletick:problem:unauthorized\",\"title\":\"Not authorized\",\"status\":401}")
                .build());
        PushToken token = PushToken.fcm("very-secret", "com.example.chat");

        assertThatThrownBy(() -> await(reply -> client.put(ACCOUNT, token, reply)))
                .hasCauseInstanceOf(ProblemException.class);
        assertThat(token.toString()).doesNotContain("very-secret");
    }
}
