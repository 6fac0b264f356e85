package dev.doubletick.registration.push.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.server.WakeUpNotice;
import dev.doubletick.registration.testing.Sql;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Wake-ups that make no sense, and a database that is away. */
class WakeUpFaultsIT extends PushDeliverySetUp {

    @Test
    void whatMakesNoSenseIsParkedWhereAnOperatorSeesIt() throws Exception {
        done(delivery.take(WakeUpNotice.topic(bob), new byte[] {9, 9}));
        done(delivery.take("x/wake/nobody", new byte[2000]));

        assertThat(new ParkedWakeUps(database.jdbi()).newest(2))
                .extracting(
                        ParkedWakeUps.Parked::reason, parked -> parked.payload().length())
                .containsExactly(tuple("unreadable", 2048), tuple("unreadable", 4));
        assertThat(counted("parked")).isEqualTo(2);
    }

    @Test
    void nothingIsDoneWhileTheDatabaseIsAwayAndAllOfItAfterwards() throws Exception {
        token(bob, "fcm", "alert", "patient-" + bob.digits(), 1);
        Sql.execute(config, "alter table push_token rename to push_token_away");
        CompletableFuture<Void> taken = wake(bob);
        await().during(Duration.ofMillis(500)).until(() -> !taken.isDone());
        Sql.execute(config, "alter table push_token_away rename to push_token");

        done(taken);
        assertThat(fakes.pushes().to(List.of("patient-" + bob.digits()))).hasSize(1);
    }

    @Test
    void whatFailsThreeTimesByADefectIsParkedAndHoldsUpNobody() throws Exception {
        PhoneNumber carol = account();
        token(carol, "fcm", "alert", "carol-" + carol.digits(), 1);
        // No URL, which the routes do not let in: the provider cannot make a request of it.
        Sql.execute(
                config,
                "insert into push_token"
                        + " (phone, platform, environment, app_id, kind, token, p256dh, auth, registered_at) values ('"
                        + bob.e164() + "', 'webpush', 'production', 'org.example.chat', 'alert', 'no url "
                        + bob.digits() + "', 'AA', 'AA', now())");
        CompletableFuture<Void> defective = wake(bob);

        done(wake(carol));

        assertThat(fakes.pushes().to(List.of("carol-" + carol.digits()))).hasSize(1);
        done(defective);
        assertThat(new ParkedWakeUps(database.jdbi()).newest(1)).singleElement().satisfies(parked -> {
            assertThat(parked.topic()).isEqualTo(WakeUpNotice.topic(bob));
            assertThat(parked.reason()).isEqualTo("IllegalArgumentException");
        });
    }
}
