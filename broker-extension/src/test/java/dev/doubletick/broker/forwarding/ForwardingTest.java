package dev.doubletick.broker.forwarding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.extension.sdk.api.client.ClientContext;
import dev.doubletick.broker.account.Credential;
import dev.doubletick.broker.connection.PhoneConnection;
import dev.doubletick.broker.mailbox.MailboxFixtures;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ForwardingTest {

    private final MemoryMailbox mailbox = new MemoryMailbox();
    private final List<Parcel> handed = new CopyOnWriteArrayList<>();
    private final ExecutorService executor = Executors.newSingleThreadExecutor();
    private final Forwarding forwarding = new Forwarding(
            "broker",
            mailbox,
            (receiver, sender) -> CompletableFuture.completedFuture(true),
            (phone, parcel) -> {
                handed.add(parcel);
                return CompletableFuture.completedFuture(null);
            },
            Clock.systemUTC(),
            executor,
            new SimpleMeterRegistry());

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    @Test
    void findsNowAndThenWhatNoSignalHasTold() {
        forwarding.onConnected(
                new PhoneConnection(
                        ForwarderFixture.BOB_NUMBER,
                        1,
                        Credential.ofSha256(new byte[32]),
                        true,
                        Duration.ofDays(1),
                        Long.MAX_VALUE),
                anyClient());
        mailbox.add(MailboxFixtures.message(
                ForwarderFixture.BOB, ForwarderFixture.ALICE, MailboxFixtures.id(1, 1), "hello", Instant.now()));
        assertThat(handed).isEmpty();

        forwarding.start(Duration.ofMillis(10));

        await().untilAsserted(() -> assertThat(handed).hasSize(1));
    }

    private static ClientContext anyClient() {
        return (ClientContext) Proxy.newProxyInstance(
                ClientContext.class.getClassLoader(), new Class<?>[] {ClientContext.class}, (p, m, a) -> null);
    }
}
