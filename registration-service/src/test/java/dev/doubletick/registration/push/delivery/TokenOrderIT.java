package dev.doubletick.registration.push.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.eatthepath.pushy.apns.server.RejectionReason;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.server.WakeUpNotice;
import dev.doubletick.registration.push.fake.ReceivedPush;
import dev.doubletick.registration.push.fake.Subscriber;
import dev.doubletick.registration.testing.Sql;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which tokens are tried, in what order, and what becomes of them. */
class TokenOrderIT extends PushDeliverySetUp {

    @Test
    void aTokenThatIsGoneIsDeletedAndTheNextIsTried() throws Exception {
        Subscriber gone = fakes.webPush().subscribe(fakes.http());
        subscribe(bob, gone);
        fakes.webPush().unsubscribe(gone);
        token(bob, "fcm", "alert", "gone-" + bob.digits(), 1);
        fakes.fcm().unregister("gone-" + bob.digits());
        token(bob, "apns", "alert", "00" + hex(bob), 2);
        fakes.apns().unregister("00" + hex(bob), Instant.now());
        token(bob, "apns", "alert", hex(bob), 3);

        done(wake(bob));

        assertThat(fakes.pushes().to(List.of(hex(bob)))).hasSize(1);
        assertThat(tokens(bob)).containsExactly(hex(bob));
        assertThat(counted("unregistered")).isEqualTo(3);
    }

    @Test
    void aTokenThatWasRegisteredAnewAfterItWasGivenUpStays() throws Exception {
        token(bob, "apns", "alert", hex(bob), 1);
        fakes.apns().unregister(hex(bob), Instant.now().minus(Duration.ofHours(1)));

        done(wake(bob));

        assertThat(tokens(bob)).containsExactly(hex(bob));
    }

    @Test
    void aWakeUpThatHasExpiredOrHasNobodyToGoToIsDropped() throws Exception {
        token(bob, "fcm", "alert", "late-" + bob.digits(), 1);
        Instant past = Instant.now().minusSeconds(5);
        done(delivery.take(
                WakeUpNotice.topic(bob),
                WakeUpNotice.of(0, past.minusSeconds(5), past).toBytes()));
        done(wake(account()));

        assertThat(fakes.pushes().to(List.of("late-" + bob.digits()))).isEmpty();
        assertThat(registry.counter("doubletick.push.dropped", "reason", "expired")
                        .count())
                .isEqualTo(1);
        assertThat(registry.counter("doubletick.push.dropped", "reason", "no-token")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void whatIsRefusedForGoodIsNotTriedAgainAndTheTokenStays() throws Exception {
        fakes.apns().refuseWith(RejectionReason.BAD_TOPIC);
        token(bob, "apns", "alert", hex(bob), 1);

        done(wake(bob));

        assertThat(tokens(bob)).hasSize(1);
        assertThat(deferred(bob)).isEmpty();
        assertThat(registry.counter("doubletick.push.refused", "platform", "apns", "reason", "BadTopic")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void theTokenThatWorkedLastIsTriedFirst() throws Exception {
        token(bob, "apns", "alert", hex(bob), 1);
        token(bob, "fcm", "alert", "older-" + bob.digits(), 2);
        fakes.apns().refuseWith(RejectionReason.BAD_TOPIC);
        done(wake(bob));
        assertThat(fakes.pushes().to(List.of("older-" + bob.digits()))).hasSize(1);
        fakes.apns().refuseWith(null);
        await().until(() -> !worked(bob).isEmpty());

        done(wake(bob));

        assertThat(worked(bob)).containsExactly("older-" + bob.digits());
        assertThat(fakes.pushes().to(List.of("older-" + bob.digits()))).hasSize(2);
        assertThat(fakes.pushes().to(List.of(hex(bob)))).isEmpty();
    }

    @Test
    void aTokenThatCameAfterTheLastSuccessOfAnotherIsTriedFirst() throws Exception {
        token(bob, "fcm", "alert", "old-" + bob.digits(), 60);
        Sql.execute(
                config,
                "update push_token set last_success_at = now() - interval '30 minutes' where phone = '" + bob.e164()
                        + "'");
        token(bob, "apns", "alert", hex(bob), 20);

        done(wake(bob));

        assertThat(fakes.pushes().to(List.of("old-" + bob.digits(), hex(bob))))
                .extracting(ReceivedPush::token)
                .containsExactly(hex(bob));
    }

    @Test
    void oneAcceptedPushIsEnoughForAPhoneWithSeveralTokens() throws Exception {
        token(bob, "fcm", "alert", "first-" + bob.digits(), 1);
        token(bob, "apns", "alert", hex(bob), 2);

        done(wake(bob));

        assertThat(fakes.pushes().to(List.of("first-" + bob.digits(), hex(bob))))
                .hasSize(1);
    }

    private static List<String> worked(PhoneNumber phone) throws SQLException {
        return Sql.column(
                config,
                "select token from push_token where phone = '" + phone.e164() + "' and last_success_at is not null");
    }
}
