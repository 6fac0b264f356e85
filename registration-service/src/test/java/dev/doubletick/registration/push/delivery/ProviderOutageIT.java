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
    void aPhoneThatHasBeenThereMeanwhileIsNotWokenAfterAnOutage() throws Exception {
        fakes.apns().refuseWith(RejectionReason.SERVICE_UNAVAILABLE);
        token(bob, "apns", "alert", hex(bob), 1);
        done(wake(bob));
        Sql.execute(
                config,
                "insert into last_seen (phone, seen_at) values ('" + bob.e164() + "', now() + interval '1 second')");
        fakes.apns().refuseWith(null);

        await().untilAsserted(() -> assertThat(deferred(bob)).isEmpty());
        assertThat(fakes.pushes().to(List.of(hex(bob)))).isEmpty();
    }
}
