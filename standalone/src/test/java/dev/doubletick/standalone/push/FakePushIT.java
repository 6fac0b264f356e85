package dev.doubletick.standalone.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import dev.doubletick.broker.wakeup.WakeUpPolicy;
import dev.doubletick.standalone.Standalone;
import dev.doubletick.standalone.StandaloneConfig;
import dev.doubletick.standalone.testing.Http;
import dev.doubletick.standalone.testing.StockPhone;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FakePushIT {

    private static final String BOB = "+4917698765432";

    @Test
    void aPhoneThatIsAwayIsPushedOnceAndThePushIsShown(@TempDir Path folder) {
        WakeUpPolicy impatient = new WakeUpPolicy(
                Duration.ofMillis(300), Duration.ofSeconds(5), List.of(), Duration.ofMillis(300), 1000);
        try (Standalone stack =
                Standalone.start(StandaloneConfig.onFreePorts(folder).withWakeUps(Optional.of(impatient)))) {
            Http http = new Http(stack.http());
            StockPhone alice = StockPhone.register(stack.http(), "+4915112345678");
            StockPhone bob = StockPhone.register(stack.http(), BOB);
            bob.registerPush(stack.http(), "{\"platform\":\"fcm\",\"token\":\"bobs-token\",\"appId\":\"org.example\"}");
            Mqtt5AsyncClient connection = alice.connect(stack.mqtt());
            for (int n = 0; n < 20; n++) {
                alice.send(connection, bob, "message " + n);
            }

            await().until(() -> pushes(http).size() == 1);
            await().during(Duration.ofSeconds(1)).until(() -> pushes(http).size() == 1);
            JsonNode push = pushes(http).get(0);
            assertThat(push.path("phone").asText()).isEqualTo(BOB);
            assertThat(push.path("platform").asText()).isEqualTo("fcm");
            assertThat(push.path("token").asText()).isEqualTo("bobs-token");
            assertThat(push.path("payload").asText()).contains("wake").doesNotContain("message 0");
            assertThat(push.path("receivedAt").asText()).startsWith("20");
            assertThat(push.has("headers")).isTrue();

            JsonNode followed = Http.json(http.get("/fake/pushes"));
            assertThat(followed.path("pushes")).hasSize(1);
            assertThat(followed.path("pushes").path(0).path("token").asText()).isEqualTo("bobs-token");
            JsonNode nothingNew = Http.json(
                    http.get("/fake/pushes?after=" + followed.path("next").asText()));
            assertThat(nothingNew.path("pushes")).isEmpty();
            assertThat(nothingNew.path("next")).isEqualTo(followed.path("next"));
            connection.disconnect().join();
        }
    }

    private static JsonNode pushes(Http http) {
        return Http.json(http.get("/fake/push?phone=" + BOB));
    }
}
