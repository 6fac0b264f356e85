package dev.doubletick.registration.verification.sender.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.registration.testing.MutableClock;
import dev.doubletick.registration.verification.sender.Channel;
import dev.doubletick.registration.verification.sender.MessageRefusedException;
import dev.doubletick.registration.verification.sender.VerificationCodeSender;
import dev.doubletick.registration.verification.sender.VerificationMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class FailoverSenderTest {

    private static final VerificationMessage TEXT = message(Channel.SMS);
    private static final Duration PATIENCE = Duration.ofMillis(100);

    private final MutableClock clock = new MutableClock();
    private final Scripted first = new Scripted(true);
    private final Scripted second = new Scripted(false);
    private final FailoverSender both = new FailoverSender(
            List.of(new NamedSender("first", first), new NamedSender("second", second)),
            PATIENCE,
            new HealthPolicy(3, Duration.ofSeconds(30)),
            clock);

    private static VerificationMessage message(Channel channel) {
        return new VerificationMessage(
                PhoneNumber.ofE164("+4915112345678"), channel, "123456", "Your code is 123456.", Locale.ENGLISH);
    }

    /** Answers as it is told, and remembers what it is given. */
    private static final class Scripted implements VerificationCodeSender {

        private final AtomicInteger sent = new AtomicInteger();
        private final List<VerificationMessage> messages = new CopyOnWriteArrayList<>();
        private final boolean speaks;
        private Supplier<CompletableFuture<Void>> answer = () -> CompletableFuture.completedFuture(null);
        private boolean closed;

        Scripted(boolean speaks) {
            this.speaks = speaks;
        }

        void fails() {
            answer = () -> CompletableFuture.failedFuture(new IOException("the gateway answered 500"));
        }

        void works() {
            answer = () -> CompletableFuture.completedFuture(null);
        }

        @Override
        public boolean serves(Channel channel) {
            return channel == Channel.SMS || speaks;
        }

        @Override
        public CompletableFuture<Void> send(VerificationMessage message) {
            sent.incrementAndGet();
            messages.add(message);
            return answer.get();
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private void send(int times) {
        for (int i = 0; i < times; i++) {
            both.send(TEXT).join();
        }
    }

    @Test
    void theFirstGetsEverythingWhileItWorks() {
        send(5);

        assertThat(first.sent).hasValue(5);
        assertThat(second.sent).hasValue(0);
    }

    @Test
    void theSecondTakesWhatTheFirstDoesNot() {
        first.fails();

        send(1);

        assertThat(second.sent).hasValue(1);
    }

    @Test
    void aSenderThatThrowsIsOneThatFails() {
        first.answer = () -> {
            throw new IllegalStateException("broken");
        };

        send(1);

        assertThat(second.sent).hasValue(1);
    }

    @Test
    void aSenderThatHangsIsPassedOverAfterAWhile() {
        CompletableFuture<Void> never = new CompletableFuture<>();
        first.answer = () -> never;

        send(1);

        assertThat(second.sent).hasValue(1);
        assertThat(never).isNotDone();
    }

    @Test
    void whatASlowSenderDeliversAfterAllIsTheSameCode() {
        CompletableFuture<Void> late = new CompletableFuture<>();
        first.answer = () -> late;

        send(1);
        late.complete(null);

        assertThat(first.messages).containsExactly(TEXT);
        assertThat(second.messages).containsExactly(TEXT);
    }

    @Test
    void aSenderThatKeepsFailingRestsAndIsThenTriedWithOneMessage() {
        first.fails();
        send(3);
        assertThat(first.sent).hasValue(3);

        send(10);
        assertThat(first.sent).as("while it rests").hasValue(3);

        clock.advance(Duration.ofSeconds(30));
        send(10);
        assertThat(first.sent).as("tried once, and failed").hasValue(4);

        clock.advance(Duration.ofSeconds(30));
        first.works();
        send(10);
        assertThat(first.sent).as("back").hasValue(14);
        assertThat(second.sent).hasValue(3 + 10 + 10);
    }

    @Test
    void whenAllRestTheyAreTriedAllTheSame() {
        first.fails();
        second.fails();
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> both.send(TEXT).join()).hasRootCauseMessage("the gateway answered 500");
        }
        second.works();

        send(1);

        assertThat(first.sent).hasValue(4);
        assertThat(second.sent).hasValue(4);
    }

    @Test
    void aMessageThatIsRefusedSaysNothingAboutTheSender() {
        first.answer = () -> CompletableFuture.failedFuture(new MessageRefusedException("the gateway answered 400"));

        send(10);

        assertThat(first.sent).hasValue(10);
        assertThat(second.sent).hasValue(10);
    }

    @Test
    void callsGoOnlyToThoseWhoCall() {
        first.fails();

        assertThatThrownBy(() -> both.send(message(Channel.VOICE)).join())
                .hasRootCauseMessage("the gateway answered 500");
        assertThat(second.sent).hasValue(0);
        assertThat(both.serves(Channel.VOICE)).isTrue();
    }

    @Test
    void closesAllOfThem() {
        both.close();

        assertThat(first.closed && second.closed).isTrue();
    }
}
