package dev.doubletick.broker.routing;

import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.extension.sdk.api.packets.general.UserProperties;
import com.hivemq.extension.sdk.api.packets.publish.PublishPacket;
import dev.doubletick.broker.mailbox.AppendResult;
import dev.doubletick.broker.mailbox.Mailbox;
import dev.doubletick.broker.mailbox.MailboxUnavailableException;
import dev.doubletick.protocol.Limits;
import dev.doubletick.protocol.MessageIdGenerator;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.Topic;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class AcceptanceTest {

    private static final int MEGABYTES = 64;
    private static final Topic TO_BOB = Topic.of(Topic.Kind.MESSAGE, PhoneNumber.ofDigits("4915100000002"))
            .from(PhoneNumber.ofDigits("4915100000001"));
    private static final byte[] LARGE = new byte[Limits.MAX_PAYLOAD_BYTES];

    private final LinkedBlockingQueue<Runnable> due = new LinkedBlockingQueue<>();
    private CompletionStage<AppendResult> engineAnswers =
            CompletableFuture.failedStage(new MailboxUnavailableException("away"));
    private final Acceptance acceptance = new Acceptance(
            fake(Mailbox.class, method -> engineAnswers),
            (entry, stored) -> {},
            new MessageIdGenerator(Clock.systemUTC(), new SecureRandom()),
            Clock.systemUTC(),
            due::add);

    @Test
    void withholdsNoMoreThanItsShareOfMemoryWhileTheEngineIsAwayAndAsMuchAgainAfterwards() throws Exception {
        List<CompletableFuture<Optional<Refusal>>> answers = new ArrayList<>();
        for (int bytes = 0; bytes < MEGABYTES << 20; bytes += LARGE.length) {
            answers.add(store());
        }
        long withheld = answers.stream().filter(answer -> !answer.isDone()).count();
        assertThat(withheld).isBetween(1_000L, 1_023L);
        assertThat(store()).isCompletedWithValue(Optional.of(Refusal.NOT_STORED));

        engineAnswers = CompletableFuture.completedStage(new AppendResult.Duplicate(Optional.empty()));
        for (long n = 0; n < withheld; n++) {
            due.take().run();
        }

        assertThat(answers).allMatch(CompletableFuture::isDone);
        assertThat(answers.stream().filter(answer -> answer.join().isEmpty())).hasSize((int) withheld);
        engineAnswers = CompletableFuture.failedStage(new MailboxUnavailableException("away"));
        assertThat(store()).isNotDone();
    }

    private CompletableFuture<Optional<Refusal>> store() {
        UserProperties none = fake(UserProperties.class, method -> Optional.empty());
        PublishPacket publish = fake(PublishPacket.class, method -> switch (method) {
            case "getPayload" -> Optional.of(ByteBuffer.wrap(LARGE));
            case "getUserProperties" -> none;
            default -> Optional.empty();
        });
        return acceptance.store(TO_BOB, publish, () -> CompletableFuture.completedFuture(Passage.FREE));
    }

    private static <T> T fake(Class<T> type, Function<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answers.apply(method.getName())));
    }
}
