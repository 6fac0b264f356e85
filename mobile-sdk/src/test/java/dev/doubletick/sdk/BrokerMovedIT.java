package dev.doubletick.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.testing.BadNetwork;
import dev.doubletick.sdk.testing.FakeService;
import dev.doubletick.sdk.testing.Leftovers;
import dev.doubletick.sdk.testing.Phone;
import dev.doubletick.sdk.testing.TestBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that is somewhere else than at registration. */
class BrokerMovedIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static TestBroker broker;

    @TempDir
    private Path folder;

    private final PhoneNumber number = Phone.newNumber();

    @BeforeAll
    static void startBroker() {
        broker = TestBroker.start();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @AfterEach
    void nothingIsLeft() {
        Leftovers.assertNoThreads();
    }

    /** The address by which a phone knew the broker, and that leads nowhere any more. */
    private Account accountAt(BadNetwork before) {
        return broker.account(number, before.mqtt());
    }

    @Test
    void aPhoneFindsItAtItsNewAddressAndKeepsThat() throws IOException {
        BadNetwork before = new BadNetwork(broker.tcpPort());
        Account account = accountAt(before);
        try (FakeService service = new FakeService(account)) {
            service.brokers("['" + broker.mqtt() + "']");
            try (Phone phone = Phone.start(folder, account, builder -> builder.server(service.uri()))) {
                phone.awaitConnected();
                assertThat(service.asked("GET /v1/account")).isEmpty();

                before.close();

                await().atMost(PATIENCE)
                        .until(() -> broker.isConnected(number)
                                && !service.asked("GET /v1/account").isEmpty());
                phone.awaitConnected();
                Message message = phone.send(number, "to myself");
                phone.awaitStatus(message, MessageStatus.SENT);
                assertThat(service.asked("GET /v1/account")).hasSize(1);
                assertThat(service.asked("POST")).isEmpty();
            }
        }
        // At the next start it is known, without anybody to ask.
        try (Phone again = Phone.asleep(folder, number)) {
            again.get(again.doubletick().open());
            again.awaitConnected();
        }
    }

    @Test
    void answersThatLeadNowhereChangeNothing() throws IOException {
        BadNetwork before = new BadNetwork(broker.tcpPort());
        before.refuse(true);
        Account account = accountAt(before);
        try (before;
                FakeService service = new FakeService(account);
                Phone phone = Phone.start(folder, account, builder -> builder.server(service.uri()))) {
            for (String answer : new String[] {"[]", "['carrier-pigeon://roof']", "null"}) {
                int asked = service.asked("GET /v1/account").size();
                service.brokers(answer);
                // What failed before counts no more after that, so that the next question comes soon.
                phone.doubletick().networkAvailable();
                await().atMost(PATIENCE)
                        .until(() -> service.asked("GET /v1/account").size() > asked);
            }
            int asked = service.asked("GET /v1/account").size();
            service.refuse(what -> Optional.of(FakeService.problem(500, "internal", "")));
            phone.doubletick().networkAvailable();
            await().atMost(PATIENCE)
                    .until(() -> service.asked("GET /v1/account").size() > asked);

            before.refuse(false);
            phone.awaitConnected();
        }
    }
}
