package dev.doubletick.registration.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doubletick.registration.database.DatabaseConfig;
import dev.doubletick.registration.testing.Answer;
import dev.doubletick.registration.testing.Sql;
import dev.doubletick.registration.testing.TestDatabase;
import dev.doubletick.registration.testing.TestService;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class GatewayFailureIT {

    private static final String PHONE = "+4915112360000";

    @Test
    void aGatewayThatRefusesIsToldAndTheNextTryIsFree() throws Exception {
        try (TestService service = TestService.start()) {
            service.sender.answer(() -> CompletableFuture.failedFuture(new IOException("the gateway answered 500")));

            Answer failed = service.requestCode(PHONE).isProblem(502, "code-not-sent");

            assertThat(failed.http().body()).doesNotContain("500");
            assertThat(shared(service)).as("what all share").isEmpty();
            service.sender.answer(() -> CompletableFuture.completedFuture(null));
            String id = service.verification(PHONE);
            assertThat(service.guess(id, service.sender.lastCode(PHONE)).status())
                    .isEqualTo(200);
        }
    }

    private static List<String> shared(TestService service) throws SQLException {
        return Sql.column(
                service.database,
                "select name from limit_bucket where name in ('verification-country', 'verification-budget') order by 1");
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
    void aGatewayThatHangsIsGivenUpOn() throws Exception {
        VerificationPolicy usual = VerificationPolicy.DEFAULT;
        VerificationPolicy impatient = new VerificationPolicy(
                usual.codeLifetime(), usual.attempts(), usual.resendDelays(), Duration.ofMillis(50), usual.retention());
        CompletableFuture<Void> never = new CompletableFuture<>();
        try (TestService service =
                TestService.start(TestDatabase.create(), VerificationSettings.TRIAL.withPolicy(impatient))) {
            service.sender.answer(() -> never);

            service.requestCode(PHONE).isProblem(502, "code-not-sent");
            assertThat(shared(service))
                    .as("it may have gone out")
                    .containsExactly("verification-budget", "verification-country");

            assertThat(never).isNotDone();
            service.sender.answer(() -> CompletableFuture.completedFuture(null));
            assertThat(service.requestCode(PHONE).status()).isEqualTo(201);
        }
    }

    @Test
    void aGatewayThatAnswersOnceWeHaveGivenUpChangesNothing() {
        CompletableFuture<Void> late = new CompletableFuture<>();
        try (TestService service = TestService.start()) {
            service.sender.answer(() -> CompletableFuture.failedFuture(new IOException("the gateway answered 500")));
            service.requestCode(PHONE).isProblem(502, "code-not-sent");
            String lateCode = service.sender.lastCode(PHONE);
            service.sender.answer(() -> late);
            CompletableFuture<Answer> waiting =
                    CompletableFuture.supplyAsync(() -> service.requestCode(PHONE), task -> new Thread(task).start());
            await().until(() -> service.sender.messages().size() == 2);

            late.complete(null);
            assertThat(late.complete(null)).isFalse();
            String id = waiting.join().text("id");

            assertThat(service.sender.messages()).hasSize(2);
            if (!lateCode.equals(service.sender.lastCode(PHONE))) {
                service.guess(id, lateCode).isProblem(403, "wrong-code");
            }
            assertThat(service.guess(id, service.sender.lastCode(PHONE)).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void aGatewayThatFailsDoesNotMakeTheWaitLonger() {
        try (TestService service = TestService.start()) {
            service.sender.answer(() -> CompletableFuture.failedFuture(new IOException("the gateway answered 500")));
            for (int i = 0; i < 4; i++) {
                service.requestCode(PHONE).isProblem(502, "code-not-sent");
            }
            service.sender.answer(() -> CompletableFuture.completedFuture(null));

            Answer sent = service.requestCode(PHONE);

            assertThat(sent.text("nextSendAt"))
                    .isEqualTo(service.clock.instant().plusSeconds(30).toString());
        }
    }
}
