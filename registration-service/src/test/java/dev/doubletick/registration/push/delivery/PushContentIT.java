package dev.doubletick.registration.push.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.registration.push.fake.Subscriber;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a provider is told. */
class PushContentIT extends PushDeliverySetUp {

    @Test
    void anAlertOnIosSaysNothingAndLetsTheAppRewriteIt() throws Exception {
        token(bob, "apns", "alert", hex(bob), 1);

        done(wake(bob));

        assertThat(fakes.pushes().to(List.of(hex(bob)))).singleElement().satisfies(push -> {
            assertThat(push.headers())
                    .containsEntry("apns-push-type", "alert")
                    .containsEntry("apns-priority", "10")
                    .containsEntry("apns-topic", "com.example.chat")
                    .containsEntry("apns-collapse-id", "mail")
                    .containsKey("apns-expiration");
            assertThat(push.payload()).contains("\"mutable-content\":1").doesNotContain(bob.digits());
        });
        assertThat(counted("accepted")).isEqualTo(1);
        assertThat(registry.get("doubletick.push.message.to.acceptance")
                        .tag("wakeup", "first")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void aBackgroundPushOnIosIsOfTheLowerPriorityAndATokenForCallsIsLeftAlone() throws Exception {
        token(bob, "apns", "voip", "1234" + hex(bob), 1);
        token(bob, "apns", "background", hex(bob), 2);

        done(wake(bob));

        assertThat(fakes.pushes().to(List.of(hex(bob), "1234" + hex(bob))))
                .singleElement()
                .satisfies(push -> {
                    assertThat(push.token()).isEqualTo(hex(bob));
                    assertThat(push.headers())
                            .containsEntry("apns-push-type", "background")
                            .containsEntry("apns-priority", "5");
                    assertThat(push.payload()).isEqualTo("{\"aps\":{\"content-available\":1}}");
                });
    }

    @Test
    void onAndroidItIsADataMessageOfHighPriorityAndOneAccessTokenServesMany() throws Exception {
        int exchangesBefore = fakes.fcm().exchanges();
        token(bob, "fcm", "alert", "fcm-" + bob.digits(), 1);

        done(wake(bob));
        done(wake(bob));

        assertThat(fakes.pushes().to(List.of("fcm-" + bob.digits()))).hasSize(2).allSatisfy(push -> assertThat(
                        push.payload())
                .contains("\"priority\":\"HIGH\"", "\"collapse_key\":\"mail\"", "\"ttl\":\"8")
                .doesNotContain("notification"));
        assertThat(fakes.fcm().exchanges()).isEqualTo(exchangesBefore + 1);
    }

    @Test
    void withoutGoogleItIsEncryptedForTheSubscriber() throws Exception {
        Subscriber subscriber = fakes.webPush().subscribe(fakes.http());
        subscribe(bob, subscriber);

        done(wake(bob));

        assertThat(fakes.pushes().to(List.of(subscriber.endpoint().toString())))
                .singleElement()
                .satisfies(push -> {
                    assertThat(push.payload()).isEqualTo("wake");
                    assertThat(push.headers()).containsEntry("Topic", "mail").containsEntry("Urgency", "high");
                });
    }
}
