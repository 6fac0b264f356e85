package dev.doubletick.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.doubletick.protocol.ChatState;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.ConnectionState.Kind;
import dev.doubletick.sdk.testing.FakeService;
import dev.doubletick.sdk.testing.Leftovers;
import dev.doubletick.sdk.testing.Phone;
import dev.doubletick.sdk.testing.TestBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The account from its registration to its end: a real broker, and a service over real HTTP. */
class AccountIT {

    private static final String ACCOUNT = "/v1/account";

    private static TestBroker broker;

    @TempDir
    private Path folder;

    private Account account;
    private FakeService service;
    private Phone phone;
    private Phone bob;

    @BeforeAll
    static void startBroker() {
        broker = TestBroker.start();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void start() throws IOException {
        account = broker.account(Phone.newNumber());
        service = new FakeService(account);
        bob = Phone.start(folder, broker.account(Phone.newNumber())).awaitConnected();
        phone = Phone.start(folder, account, builder -> builder.server(service.uri()))
                .awaitConnected();
    }

    @AfterEach
    void stop() {
        phone.close();
        bob.close();
        service.close();
        Leftovers.assertNoThreads();
    }

    private AccountActions actions() {
        return phone.doubletick().account();
    }

    private static ProblemException refusal(CompletableFuture<?> future) {
        ExecutionException failed =
                catchThrowableOfType(ExecutionException.class, () -> future.get(20, TimeUnit.SECONDS));
        assertThat(failed).hasCauseInstanceOf(ProblemException.class);
        return (ProblemException) Objects.requireNonNull(failed.getCause());
    }

    private void refuse(String asked, int status, String slug) {
        service.refuse(
                what -> what.equals(asked) ? Optional.of(FakeService.problem(status, slug, "")) : Optional.empty());
    }

    @Test
    void asksAboutItself() {
        assertThat(phone.get(actions().info()))
                .isEqualTo(AccountInfo.of(phone.number(), Instant.parse("2026-05-01T10:00:00Z"), true));
        assertThat(phone.get(actions().devices()))
                .containsExactly(
                        AccountDevice.of("d1", Instant.parse("2026-05-01T10:00:00Z"), Optional.empty()),
                        AccountDevice.of(
                                "d2",
                                Instant.parse("2026-05-01T10:00:00Z"),
                                Optional.of(Instant.parse("2026-05-02T10:00:00Z"))));
        assertThat(phone.get(actions().export())).contains(phone.number().e164(), "data");
    }

    @Test
    void setsAndRemovesThePin() {
        phone.get(actions().setRegistrationLock("246810"));
        phone.get(actions().removeRegistrationLock());

        assertThat(service.asked("PUT /v1/account/registration-lock"))
                .singleElement()
                .satisfies(
                        one -> assertThat(one.body().get("pin").getAsString()).isEqualTo("246810"));
        assertThat(service.asked("DELETE /v1/account/registration-lock")).hasSize(1);
        refuse("PUT /v1/account/registration-lock", 400, "invalid-pin");
        assertThat(refusal(actions().setRegistrationLock("1")).type()).endsWith(":invalid-pin");
    }

    @Test
    void revokesADevice() {
        phone.get(actions().revokeDevice("d2"));

        assertThat(service.asked("DELETE /v1/account/devices/d2")).hasSize(1);
    }

    @Test
    void aLockedNumberTakesTheSameCodeWithItsPin() {
        service.refuse(what -> what.endsWith("/code") && service.asked(what).size() == 1
                ? Optional.of(FakeService.problem(423, "registration-locked", ",\"triesLeft\":5"))
                : Optional.empty());
        Verification verification =
                phone.get(phone.doubletick().register(phone.number().e164(), CodeRequest.byVoice()));

        assertThat(refusal(phone.doubletick().verify(verification.id(), "123456")))
                .isInstanceOfSatisfying(RegistrationLockedException.class, locked -> assertThat(locked.triesLeft())
                        .isEqualTo(5));
        assertThat(phone.get(phone.doubletick().verify(verification.id(), "123456", "246810")))
                .isEqualTo(phone.number());
        assertThat(service.asked("POST /v1/verifications/v1/code"))
                .extracting(one -> one.body().toString())
                .containsExactly("{\"code\":\"123456\"}", "{\"code\":\"123456\",\"pin\":\"246810\"}");
    }

    @Test
    void knowsAfterTheRegistrationWhomTheAccountHasBlocked() {
        service.block(bob.number());

        phone.get(phone.doubletick().verify("v1", "123456"));

        Awaitility.await().until(() -> !service.asked("GET /v1/blocks").isEmpty());
        assertThat(phone.get(phone.doubletick().contacts().blocked())).containsExactly(bob.number());
        assertThat(service.asked("GET /v1/blocks")).hasSize(1);
    }

    @Test
    void deletesTheAccountAndEverythingOnThePhone() {
        bob.send(phone.number(), "hello");
        phone.awaitArrived(1);
        phone.send(Phone.newNumber(), "to nobody");
        phone.get(phone.doubletick().contacts().block(Phone.newNumber()));

        phone.get(actions().delete());

        assertThat(service.asked("DELETE " + ACCOUNT)).hasSize(1);
        phone.awaitState(Kind.DISCONNECTED);
        assertThat(broker.isConnected(phone.number())).isFalse();
        assertThat(phone.get(phone.doubletick().phone())).isEmpty();
        assertThat(phone.get(phone.doubletick().conversations())).isEmpty();
        assertThat(phone.get(phone.doubletick().unread())).isZero();
        assertThat(phone.states()).noneMatch(ConnectionState::isFinal);
    }

    @Test
    void registersAnewAfterwards() {
        phone.get(actions().delete());

        phone.get(phone.doubletick().verify("v1", "123456"));
        phone.awaitConnected();
        bob.send(phone.number(), "welcome back");

        assertThat(phone.awaitArrived(1)).singleElement().satisfies(message -> assertThat(message.text())
                .contains("welcome back"));
    }

    @Test
    void comesBackIfTheServerDoesNotDelete() {
        bob.send(phone.number(), "hello");
        phone.awaitArrived(1);
        refuse("DELETE " + ACCOUNT, 503, "unavailable");

        assertThat(refusal(actions().delete()).status()).isEqualTo(503);

        phone.awaitConnected();
        assertThat(phone.get(phone.doubletick().phone())).contains(phone.number());
        bob.send(phone.number(), "still there?");
        phone.awaitArrived(2);
        assertThat(phone.get(phone.doubletick().history(bob.number(), 10))).hasSize(2);
    }

    @Test
    void wipesWithoutANetwork() {
        phone.send(bob.number(), "hello");
        service.close();

        phone.get(actions().wipe());

        assertThat(phone.get(phone.doubletick().phone())).isEmpty();
        assertThat(phone.get(phone.doubletick().conversations())).isEmpty();
    }

    @Test
    void whatABlockedPhoneHadOnItsWayIsNotShown() {
        phone.get(phone.doubletick().contacts().block(bob.number()));
        bob.send(phone.number(), "you cannot see me");
        bob.doubletick().chatState(phone.number(), ChatState.TYPING);
        Phone carol = Phone.start(folder, broker.account(Phone.newNumber()));
        try {
            carol.send(phone.number(), "but me");
            assertThat(phone.awaitArrived(1)).extracting(Message::conversation).containsExactly(carol.number());
        } finally {
            carol.close();
        }
        assertThat(phone.chatStates()).isEmpty();

        phone.get(phone.doubletick().contacts().unblock(bob.number()));
        bob.send(phone.number(), "now you can");
        phone.awaitArrived(2);
        assertThat(Phone.texts(phone.get(phone.doubletick().history(bob.number(), 10))))
                .containsExactly("now you can");
    }

    @Test
    void readingWhatABlockedPhoneHasWrittenTellsItNothing() {
        bob.send(phone.number(), "hello");
        phone.awaitArrived(1);
        Message sent = bob.get(bob.doubletick().history(phone.number(), 1)).get(0);
        bob.awaitStatus(sent, MessageStatus.DELIVERED);
        phone.get(phone.doubletick().contacts().block(bob.number()));

        assertThat(phone.get(phone.doubletick().markSeen(bob.number()))).isEqualTo(1);
        phone.get(phone.doubletick().contacts().unblock(bob.number()));
        Message answer = phone.send(bob.number(), "hello");
        phone.awaitStatus(answer, MessageStatus.DELIVERED);

        assertThat(bob.stored(sent).status()).isEqualTo(MessageStatus.DELIVERED);
        assertThat(phone.get(phone.doubletick().unread())).isZero();
    }

    @Test
    void asksForAnAccountFirst() {
        PhoneNumber nobody = Phone.newNumber();
        try (Doubletick fresh = Doubletick.builder()
                .server(service.uri())
                .database(folder.resolve("fresh.db"))
                .build()) {
            assertThat(fresh.account().delete())
                    .failsWithin(Duration.ofSeconds(20))
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOf(NotRegisteredException.class);
            assertThat(fresh.contacts().block(nobody))
                    .failsWithin(Duration.ofSeconds(20))
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOf(NotRegisteredException.class);
            assertThat(fresh.contacts().sync(List.of("030 1"), "DE"))
                    .failsWithin(Duration.ofSeconds(20))
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOf(NotRegisteredException.class);
        }
        assertThat(service.asked("")).isEmpty();
    }

    @Test
    void saysThatNoServiceIsKnown() {
        phone.close();
        try (Doubletick offline = Doubletick.builder()
                .database(folder.resolve(phone.number().digits() + ".db"))
                .build()) {
            assertThat(offline.account().delete())
                    .failsWithin(Duration.ofSeconds(20))
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOf(IllegalStateException.class)
                    .withMessageContaining("registration service");
        }
    }
}
