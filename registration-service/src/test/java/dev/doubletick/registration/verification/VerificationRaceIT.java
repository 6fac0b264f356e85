package dev.doubletick.registration.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.registration.testing.Answer;
import dev.doubletick.registration.testing.Sql;
import dev.doubletick.registration.testing.TestService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class VerificationRaceIT {

    private static final int AT_ONCE = 30;

    private static TestService service;
    private static ExecutorService threads;

    @BeforeAll
    static void start() {
        service = TestService.start();
        threads = Executors.newFixedThreadPool(AT_ONCE);
    }

    @AfterAll
    static void stop() {
        threads.shutdownNow();
        service.close();
    }

    @Test
    void guessingInParallelGainsNoTries() throws Exception {
        String phone = "+4915112350001";
        String id = service.verification(phone);
        String wrong = service.wrongCode(phone);

        List<Answer> answers = atOnce(() -> service.guess(id, wrong));

        assertThat(answers).filteredOn(answer -> answer.status() == 403).hasSize(5);
        assertThat(answers)
                .filteredOn(answer -> answer.status() == 403)
                .extracting(answer -> answer.json().path("attemptsLeft").asInt())
                .containsExactlyInAnyOrder(4, 3, 2, 1, 0);
        assertThat(answers).filteredOn(answer -> answer.status() == 410).hasSize(AT_ONCE - 5);
        service.guess(id, service.sender.lastCode(phone)).isProblem(410, "verification-exhausted");
    }

    @Test
    void aCodeThatComesManyTimesAtOnceWorksOnce() throws Exception {
        String phone = "+4915112350002";
        String id = service.verification(phone);
        String code = service.sender.lastCode(phone);

        List<Answer> answers = atOnce(() -> service.guess(id, code));

        assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(1);
        assertThat(answers).filteredOn(answer -> answer.status() != 200).allSatisfy(answer -> assertThat(
                        answer.text("type"))
                .isIn("urn:doubletick:problem:verification-used", "urn:doubletick:problem:verification-exhausted"));
    }

    @Test
    void askingManyTimesAtOnceSendsOneCode() throws Exception {
        String phone = "+4915112350003";

        List<Answer> first = atOnce(() -> service.requestCode(phone));
        service.clock.advance(Duration.ofSeconds(30));
        List<Answer> second = atOnce(() -> service.requestCode(phone));

        for (List<Answer> answers : List.of(first, second)) {
            assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(1);
            assertThat(answers).filteredOn(answer -> answer.status() == 429).hasSize(AT_ONCE - 1);
        }
        assertThat(service.sender.messages())
                .filteredOn(message -> message.to().e164().equals(phone))
                .hasSize(2);
        assertThat(Sql.column(
                        service.database,
                        "select id from verification_session where superseded_at is null and phone = '" + phone + "'"))
                .hasSize(1);
    }

    private static List<Answer> atOnce(Callable<Answer> call) throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        List<Future<Answer>> futures = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            futures.add(threads.submit(() -> {
                go.await();
                return call.call();
            }));
        }
        go.countDown();
        List<Answer> answers = new ArrayList<>();
        for (Future<Answer> future : futures) {
            answers.add(future.get());
        }
        return answers;
    }
}
