package dev.doubletick.registration.push.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.eatthepath.pushy.apns.server.RejectionReason;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.WakeUp;
import dev.doubletick.registration.database.Database;
import dev.doubletick.registration.database.DatabaseConfig;
import dev.doubletick.registration.push.Platform;
import dev.doubletick.registration.push.fake.FakeProviders;
import dev.doubletick.registration.push.fake.ReceivedPush;
import dev.doubletick.registration.push.fake.Subscriber;
import dev.doubletick.registration.push.provider.GuardedProvider;
import dev.doubletick.registration.push.provider.PushProvider;
import dev.doubletick.registration.push.provider.apns.ApnsProvider;
import dev.doubletick.registration.push.provider.fcm.FcmProvider;
import dev.doubletick.registration.push.provider.webpush.WebPushProvider;
import dev.doubletick.registration.testing.Sql;
import dev.doubletick.registration.testing.TestDatabase;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From a wake-up to providers that speak the real protocols, over a real database. */
@SuppressWarnings("NullAway.Init")
class PushDeliveryIT {

    private static final Duration SHORT = Duration.ofMillis(200);
    private static final AtomicLong NUMBERS = new AtomicLong(4915700000000L);

    private static DatabaseConfig config;
    private static Database database;
    private static FakeProviders fakes;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Map<Platform, PushProvider> providers = new EnumMap<>(Platform.class);
    private PhoneNumber bob;
    private Delivery delivery;

    @BeforeAll
    static void start() {
        config = TestDatabase.create();
        database = Database.open(config);
        fakes = FakeProviders.start(Clock.systemUTC());
    }

    @AfterAll
    static void stop() {
        fakes.close();
        database.close();
    }

    @BeforeEach
    void open() throws SQLException {
        Clock clock = Clock.systemUTC();
        providers.put(Platform.APNS, new ApnsProvider(fakes.apns().config()));
        providers.put(Platform.FCM, new FcmProvider(fakes.fcm().config(fakes.http()), clock));
        providers.put(Platform.WEBPUSH, new WebPushProvider(fakes.webPush().config(), clock));
        providers.replaceAll((platform, provider) -> new GuardedProvider(provider, clock, SHORT));
        delivery = new Delivery(
                database.jdbi(),
                providers,
                new PushMetrics(registry),
                clock,
                new Random(1),
                SHORT,
                Duration.ofSeconds(1));
        bob = account();
    }

    @AfterEach
    void close() {
        fakes.fcm().acceptAgain();
        fakes.apns().refuseWith(null);
        fakes.webPush().answerWith(201, null);
        delivery.close();
        providers.values().forEach(PushProvider::close);
    }

    private static PhoneNumber account() throws SQLException {
        PhoneNumber phone = PhoneNumber.ofDigits(Long.toString(NUMBERS.incrementAndGet()));
        Sql.execute(config, "insert into account (phone) values ('" + phone.e164() + "')");
        return phone;
    }

    private static void token(PhoneNumber phone, String platform, String kind, String token, int age)
            throws SQLException {
        Sql.execute(
                config,
                "insert into push_token (phone, platform, environment, app_id, kind, token, registered_at) values ('"
                        + phone.e164() + "', '" + platform + "', 'production', 'com.example.chat', '" + kind + "', '"
                        + token + "', now() - interval '" + age + " minutes')");
    }

    private static List<String> tokens(PhoneNumber phone) throws SQLException {
        return Sql.column(config, "select token from push_token where phone = '" + phone.e164() + "'");
    }

    private static List<String> deferred(PhoneNumber phone) throws SQLException {
        return Sql.column(config, "select reason from deferred_wake_up where phone = '" + phone.e164() + "'");
    }

    private CompletableFuture<Void> wake(PhoneNumber phone) {
        Instant now = Instant.now();
        return delivery.take(
                WakeUp.topic(phone),
                WakeUp.of(0, now, now.plus(Duration.ofDays(1))).toBytes());
    }

    private static void done(CompletableFuture<Void> taken) throws Exception {
        taken.get(10, TimeUnit.SECONDS);
    }

    private double counted(String name) {
        return registry.find("doubletick.push." + name).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private static String hex(PhoneNumber phone) {
        return "abcdef" + phone.digits() + "0";
    }

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

    private static void subscribe(PhoneNumber phone, Subscriber subscriber) throws SQLException {
        Sql.execute(
                config,
                "insert into push_token"
                        + " (phone, platform, environment, app_id, kind, token, p256dh, auth, registered_at) values ('"
                        + phone.e164() + "', 'webpush', 'production', 'org.example.chat', 'alert', '"
                        + subscriber.endpoint() + "', '" + subscriber.p256dh() + "', '" + subscriber.auth()
                        + "', now())");
    }

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
                WakeUp.topic(bob), WakeUp.of(0, past.minusSeconds(5), past).toBytes()));
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
    void whatMakesNoSenseIsParkedWhereAnOperatorSeesIt() throws Exception {
        done(delivery.take(WakeUp.topic(bob), new byte[] {9, 9}));
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
}
