package dev.doubletick.registration.push.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.server.WakeUpNotice;
import dev.doubletick.registration.database.Database;
import dev.doubletick.registration.database.DatabaseConfig;
import dev.doubletick.registration.push.Platform;
import dev.doubletick.registration.push.provider.PushAnswer;
import dev.doubletick.registration.testing.Sql;
import dev.doubletick.registration.testing.TestDatabase;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Wake-ups that no provider takes at once, over a real database. */
@SuppressWarnings("NullAway.Init")
class DeferredDeliveryIT {

    private static final Duration SHORT = Duration.ofMillis(200);
    private static final PushAnswer ACCEPTED = new PushAnswer.Accepted();
    private static final PushAnswer AWAY = new PushAnswer.Later("away", Optional.empty(), true);
    private static final AtomicLong NUMBERS = new AtomicLong(4915710000000L);

    private static DatabaseConfig config;
    private static Database database;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final HeldProvider provider = new HeldProvider();
    private PhoneNumber bob;
    private Delivery delivery;

    @BeforeAll
    static void start() {
        config = TestDatabase.create();
        database = Database.open(config);
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @BeforeEach
    void open() throws SQLException {
        delivery = new Delivery(
                database.jdbi(),
                Map.of(Platform.FCM, provider),
                new PushMetrics(registry),
                Clock.systemUTC(),
                new Random(1),
                SHORT,
                Duration.ofSeconds(1));
        bob = phone();
    }

    @AfterEach
    void close() throws SQLException {
        delivery.close();
        Sql.execute(config, "delete from deferred_wake_up");
    }

    private static PhoneNumber phone() throws SQLException {
        PhoneNumber phone = PhoneNumber.ofDigits(Long.toString(NUMBERS.incrementAndGet()));
        Sql.execute(config, "insert into account (phone) values ('" + phone.e164() + "')");
        Sql.execute(
                config,
                "insert into push_token (phone, platform, environment, app_id, kind, token, registered_at) values ('"
                        + phone.e164() + "', 'fcm', 'production', 'app', 'alert', '" + phone.digits() + "', now())");
        return phone;
    }

    private static List<String> deferred(PhoneNumber phone) throws SQLException {
        return Sql.column(
                config, "select reason || ' ' || joined from deferred_wake_up where phone = '" + phone.e164() + "'");
    }

    private CompletableFuture<Void> wake(int reminder, Instant since, Instant expires) {
        return delivery.take(
                WakeUpNotice.topic(bob),
                WakeUpNotice.of(reminder, since, expires).toBytes());
    }

    private CompletableFuture<Void> wake() {
        Instant now = Instant.now();
        return wake(0, now, now.plus(Duration.ofDays(1)));
    }

    private static void done(CompletableFuture<Void> taken) throws Exception {
        taken.get(10, TimeUnit.SECONDS);
    }

    private double counted(String name) {
        return registry.find("doubletick.push." + name).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private void pushes(int count) {
        await().untilAsserted(() -> assertThat(provider.asked()).hasSize(count));
    }

    private void nothingIsLeft() {
        await().untilAsserted(() -> assertThat(deferred(bob)).isEmpty());
    }

    @Test
    void aProviderThatDoesNotAnswerHoldsNobodyUpForMoreThanSeconds() throws Exception {
        done(wake());

        assertThat(deferred(bob)).containsExactly("slow 0");
    }

    @Test
    void whatIsAcceptedAfterItWasPutOffIsNotPushedAgain() throws Exception {
        done(wake());
        provider.asked().get(0).complete(ACCEPTED);

        nothingIsLeft();
        assertThat(provider.asked()).hasSize(1);
        assertThat(counted("accepted")).isEqualTo(1);
    }

    @Test
    void aWakeUpThatJoinsOneThatIsBeingPushedIsPushedItself() throws Exception {
        provider.answerWith(AWAY);
        done(wake());
        provider.hold();
        int before = provider.asked().size();
        await().until(() -> provider.asked().stream().anyMatch(answer -> !answer.isDone()));
        done(wake());
        assertThat(provider.asked()).hasSizeLessThanOrEqualTo(before + 1);
        int held = provider.asked().size();

        provider.asked().get(held - 1).complete(ACCEPTED);
        pushes(held + 1);
        provider.asked().get(held).complete(ACCEPTED);

        nothingIsLeft();
        assertThat(provider.asked()).hasSize(held + 1);
    }

    @Test
    void aMessageAfterAVisitIsNotForgottenWithTheOneBeforeIt() throws Exception {
        provider.answerWith(AWAY);
        done(wake());
        // When it went, or was cut off: that says nothing of what it has fetched.
        Sql.execute(
                config,
                "insert into last_seen (phone, seen_at) values ('" + bob.e164() + "', now() + interval '1 second')");
        done(wake());
        assertThat(deferred(bob)).hasSize(1);

        provider.answerWith(ACCEPTED);

        await().untilAsserted(() -> assertThat(counted("accepted")).isEqualTo(1));
        nothingIsLeft();
    }

    @Test
    void aReminderThatWasPutOffIsStillCountedAsOne() throws Exception {
        provider.answerWith(AWAY);
        Instant now = Instant.now();
        done(wake(2, now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(1))));
        provider.answerWith(ACCEPTED);

        await().untilAsserted(() -> assertThat(registry.get("doubletick.push.message.to.acceptance")
                        .tag("wakeup", "reminder")
                        .timer()
                        .count())
                .isEqualTo(1));
        assertThat(registry.get("doubletick.push.message.to.acceptance")
                        .tag("wakeup", "first")
                        .timer()
                        .count())
                .isZero();
    }

    @Test
    void whatIsHeldBackIsNotCountedAsSentAndTheBacklogIsSeen() throws Exception {
        provider.answerWith(new PushAnswer.NotSent("circuit-open", Duration.ofHours(1)));
        done(wake());

        assertThat(counted("sent")).isZero();
        assertThat(deferred(bob)).containsExactly("circuit-open 0");
        await().untilAsserted(() -> assertThat(
                        registry.get("doubletick.push.put.off").gauge().value())
                .isEqualTo(1));
    }

    @Test
    void whatTheDatabaseWillNeverTakeIsParkedAndDoesNotBlock() throws Exception {
        Sql.execute(config, "alter table deferred_wake_up add constraint no_poison check (reason <> 'poison')");
        try {
            provider.answerWith(new PushAnswer.Later("poison", Optional.empty(), false));
            done(wake());

            assertThat(provider.asked()).hasSize(3);
            assertThat(new ParkedWakeUps(database.jdbi()).newest(1))
                    .singleElement()
                    .satisfies(parked -> assertThat(parked.topic()).isEqualTo(WakeUpNotice.topic(bob)));

            provider.answerWith(AWAY);
            done(wake());
            assertThat(deferred(bob)).hasSize(1);
            provider.answerWith(new PushAnswer.Later("poison", Optional.empty(), false));
            nothingIsLeft();
            assertThat(counted("parked")).isEqualTo(2);
        } finally {
            Sql.execute(config, "alter table deferred_wake_up drop constraint no_poison");
        }
    }

    @Test
    void timesThatNoClockHasAreParkedBeforeAnybodyIsAsked() throws Exception {
        Instant now = Instant.now();
        done(wake(0, now, Instant.ofEpochMilli(Long.MAX_VALUE)));
        done(wake(0, Instant.ofEpochMilli(Long.MIN_VALUE), now.plusSeconds(60)));

        assertThat(provider.asked()).isEmpty();
        assertThat(counted("parked")).isEqualTo(2);
    }

    @Test
    void theMessageOfABrokerWhoseClockIsAheadIsPushedToo() throws Exception {
        provider.answerWith(ACCEPTED);
        Instant ahead = Instant.now().plusSeconds(30);
        done(wake(0, ahead, ahead.plusSeconds(60)));

        assertThat(counted("accepted")).isEqualTo(1);
        assertThat(counted("parked")).isZero();
    }
}
