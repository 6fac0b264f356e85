package dev.doubletick.deployment.broker;

import dev.doubletick.registration.RegistrationConfig;
import dev.doubletick.registration.RegistrationServer;
import dev.doubletick.registration.contacts.LookupLimits;
import dev.doubletick.registration.database.DatabaseConfig;
import dev.doubletick.registration.operator.OperatorToken;
import dev.doubletick.registration.verification.OtpKey;
import dev.doubletick.registration.verification.VerificationSettings;
import dev.doubletick.sample.DemoServers;
import dev.doubletick.standalone.postgres.LocalPostgres;
import dev.doubletick.standalone.push.FakePushes;
import dev.doubletick.standalone.sms.FakeSmsGateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The stage of the demo, with a stock broker on it. */
final class StockServers implements DemoServers {

    private static final String PUSH_CREDENTIAL = "the-push-credential-of-these-tests";

    private final LocalPostgres postgres;
    private final StockBroker broker;
    private final FakePushes pushes;
    private final FakeSmsGateway sms = new FakeSmsGateway(Clock.systemUTC());
    private final RegistrationServer registration;
    private final Path operatorToken;

    /** Starts them all. */
    static StockServers start(Path folder) {
        try {
            return new StockServers(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private StockServers(Path folder) throws IOException {
        Path password = Files.writeString(folder.resolve("password"), "secret");
        postgres = LocalPostgres.start(
                Files.createDirectories(folder.resolve("postgres")), password, folder.resolve("postgres.log"));
        DatabaseConfig database = postgres.config();
        broker = new StockBroker(
                folder.resolve("hivemq"),
                Map.of(
                        "DOUBLETICK_DATABASE_URL", database.url(),
                        "DOUBLETICK_DATABASE_USER", database.user(),
                        "DOUBLETICK_DATABASE_PASSWORD_FILE", password.toString(),
                        "DOUBLETICK_PUSH_CREDENTIAL", PUSH_CREDENTIAL,
                        "DOUBLETICK_PUSH_GRACE_AFTER_START",
                                WAKE_UPS.afterStart().toSeconds() + "s"));
        pushes = FakePushes.start(Clock.systemUTC(), database);
        SecureRandom random = new SecureRandom();
        OperatorToken token = OperatorToken.random(random);
        operatorToken = Files.writeString(folder.resolve("operator-token"), token.text());
        registration = RegistrationServer.start(
                new RegistrationConfig(
                        "127.0.0.1",
                        0,
                        database,
                        () -> List.of(mqtt(), ws()),
                        OtpKey.ofBase64(Base64.getEncoder().encodeToString(random.generateSeed(32))),
                        token,
                        VerificationSettings.TRIAL,
                        LookupLimits.WIDE),
                sms,
                Optional.of(pushes.through(this::mqtt, PUSH_CREDENTIAL)),
                Clock.systemUTC(),
                random,
                routes -> {});
        broker.start();
    }

    StockBroker broker() {
        return broker;
    }

    @Override
    public URI mqtt() {
        return URI.create("mqtt://127.0.0.1:" + broker.mqttPort());
    }

    @Override
    public URI ws() {
        return URI.create("ws://127.0.0.1:" + broker.wsPort() + "/mqtt");
    }

    @Override
    public URI http() {
        return URI.create("http://127.0.0.1:" + registration.port());
    }

    @Override
    public Path operatorTokenFile() {
        return operatorToken;
    }

    @Override
    public FakeSmsGateway sms() {
        return sms;
    }

    @Override
    public FakePushes pushes() {
        return pushes;
    }

    /** Once in order, as an operator does, and once more by {@code kill -9}. */
    @Override
    public void restartBroker() {
        try {
            broker.stop();
            broker.start();
            broker.kill();
            broker.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        registration.close();
        broker.close();
        pushes.close();
        postgres.close();
    }
}
