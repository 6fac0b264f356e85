package dev.doubletick.registration.push.provider;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** That one phone alone cannot close a server to the others. */
class DestinationTest {

    private static final Duration OPEN = Duration.ofMinutes(1);
    private static final PushAnswer ACCEPTED = new PushAnswer.Accepted();
    private static final PushAnswer AWAY = new PushAnswer.Later("status-503", Optional.empty(), true);

    private final MutableClock clock = new MutableClock();
    private CompletableFuture<PushAnswer> answer = CompletableFuture.completedFuture(ACCEPTED);
    private final GuardedProvider guarded = guarded(Duration.ofSeconds(10));

    private GuardedProvider guarded(Duration limit) {
        return new GuardedProvider(
                new PushProvider() {
                    @Override
                    public CompletableFuture<PushAnswer> send(PushToken token, Push push) {
                        return answer;
                    }

                    @Override
                    public String destination(PushToken token) {
                        return "one";
                    }

                    @Override
                    public void close() {}
                },
                clock,
                OPEN,
                limit);
    }

    private static PushToken token(int phone) {
        return new PushToken(
                phone,
                PhoneNumber.ofDigits("49151100000" + (10 + phone)),
                Platform.WEBPUSH,
                false,
                "app",
                PushKind.ALERT,
                "https://push.example/" + phone,
                Optional.empty(),
                Instant.EPOCH);
    }

    private CompletableFuture<PushAnswer> start(int phone) {
        return guarded.send(token(phone), new Push(clock.instant().plus(OPEN)));
    }

    private PushAnswer send(int phone) throws Exception {
        return start(phone).get(10, TimeUnit.SECONDS);
    }

    private void answers(PushAnswer what) {
        answer = CompletableFuture.completedFuture(what);
    }

    private static PushAnswer later(Duration wait) {
        return new PushAnswer.Later("status-429", Optional.of(wait), true);
    }

    @Test
    void onePhoneAloneNeverClosesAServerToTheOthers() throws Exception {
        answers(AWAY);
        for (int n = 0; n < 100; n++) {
            assertThat(send(1)).isEqualTo(AWAY);
        }

        answers(ACCEPTED);
        assertThat(send(2)).isEqualTo(ACCEPTED);
    }

    @Test
    void aServerThatFailsForTenPhonesIsLeftInPeace() throws Exception {
        answers(AWAY);
        for (int phone = 0; phone < 10; phone++) {
            assertThat(send(phone)).isEqualTo(AWAY);
        }

        answers(ACCEPTED);
        assertThat(send(10)).isEqualTo(new PushAnswer.NotSent("circuit-open", OPEN));
    }

    @Test
    void aTokensOwnTroubleIsNobodyElses() throws Exception {
        answers(new PushAnswer.Later("TooManyRequests", Optional.empty(), false));
        for (int phone = 0; phone < 30; phone++) {
            send(phone);
        }

        answers(ACCEPTED);
        assertThat(send(30)).isEqualTo(ACCEPTED);
    }

    @Test
    void waitsForEverybodyOnlyIfSeveralPhonesWereToldTo() throws Exception {
        answers(later(Duration.ofHours(1)));
        for (int n = 0; n < 20; n++) {
            send(1);
        }
        for (int phone = 2; phone < Destination.SEVERAL; phone++) {
            send(phone);
        }
        answers(ACCEPTED);
        assertThat(send(20)).isEqualTo(ACCEPTED);

        answers(later(Duration.ofMinutes(2)));
        send(Destination.SEVERAL);
        answers(ACCEPTED);
        assertThat(send(20)).isEqualTo(new PushAnswer.NotSent("paused", Duration.ofMinutes(2)));
        clock.advance(Duration.ofMinutes(2));
        assertThat(send(20)).isEqualTo(ACCEPTED);
    }

    @Test
    void aShorterWishDoesNotEndALongerPause() throws Exception {
        // Under way together: the second answers come when the pause has begun.
        CompletableFuture<PushAnswer> first = new CompletableFuture<>();
        answer = first;
        List<CompletableFuture<PushAnswer>> sent = new ArrayList<>();
        for (int phone = 0; phone < Destination.SEVERAL; phone++) {
            sent.add(start(phone));
        }
        CompletableFuture<PushAnswer> second = new CompletableFuture<>();
        answer = second;
        for (int phone = 0; phone < Destination.SEVERAL; phone++) {
            sent.add(start(phone + 20));
        }
        first.complete(later(Duration.ofMinutes(10)));
        second.complete(later(Duration.ofSeconds(1)));
        assertThat(sent).allSatisfy(one -> assertThat(one).isDone());

        clock.advance(Duration.ofMinutes(5));
        answers(ACCEPTED);
        assertThat(send(50)).isEqualTo(new PushAnswer.NotSent("paused", Duration.ofMinutes(5)));
    }

    @Test
    void answersForAProviderThatDoesNot() throws Exception {
        answer = new CompletableFuture<>();

        assertThat(guarded(Duration.ofMillis(100))
                        .send(token(1), new Push(clock.instant()))
                        .get(10, TimeUnit.SECONDS))
                .isEqualTo(new PushAnswer.Later("unreachable", Optional.empty(), true));
    }
}
