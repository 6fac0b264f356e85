package dev.doubletick.registration.push.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.registration.push.Platform;
import dev.doubletick.registration.push.PushKind;
import dev.doubletick.registration.push.PushToken;
import dev.doubletick.registration.testing.MutableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class GuardedProviderTest {

    private static final Duration OPEN = Duration.ofSeconds(10);
    private static final PushAnswer ACCEPTED = new PushAnswer.Accepted();
    private static final PushAnswer OUTAGE = new PushAnswer.Later("status-503", Optional.empty(), true);

    private final MutableClock clock = new MutableClock();
    private final Script script = new Script();
    private final GuardedProvider guarded = new GuardedProvider(script, clock, OPEN);

    /** Answers as it is told, and notes what it was asked. */
    private static final class Script implements PushProvider {

        final List<String> asked = new ArrayList<>();
        Supplier<CompletableFuture<PushAnswer>> next = () -> CompletableFuture.completedFuture(ACCEPTED);

        void answers(PushAnswer answer) {
            next = () -> CompletableFuture.completedFuture(answer);
        }

        @Override
        public CompletableFuture<PushAnswer> send(PushToken token, Push push) {
            asked.add(token.token());
            return next.get();
        }

        @Override
        public String destination(PushToken token) {
            return token.appId();
        }

        @Override
        public void close() {}
    }

    private PushAnswer send(String destination) {
        return sendAsync(destination).join();
    }

    private CompletableFuture<PushAnswer> sendAsync(String destination) {
        PushToken token = new PushToken(
                1,
                PhoneNumber.ofDigits("4915112345678"),
                Platform.FCM,
                false,
                destination,
                PushKind.ALERT,
                "token",
                Optional.empty(),
                Instant.EPOCH);
        return guarded.send(token, new Push(Instant.MAX));
    }

    private int askedBy(Runnable work) {
        int before = script.asked.size();
        work.run();
        return script.asked.size() - before;
    }

    private void breakIt() {
        script.answers(OUTAGE);
        for (int n = 0; n < 10; n++) {
            assertThat(send("fcm")).isEqualTo(OUTAGE);
        }
    }

    private static PushAnswer open() {
        return new PushAnswer.Later("circuit-open", Optional.of(OPEN), true);
    }

    @Test
    void passesOnWhatTheProviderAnswers() {
        for (PushAnswer answer : List.of(
                ACCEPTED,
                OUTAGE,
                new PushAnswer.Refused("BadTopic"),
                new PushAnswer.Unregistered("Unregistered", Optional.of(Instant.EPOCH)))) {
            script.answers(answer);
            assertThat(send("fcm")).isEqualTo(answer);
        }
    }

    @Test
    void noAnswerIsAnOutage() {
        script.next = () -> CompletableFuture.failedFuture(new IllegalStateException("connection reset"));

        assertThat(send("fcm")).isEqualTo(new PushAnswer.Later("unreachable", Optional.empty(), true));
    }

    @Test
    void afterTenFailuresTheProviderIsNotAskedForAsLongAsTheCircuitIsOpen() {
        breakIt();

        script.answers(ACCEPTED);
        assertThat(askedBy(() -> assertThat(send("fcm")).isEqualTo(open()))).isZero();
        clock.advance(OPEN.minusMillis(1));
        assertThat(askedBy(() -> assertThat(send("fcm")).isEqualTo(open()))).isZero();
    }

    @Test
    void fewerThanHalfFailuresOpenNothing() {
        for (int n = 0; n < 40; n++) {
            script.answers(n % 5 >= 3 ? OUTAGE : ACCEPTED);
            send("fcm");
        }

        script.answers(ACCEPTED);
        assertThat(send("fcm")).isEqualTo(ACCEPTED);
    }

    @Test
    void halfOfTheLastTwentyIsEnough() {
        script.answers(ACCEPTED);
        for (int n = 0; n < 100; n++) {
            send("fcm");
        }
        script.answers(OUTAGE);
        for (int n = 0; n < 10; n++) {
            send("fcm");
        }

        assertThat(send("fcm")).isEqualTo(open());
    }

    @Test
    void whatConcernsOneTokenOrOnePushOpensNothing() {
        for (PushAnswer answer : List.of(
                new PushAnswer.Refused("BadTopic"),
                new PushAnswer.Unregistered("Unregistered", Optional.empty()),
                new PushAnswer.Later("TooManyRequests", Optional.of(Duration.ofHours(1)), false))) {
            script.answers(answer);
            for (int n = 0; n < 30; n++) {
                assertThat(send("fcm")).isEqualTo(answer);
            }
        }
    }

    @Test
    void thenFiveTryAndIfTheyAreTakenAllMayGoOn() {
        breakIt();
        clock.advance(OPEN.plusMillis(1));
        List<CompletableFuture<PushAnswer>> underway = new ArrayList<>();
        script.next = () -> {
            underway.add(new CompletableFuture<>());
            return underway.get(underway.size() - 1);
        };
        List<CompletableFuture<PushAnswer>> sent = new ArrayList<>();
        for (int n = 0; n < 8; n++) {
            sent.add(sendAsync("fcm"));
        }
        assertThat(underway).hasSize(5);
        assertThat(sent.subList(5, 8)).allSatisfy(refused -> assertThat(refused).isCompletedWithValue(open()));

        underway.forEach(answer -> answer.complete(ACCEPTED));
        script.answers(ACCEPTED);

        assertThat(sent.subList(0, 5)).allSatisfy(tried -> assertThat(tried).isCompletedWithValue(ACCEPTED));
        assertThat(askedBy(() -> {
                    for (int n = 0; n < 30; n++) {
                        assertThat(send("fcm")).isEqualTo(ACCEPTED);
                    }
                }))
                .isEqualTo(30);
    }

    @Test
    void ifTheyFailItIsOpenAgain() {
        breakIt();
        clock.advance(OPEN.plusMillis(1));

        assertThat(askedBy(() -> {
                    for (int n = 0; n < 30; n++) {
                        send("fcm");
                    }
                }))
                .isEqualTo(5);
        assertThat(send("fcm")).isEqualTo(open());
    }

    @Test
    void aProviderThatAsksForPeaceGetsIt() {
        script.answers(new PushAnswer.Later("QUOTA_EXCEEDED", Optional.of(Duration.ofMinutes(5)), true));
        send("fcm");
        script.answers(ACCEPTED);

        clock.advance(Duration.ofMinutes(2));
        assertThat(askedBy(() -> assertThat(send("fcm"))
                        .isEqualTo(new PushAnswer.Later("paused", Optional.of(Duration.ofMinutes(3)), true))))
                .isZero();
        clock.advance(Duration.ofMinutes(3));
        assertThat(send("fcm")).isEqualTo(ACCEPTED);
    }

    @Test
    void oneDestinationSaysNothingOfAnother() {
        breakIt();
        script.answers(ACCEPTED);

        assertThat(send("fcm")).isEqualTo(open());
        assertThat(send("another")).isEqualTo(ACCEPTED);
    }

    @Test
    void aDefectIsNotTheProvidersFault() {
        script.next = () -> {
            throw new IllegalStateException("a defect");
        };
        for (int n = 0; n < 30; n++) {
            assertThatThrownBy(() -> send("fcm")).hasMessage("a defect");
        }

        script.answers(ACCEPTED);
        assertThat(send("fcm")).isEqualTo(ACCEPTED);
    }
}
