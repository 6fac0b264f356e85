package dev.doubletick.registration.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.broker.BrokerConfig;
import dev.doubletick.broker.WakeUpConfig;
import dev.doubletick.broker.fixture.TestBroker;
import dev.doubletick.broker.fixture.TestPhone;
import dev.doubletick.broker.mailbox.MailboxLimits;
import dev.doubletick.broker.wakeup.WakeUpPolicy;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.registration.account.Accounts;
import dev.doubletick.registration.database.Database;
import dev.doubletick.registration.database.DatabaseConfig;
import dev.doubletick.registration.push.fake.FakeProviders;
import dev.doubletick.registration.testing.Sql;
import dev.doubletick.registration.testing.TestDatabase;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** From a message that Alice sends to a provider that pushes, with everything real in between: what the tests of that share. */
@SuppressWarnings("NullAway.Init")
abstract class PushServiceSetUp {

    static final String CREDENTIAL = "a credential of 32 characters or more";
    static final Duration GRACE = Duration.ofMillis(300);
    private static final AtomicLong NUMBERS = new AtomicLong(4915800000000L);

    private static DatabaseConfig config;
    private static Database database;
    static FakeProviders fakes;
    static TestBroker broker;
    static TestPhone alice;

    private final List<PushService> services = new ArrayList<>();

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        config = TestDatabase.create();
        database = Database.open(config);
        fakes = FakeProviders.start(Clock.systemUTC());
        broker = new TestBroker(
                        folder,
                        new BrokerConfig(
                                new BrokerConfig.Database(config.url(), config.user(), config.password()),
                                folder.resolve("mailbox"),
                                MailboxLimits.DEFAULT,
                                Optional.of(WakeUpConfig.of(
                                        CREDENTIAL,
                                        new WakeUpPolicy(
                                                GRACE, Duration.ofSeconds(5), List.of(), Duration.ZERO, 10_000)))))
                .start();
        PhoneNumber number = number();
        alice = new TestPhone(number, account(number), broker.mqttPort());
        alice.connect();
    }

    @AfterAll
    static void stop() {
        alice.close();
        broker.close();
        fakes.close();
        database.close();
    }

    @AfterEach
    void stopServices() {
        fakes.fcm().answerAgain();
        services.forEach(PushService::close);
    }

    PushService service() {
        return service(new SimpleMeterRegistry());
    }

    PushService service(MeterRegistry registry) {
        PushService service = PushService.start(
                new PushConfig(
                        () -> URI.create("mqtt://127.0.0.1:" + broker.mqttPort()),
                        CREDENTIAL,
                        Optional.of(fakes.apns().config()),
                        Optional.of(fakes.fcm().config(fakes.http())),
                        Optional.of(fakes.webPush().config())),
                database.jdbi(),
                registry,
                Clock.systemUTC(),
                new SecureRandom());
        services.add(service);
        return service;
    }

    private static PhoneNumber number() {
        return PhoneNumber.ofDigits(Long.toString(NUMBERS.incrementAndGet()));
    }

    private static String account(PhoneNumber phone) {
        return database.jdbi().inTransaction(transaction -> new Accounts(new SecureRandom())
                .issueCredentials(transaction, List.of(phone), Instant.now())
                .values()
                .iterator()
                .next()
                .text());
    }

    /** Registered with a token, and not connected. */
    static PhoneNumber away() throws SQLException {
        PhoneNumber phone = number();
        account(phone);
        Sql.execute(
                config,
                "insert into push_token (phone, platform, environment, app_id, kind, token, registered_at) values ('"
                        + phone.e164() + "', 'fcm', 'production', 'com.example.chat', 'alert', '" + token(phone)
                        + "', now())");
        return phone;
    }

    static String token(PhoneNumber phone) {
        return "token-" + phone.digits();
    }

    static List<PhoneNumber> sendTo(int count) throws Exception {
        List<PhoneNumber> phones = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            phones.add(away());
        }
        for (PhoneNumber phone : phones) {
            alice.send(phone, "hello");
        }
        return phones;
    }

    static void pushedOnce(List<PhoneNumber> phones) {
        assertThat(phones).allSatisfy(phone -> assertThat(pushes(phone)).isEqualTo(1));
    }

    static int pushes(PhoneNumber phone) {
        return fakes.pushes().to(List.of(token(phone))).size();
    }
}
