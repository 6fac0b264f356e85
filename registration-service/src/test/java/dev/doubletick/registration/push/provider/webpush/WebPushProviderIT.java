package dev.doubletick.registration.push.provider.webpush;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.interaso.webpush.VapidKeys;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.registration.push.Platform;
import dev.doubletick.registration.push.PushKind;
import dev.doubletick.registration.push.PushToken;
import dev.doubletick.registration.push.fake.FakeProviders;
import dev.doubletick.registration.push.fake.Subscriber;
import dev.doubletick.registration.push.provider.Push;
import dev.doubletick.registration.push.provider.PushAnswer;
import dev.doubletick.registration.testing.StubbornServer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Endpoints are the phones' choice: here are some that mean no good, over real sockets. */
@SuppressWarnings("NullAway.Init")
class WebPushProviderIT {

    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final String SUBJECT = "mailto:operator@doubletick.example";

    private static FakeProviders fakes;
    private static Subscriber subscriber;

    @BeforeAll
    static void start() {
        fakes = FakeProviders.start(Clock.systemUTC());
        subscriber = fakes.webPush().subscribe(fakes.http());
    }

    @AfterAll
    static void stop() {
        fakes.close();
    }

    private static PushToken token(String endpoint, String p256dh) {
        return new PushToken(
                1,
                PhoneNumber.ofDigits("4915112345678"),
                Platform.WEBPUSH,
                false,
                "app",
                PushKind.ALERT,
                endpoint,
                Optional.of(new PushToken.Keys(p256dh, subscriber.auth())),
                Instant.EPOCH);
    }

    private static PushAnswer send(WebPushConfig config, String endpoint, String p256dh) throws Exception {
        try (WebPushProvider provider = new WebPushProvider(config, Clock.systemUTC(), LIMIT)) {
            return provider.send(token(endpoint, p256dh), new Push(Instant.now().plusSeconds(60)))
                    .get(10, TimeUnit.SECONDS);
        }
    }

    private static PushAnswer send(String endpoint) throws Exception {
        return send(fakes.webPush().config(), endpoint, subscriber.p256dh());
    }

    private static WebPushConfig elsewhere(VapidKeys keys) {
        return new WebPushConfig(keys, SUBJECT, false);
    }

    @Test
    void anAnswerCountsWhenItsHeadersAreThereAndABodyWithoutEndIsCutOff() throws Exception {
        try (StubbornServer server = StubbornServer.saying(
                        "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
                WebPushProvider provider = new WebPushProvider(fakes.webPush().config(), Clock.systemUTC(), LIMIT)) {
            PushAnswer answer = provider.send(
                            token(server.uri().toString(), subscriber.p256dh()),
                            new Push(Instant.now().plusSeconds(60)))
                    .get(10, TimeUnit.SECONDS);

            assertThat(answer).isEqualTo(new PushAnswer.Accepted());
            assertThat(server.left()).isZero();
            await().untilAsserted(() -> assertThat(server.left()).isEqualTo(1));
        }
    }

    @Test
    void aServerThatTakesTheRequestAndSaysNothingIsGivenUp() throws Exception {
        try (StubbornServer server = StubbornServer.saying("")) {
            assertThatThrownBy(() -> send(server.uri().toString())).hasStackTraceContaining("TimeoutException");
            assertThat(server.came()).isEqualTo(1);
            await().untilAsserted(() -> assertThat(server.left()).isEqualTo(1));
        }
    }

    @Test
    void keysThatAreNoneAreTheTokensOwnFault() throws Exception {
        byte[] point = Base64.getUrlDecoder().decode(subscriber.p256dh());
        point[64] ^= 1;

        assertThat(send(
                        fakes.webPush().config(),
                        subscriber.endpoint().toString(),
                        Base64.getUrlEncoder().encodeToString(point)))
                .isEqualTo(new PushAnswer.Unregistered("bad-keys", Optional.empty()));
    }

    @Test
    void aPushServiceChecksWhoPushes() throws Exception {
        assertThat(send(subscriber.endpoint().toString())).isEqualTo(new PushAnswer.Accepted());

        WebPushConfig somebody = new WebPushConfig(VapidKeys.generate(), SUBJECT, true);
        // Put off, because the operator may put it right; and nothing against the service.
        assertThat(send(somebody, subscriber.endpoint().toString(), subscriber.p256dh()))
                .isEqualTo(new PushAnswer.Later("status-403", Optional.empty(), false));
        assertThat(fakes.pushes().to(List.of(subscriber.endpoint().toString()))).hasSize(1);
    }

    @Test
    void anAddressThatIsNotPublicGetsNothingAndTheTokenStays() throws Exception {
        try (StubbornServer server = StubbornServer.saying("")) {
            String endpoint = "https://localhost:" + server.uri().getPort() + "/push";

            assertThat(send(elsewhere(VapidKeys.generate()), endpoint, subscriber.p256dh()))
                    .isEqualTo(new PushAnswer.Later("endpoint-not-public", Optional.empty(), false));
            assertThat(server.came()).isZero();
        }
    }

    @Test
    void withoutTlsNothingIsSent() throws Exception {
        assertThat(send(elsewhere(VapidKeys.generate()), subscriber.endpoint().toString(), subscriber.p256dh()))
                .isEqualTo(new PushAnswer.Unregistered("endpoint-without-tls", Optional.empty()));
    }

    @Test
    void aPrivateKeyNeedsItsOwnPublicKey() {
        VapidKeys one = VapidKeys.generate();
        VapidKeys other = VapidKeys.generate();

        // The library sees to it, at the start of the service: a push service would only say that it is forbidden.
        assertThatIllegalArgumentException().isThrownBy(() -> new VapidKeys(one.getPublicKey(), other.getPrivateKey()));
    }
}
