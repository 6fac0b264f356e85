package dev.doubletick.registration.push.delivery;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.server.WakeUpNotice;
import dev.doubletick.registration.database.Database;
import dev.doubletick.registration.database.DatabaseConfig;
import dev.doubletick.registration.push.Platform;
import dev.doubletick.registration.push.fake.FakeProviders;
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

/** From a wake-up to providers that speak the real protocols, over a real database: what the tests of that share. */
@SuppressWarnings("NullAway.Init")
abstract class PushDeliverySetUp {

    private static final Duration SHORT = Duration.ofMillis(200);
    private static final AtomicLong NUMBERS = new AtomicLong(4915700000000L);

    static DatabaseConfig config;
    static Database database;
    static FakeProviders fakes;

    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Map<Platform, PushProvider> providers = new EnumMap<>(Platform.class);
    PhoneNumber bob;
    Delivery delivery;

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

    static PhoneNumber account() throws SQLException {
        PhoneNumber phone = PhoneNumber.ofDigits(Long.toString(NUMBERS.incrementAndGet()));
        Sql.execute(config, "insert into account (phone) values ('" + phone.e164() + "')");
        return phone;
    }

    static void token(PhoneNumber phone, String platform, String kind, String token, int age) throws SQLException {
        Sql.execute(
                config,
                "insert into push_token (phone, platform, environment, app_id, kind, token, registered_at) values ('"
                        + phone.e164() + "', '" + platform + "', 'production', 'com.example.chat', '" + kind + "', '"
                        + token + "', now() - interval '" + age + " minutes')");
    }

    static List<String> tokens(PhoneNumber phone) throws SQLException {
        return Sql.column(config, "select token from push_token where phone = '" + phone.e164() + "'");
    }

    static List<String> deferred(PhoneNumber phone) throws SQLException {
        return Sql.column(config, "select reason from deferred_wake_up where phone = '" + phone.e164() + "'");
    }

    CompletableFuture<Void> wake(PhoneNumber phone) {
        Instant now = Instant.now();
        return delivery.take(
                WakeUpNotice.topic(phone),
                WakeUpNotice.of(0, now, now.plus(Duration.ofDays(1))).toBytes());
    }

    static void done(CompletableFuture<Void> taken) throws Exception {
        taken.get(10, TimeUnit.SECONDS);
    }

    double counted(String name) {
        return registry.find("doubletick.push." + name).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    static String hex(PhoneNumber phone) {
        return "abcdef" + phone.digits() + "0";
    }

    static void subscribe(PhoneNumber phone, Subscriber subscriber) throws SQLException {
        Sql.execute(
                config,
                "insert into push_token"
                        + " (phone, platform, environment, app_id, kind, token, p256dh, auth, registered_at) values ('"
                        + phone.e164() + "', 'webpush', 'production', 'org.example.chat', 'alert', '"
                        + subscriber.endpoint() + "', '" + subscriber.p256dh() + "', '" + subscriber.auth()
                        + "', now())");
    }
}
