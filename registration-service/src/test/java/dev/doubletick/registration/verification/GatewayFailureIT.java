package dev.doubletick.registration.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.registration.account.Accounts;
import dev.doubletick.registration.database.Database;
import dev.doubletick.registration.database.DatabaseConfig;
import dev.doubletick.registration.testing.Answer;
import dev.doubletick.registration.testing.RecordingSender;
import dev.doubletick.registration.testing.TestDatabase;
import dev.doubletick.registration.testing.TestService;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class GatewayFailureIT {

    private static final String PHONE = "+4915112360000";

    @Test
    void aGatewayThatRefusesIsToldAndTheNextTryIsFree() {
        try (TestService service = TestService.start()) {
            service.sender.answer(() -> CompletableFuture.failedFuture(new IOException("the gateway answered 500")));

            Answer failed = service.requestCode(PHONE).isProblem(502, "code-not-sent");

            assertThat(failed.http().body()).doesNotContain("500");
            service.sender.answer(() -> CompletableFuture.completedFuture(null));
            String id = service.verification(PHONE);
            assertThat(service.guess(id, service.sender.lastCode(PHONE)).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void aSenderThatThrowsIsAGatewayThatFails() {
        try (TestService service = TestService.start()) {
            service.sender.answer(() -> {
                throw new IllegalStateException("broken");
            });

            service.requestCode(PHONE).isProblem(502, "code-not-sent");
        }
    }

    @Test
    void waitingForAGatewayHoldsNoConnection() {
        DatabaseConfig created = TestDatabase.create();
        DatabaseConfig small = new DatabaseConfig(created.url(), created.user(), created.password(), 2);
        try (TestService service = TestService.start(small)) {
            CompletableFuture<Void> gateway = new CompletableFuture<>();
            service.sender.answer(() -> gateway);
            List<CompletableFuture<Answer>> waiting = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                String phone = "+49151123601" + String.format("%02d", i);
                waiting.add(CompletableFuture.supplyAsync(
                        () -> service.requestCode(phone), task -> new Thread(task).start()));
            }
            await().until(() -> service.sender.messages().size() == 20);

            assertThat(service.get("/readyz").status()).isEqualTo(200);

            gateway.complete(null);
            assertThat(waiting)
                    .allSatisfy(answer -> assertThat(answer.join().status()).isEqualTo(201));
        }
    }

    @Test
    @Timeout(10)
    void aGatewayThatHangsIsGivenUpOn() {
        VerificationPolicy impatient = new VerificationPolicy(
                Duration.ofMinutes(5), 5, Duration.ofSeconds(30), Duration.ofMillis(50), Duration.ofMinutes(30));
        SecureRandom random = new SecureRandom();
        RecordingSender sender = new RecordingSender();
        CompletableFuture<Void> never = new CompletableFuture<>();
        sender.answer(() -> never);
        try (Database database = Database.open(TestDatabase.create())) {
            Verifications verifications = new Verifications(
                    database.jdbi(),
                    new Accounts(random),
                    new OtpKey(new byte[32]),
                    sender,
                    impatient,
                    Clock.systemUTC(),
                    random,
                    ForkJoinPool.commonPool());
            PhoneNumber phone = PhoneNumber.ofE164(PHONE);

            assertThatThrownBy(() -> verifications.request(phone).join())
                    .hasCauseInstanceOf(CodeNotSentException.class);

            assertThat(never).isNotDone();
            sender.answer(() -> CompletableFuture.completedFuture(null));
            assertThat(verifications.request(phone).join()).isInstanceOf(CodeRequest.Sent.class);
        }
    }
}
