package dev.doubletick.registration.lock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.registration.testing.Answer;
import dev.doubletick.registration.testing.Device;
import dev.doubletick.registration.testing.Sql;
import dev.doubletick.registration.testing.TestService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrationLockIT {

    private static final String PATH = "/v1/account/registration-lock";
    private static final String PIN = "271828";

    private static TestService service;
    private static int count;

    private String phone = "";
    private String session = "";

    @BeforeAll
    static void start() {
        service = TestService.start();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @BeforeEach
    void chooseNumber() {
        phone = "+49151123" + String.format("%05d", ++count);
    }

    /** A phone with a locked number. */
    private Device locked() {
        Device device = Device.registered(service, phone);
        assertThat(device.put(PATH, "{\"pin\":\"" + PIN + "\"}").status()).isEqualTo(204);
        return device;
    }

    /** Asks for a new code, as the number's next phone or a thief does, when the number may have one again. */
    private void newCode() {
        service.clock.advance(Duration.ofHours(2));
        session = service.verification(phone);
    }

    private Answer guess(String code) {
        return service.guess(session, code);
    }

    private Answer guess(String code, String pin) {
        return service.post(
                "/v1/verifications/" + session + "/code", "{\"code\":\"" + code + "\",\"pin\":\"" + pin + "\"}");
    }

    private String code() {
        return service.sender.lastCode(phone);
    }

    @Test
    void aLockedNumberNeedsCodeAndPin() {
        Device old = locked();
        newCode();

        Answer refused = guess(code());
        refused.isProblem(423, "registration-locked");
        assertThat(refused.json().path("triesLeft").asInt()).isEqualTo(5);
        assertThat(refused.text("opensAt")).isNotBlank();
        assertThat(old.get("/v1/account").status()).isEqualTo(200);

        Answer opened = guess(code(), PIN);
        assertThat(opened.status()).isEqualTo(200);
        Device next = new Device(service, phone, opened.text("credential"));
        assertThat(next.get("/v1/account").json().path("registrationLock").asBoolean())
                .isTrue();
        old.get("/v1/account").isProblem(401, "unauthorized");
    }

    /** Hashing is expensive by intention, and holds a thread. */
    @Test
    void manyPinsAtATimeHoldNobodyUp() throws Exception {
        Device device = locked();
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        ExecutorService clients = Executors.newFixedThreadPool(80);
        try {
            for (int n = 0; n < 160; n++) {
                answers.add(
                        CompletableFuture.supplyAsync(() -> device.put(PATH, "{\"pin\":\"" + PIN + "\"}"), clients));
            }
            assertThat(device.get("/v1/account").status()).isEqualTo(200);
            for (CompletableFuture<Answer> answer : answers) {
                assertThat(answer.get(30, TimeUnit.SECONDS).status()).isIn(204, 503);
            }
        } finally {
            clients.shutdownNow();
        }
        assertThat(answers).extracting(answer -> answer.join().status()).contains(204, 503);
        Answer refused = answers.stream()
                .map(CompletableFuture::join)
                .filter(answer -> answer.status() == 503)
                .findFirst()
                .orElseThrow();
        refused.isProblem(503, "unavailable");
        assertThat(refused.header("Retry-After")).isEqualTo("1");
    }

    /** Whoever loses the number at the same moment must not lock it for the next. */
    @Test
    void aLockThatIsSetWhileTheNumberIsRegisteredAnewLocksEitherItOrNothing() {
        for (int n = 0; n < 10; n++) {
            chooseNumber();
            Device old = Device.registered(service, phone);
            newCode();
            CompletableFuture<Answer> set =
                    CompletableFuture.supplyAsync(() -> old.put(PATH, "{\"pin\":\"" + PIN + "\"}"));
            Answer opened = guess(code());

            if (opened.status() == 200) {
                set.join().isProblem(401, "unauthorized");
                assertThat(new Device(service, phone, opened.text("credential"))
                                .get("/v1/account")
                                .json()
                                .path("registrationLock")
                                .asBoolean())
                        .isFalse();
            } else {
                opened.isProblem(423, "registration-locked");
                assertThat(set.join().status()).isEqualTo(204);
            }
        }
    }

    @Test
    void onlyWhoHasTheCodeLearnsThatThereIsALock() {
        locked();
        newCode();

        Answer answer = guess(service.wrongCode(phone), PIN);

        answer.isProblem(403, "wrong-code");
        assertThat(answer.json().has("triesLeft")).isFalse();
    }

    @Test
    void aNumberWithoutALockTakesAnyPin() {
        Device.registered(service, phone);
        newCode();

        assertThat(guess(code(), "000000").status()).isEqualTo(200);
    }

    @Test
    void fiveWrongPinsAreTakenAndThenOneADay() {
        locked();
        for (int left = 4; left >= 0; left--) {
            newCode();
            Answer wrong = guess(code(), "00000" + left);
            wrong.isProblem(423, "registration-locked");
            assertThat(wrong.json().path("triesLeft").asInt()).isEqualTo(left);
        }

        newCode();
        Answer exhausted = guess(code(), PIN);
        exhausted.isProblem(423, "registration-locked");
        assertThat(exhausted.json().path("triesLeft").asInt()).isZero();
        assertThat(Integer.parseInt(exhausted.header("Retry-After"))).isBetween(70_000, 86_400);

        service.clock.advance(Duration.ofDays(1));
        newCode();
        assertThat(guess(code()).json().path("triesLeft").asInt()).isEqualTo(1);
        assertThat(guess(code(), PIN).status()).isEqualTo(200);
    }

    @Test
    void guessingInParallelGainsNothing() {
        locked();
        newCode();
        List<String> sessions = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<CompletableFuture<Answer>> guesses = new ArrayList<>();
            for (int n = 0; n < 4; n++) {
                String pin = "00000" + n;
                guesses.add(CompletableFuture.supplyAsync(() -> guess(code(), pin), threads));
            }
            guesses.forEach(
                    guess -> sessions.add(guess.join().json().path("triesLeft").asText()));
        } finally {
            threads.shutdownNow();
        }

        newCode();
        assertThat(guess(code()).json().path("triesLeft").asInt()).isEqualTo(1);
        assertThat(sessions).hasSize(4);
    }

    @Test
    void theRightPinGivesAllTriesBack() {
        locked();
        newCode();
        guess(code(), "000000").isProblem(423, "registration-locked");
        assertThat(guess(code(), PIN).status()).isEqualTo(200);

        newCode();

        assertThat(guess(code()).json().path("triesLeft").asInt()).isEqualTo(5);
    }

    @Test
    void theLockRunsOutSevenDaysAfterTheLastSignOfLife() throws Exception {
        locked();
        service.clock.advance(Duration.ofDays(6));
        Sql.execute(
                service.database,
                "insert into last_seen values ('" + phone + "', timestamptz '" + service.clock.instant() + "')");

        service.clock.advance(Duration.ofDays(7).minusHours(3));
        newCode();
        guess(code()).isProblem(423, "registration-locked");

        service.clock.advance(Duration.ofHours(2));
        newCode();
        Answer opened = guess(code());
        assertThat(opened.status()).isEqualTo(200);
        Device next = new Device(service, phone, opened.text("credential"));
        assertThat(next.get("/v1/account").json().path("registrationLock").asBoolean())
                .isFalse();
    }

    @Test
    void anotherPinTakesThePlaceOfTheFirst() {
        Device device = locked();
        assertThat(device.put(PATH, "{\"pin\":\"31415926535\"}").status()).isEqualTo(204);
        newCode();

        guess(code(), PIN).isProblem(423, "registration-locked");
        assertThat(guess(code(), "31415926535").status()).isEqualTo(200);
    }

    @Test
    void withoutTheLockTheCodeIsEnoughAgain() {
        Device device = locked();
        assertThat(device.delete(PATH).status()).isEqualTo(204);
        assertThat(device.delete(PATH).status()).isEqualTo(204);
        newCode();

        assertThat(guess(code()).status()).isEqualTo(200);
    }

    @Test
    void thePinIsNowhereInTheDatabase() throws Exception {
        locked();

        assertThat(Sql.dump(service.database)).doesNotContain(PIN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "12345",
                "123456789012345678901",
                "12345a",
                " 123456",
                "",
                "\u0661\u0662\u0663\u0664\u0665\u0666",
                "１２３４５６",
            })
    void refusesWhatIsNoPin(String pin) {
        Device device = Device.registered(service, phone);

        device.put(PATH, "{\"pin\":\"" + pin + "\"}").isProblem(400, "invalid-pin");
        newCode();
        guess(code(), pin).isProblem(400, "invalid-pin");
        assertThat(guess(code()).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"pin\":271828}", "{\"pin\":null}", "{}", "[]", "null", "{\"pin\":[\"271828\"]}", ""})
    void refusesOtherJson(String json) {
        Device device = Device.registered(service, phone);

        device.put(PATH, json).isProblem(400, "invalid-json");
    }

    @Test
    void refusesHugeBodiesAndStrangers() {
        Device device = Device.registered(service, phone);

        device.put(PATH, "{\"pin\":\"" + "1".repeat(10_000_000) + "\"}").isProblem(413, "body-too-large");
        Device stranger = new Device(service, "+4915199999999", "A".repeat(43));
        stranger.put(PATH, "{\"pin\":\"271828\"}").isProblem(401, "unauthorized");
        stranger.delete(PATH).isProblem(401, "unauthorized");
    }
}
