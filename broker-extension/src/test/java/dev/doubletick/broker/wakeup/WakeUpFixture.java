package dev.doubletick.broker.wakeup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.extension.sdk.api.ExtensionMain;
import dev.doubletick.broker.BrokerConfig;
import dev.doubletick.broker.DoubletickExtension;
import dev.doubletick.broker.WakeUpConfig;
import dev.doubletick.broker.fixture.BrokerTest;
import dev.doubletick.broker.fixture.TestPushService;
import dev.doubletick.protocol.PhoneNumber;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

/** A broker that soon decides, and push services that take what it decides. */
abstract class WakeUpFixture extends BrokerTest {

    static final Duration GRACE = Duration.ofMillis(300);
    static final Duration SILENCE = Duration.ofSeconds(1);
    static final WakeUpPolicy IMPATIENT =
            new WakeUpPolicy(GRACE, SILENCE, List.of(Duration.ofSeconds(3), Duration.ofSeconds(5)), GRACE, 1000);

    final List<TestPushService> services = new ArrayList<>();

    @Override
    protected ExtensionMain extension(BrokerConfig config) {
        return new DoubletickExtension(new BrokerConfig(
                config.database(),
                config.mailboxFolder(),
                config.mailboxLimits(),
                Optional.of(WakeUpConfig.of(TestPushService.CREDENTIAL, IMPATIENT))));
    }

    @AfterEach
    void closeServices() {
        services.forEach(TestPushService::close);
        services.clear();
    }

    TestPushService service(String instance) {
        return added(TestPushService.start(instance, broker.mqttPort()));
    }

    TestPushService added(TestPushService service) {
        services.add(service);
        return service;
    }

    /** Registered, and not connected. */
    PhoneNumber away() {
        phone(bobNumber);
        return bobNumber;
    }

    static void awaitOne(TestPushService service, PhoneNumber phone) {
        await().untilAsserted(() -> assertThat(service.wakeUps(phone)).hasSize(1));
    }
}
