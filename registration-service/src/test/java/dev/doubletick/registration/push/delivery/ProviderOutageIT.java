package dev.doubletick.registration.push.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.eatthepath.pushy.apns.server.RejectionReason;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.registration.push.fake.ReceivedPush;
import dev.doubletick.registration.testing.Sql;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What happens while a provider does not take pushes, and afterwards. */
class ProviderOutageIT extends PushDeliverySetUp {

    @Test
    void afterAnOutageEachPhoneGetsOnePushAndOtherProvidersWereNotHeldUp() throws Exception {
        fakes.fcm().refuseWith(503, "UNAVAILABLE", null);
        List<PhoneNumber> phones = new ArrayList<>();
        for (int n = 0; n < 30; n++) {
            PhoneNumber phone = account();
            token(phone, "fcm", "alert", "outage-" + phone.digits(), 1);
            phones.add(phone);
        }
        for (PhoneNumber phone : phones) {
            done(wake(phone));
            done(wake(phone));
        }
        token(bob, "apns", "alert", hex(bob), 1);
        done(wake(bob));
        assertThat(fakes.pushes().to(List.of(hex(bob)))).hasSize(1);
        List<String> tokens =
                phones.stream().map(phone -> "outage-" + phone.digits()).toList();
        assertThat(fakes.pushes().to(tokens)).isEmpty();
        assertThat(registry.find("doubletick.push.deferred")
                        .tag("reason", "circuit-open")
                        .counters())
                .isNotEmpty();

        fakes.fcm().acceptAgain();

        await().untilAsserted(() -> assertThat(fakes.pushes().to(tokens))
                .extracting(ReceivedPush::token)
                .containsExactlyInAnyOrderElementsOf(tokens));
        await().untilAsserted(() -> assertThat(Sql.column(config, "select phone from deferred_wake_up"))
                .isEmpty());
        assertThat(fakes.pushes().to(tokens)).hasSize(30);
    }

    @Test
    void leavesAProviderInPeaceForAsLongAsItAsks() throws Exception {
        fakes.fcm().refuseWith(429, "QUOTA_EXCEEDED", "2");
        token(bob, "fcm", "alert", "quota-" + bob.digits(), 1);
        Instant asked = Instant.now();
        done(wake(bob));
        assertThat(deferred(bob)).containsExactly("QUOTA_EXCEEDED");
        fakes.fcm().acceptAgain();

        await().untilAsserted(() ->
                assertThat(fakes.pushes().to(List.of("quota-" + bob.digits()))).hasSize(1));
        assertThat(fakes.pushes().to(List.of("quota-" + bob.digits())).get(0).receivedAt())
                .isAfterOrEqualTo(asked.plusSeconds(2));
    }

    @Test
    void anAccessTokenThatGoogleRevokesIsFetchedAnewAndThePushIsSentAgain() throws Exception {
        token(bob, "fcm", "alert", "revoked-" + bob.digits(), 1);
        done(wake(bob));
        int exchangesBefore = fakes.fcm().exchanges();
        fakes.fcm().revokeAccessTokens();

        done(wake(bob));

        assertThat(fakes.pushes().to(List.of("revoked-" + bob.digits()))).hasSize(2);
        assertThat(fakes.fcm().exchanges()).isEqualTo(exchangesBefore + 1);
    }

    @Test
    void oneTokensOwnCredentialsAreRefusedAndSayNothingOfFcm() throws Exception {
        fakes.fcm().refuseWith(401, "THIRD_PARTY_AUTH_ERROR", null);
        token(bob, "fcm", "alert", "third-" + bob.digits(), 1);

        done(wake(bob));

        assertThat(deferred(bob)).isEmpty();
        assertThat(counted("refused")).isEqualTo(1);
    }

    @Test
    void whatTheOperatorHasSetUpWronglyWaitsUntilItIsPutRight() throws Exception {
        fakes.apns().refuseWith(RejectionReason.INVALID_PROVIDER_TOKEN);
        token(bob, "apns", "alert", hex(bob), 1);
        done(wake(bob));
        assertThat(deferred(bob)).hasSize(1);

        fakes.apns().refuseWith(null);

        await().untilAsserted(
                        () -> assertThat(fakes.pushes().to(List.of(hex(bob)))).hasSize(1));
        await().untilAsserted(() -> assertThat(deferred(bob)).isEmpty());
    }
}
