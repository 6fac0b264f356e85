package dev.doubletick.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.doubletick.operator.OperatorClient;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.Account;
import dev.doubletick.sdk.AccountDevice;
import dev.doubletick.sdk.CodeRequest;
import dev.doubletick.sdk.ConnectionState;
import dev.doubletick.sdk.ConnectionState.Kind;
import dev.doubletick.sdk.Contact;
import dev.doubletick.sdk.Doubletick;
import dev.doubletick.sdk.DoubletickListener;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.MessageFailure.Reason;
import dev.doubletick.sdk.MessageStatus;
import dev.doubletick.sdk.Privacy;
import dev.doubletick.sdk.Privacy.Audience;
import dev.doubletick.sdk.ProblemException;
import dev.doubletick.sdk.RegistrationLockedException;
import dev.doubletick.sdk.Verification;
import dev.doubletick.standalone.Standalone;
import dev.doubletick.standalone.StandaloneConfig;
import dev.doubletick.standalone.sms.FakeSms;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Accounts, contacts and blocking from the app to the database: SDK, registration service and broker agree on all of it. */
class AccountIT {

    private static final Pattern CODE = Pattern.compile("\\b\\d{6}\\b");
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final AtomicInteger NUMBERS = new AtomicInteger(2_340_000);

    @TempDir
    private static Path data;

    private static Standalone servers;

    @TempDir
    private Path folder;

    private final List<Person> people = new ArrayList<>();

    @BeforeAll
    static void start() {
        servers = Standalone.start(StandaloneConfig.onFreePorts(data));
    }

    @AfterAll
    static void stop() {
        servers.close();
    }

    @AfterEach
    void closePhones() {
        people.forEach(person -> person.phone.close());
    }

    /** Somebody with a phone. */
    private static final class Person implements DoubletickListener {
        private final PhoneNumber number;
        private final Doubletick phone;
        private final List<Message> arrived = new CopyOnWriteArrayList<>();
        private final List<Kind> states = new CopyOnWriteArrayList<>();
        private final List<Contact> joined = new CopyOnWriteArrayList<>();

        private Person(PhoneNumber number, Path database) {
            this.number = number;
            this.phone = Doubletick.builder()
                    .server(servers.http())
                    .database(database)
                    .listener(this)
                    .build();
        }

        @Override
        public void onMessage(Message message) {
            arrived.add(message);
        }

        @Override
        public void onConnectionState(ConnectionState state) {
            states.add(state.kind());
        }

        @Override
        public void onContactsRegistered(List<Contact> contacts) {
            joined.addAll(contacts);
        }

        private Person awaitState(Kind kind) {
            await().atMost(SOON).until(() -> !states.isEmpty() && states.get(states.size() - 1) == kind);
            return this;
        }

        private Message send(PhoneNumber to, String text) throws Exception {
            return get(phone.send(to, text));
        }

        private Message awaitStatus(Message message, MessageStatus status) {
            return await().atMost(SOON)
                    .until(() -> get(phone.find(message.key())).orElseThrow(), now -> now.status() == status);
        }

        private List<String> texts() {
            return arrived.stream().map(message -> message.text().orElse("?")).toList();
        }
    }

    private static PhoneNumber newNumber() {
        return PhoneNumber.ofE164("+49151" + (10_000_000 + NUMBERS.incrementAndGet()));
    }

    private static String national(PhoneNumber german) {
        String digits = german.digits().substring(2);
        return "0" + digits.substring(0, 3) + " / " + digits.substring(3, 6) + "-" + digits.substring(6);
    }

    private Person stranger(PhoneNumber number) {
        Person person = new Person(number, folder.resolve("phone-" + people.size() + ".db"));
        people.add(person);
        return person;
    }

    /** Registered by the operator, so that there is no wait between two codes. */
    private Person person() throws Exception {
        Person person = stranger(newNumber());
        String token = Files.readString(servers.operatorTokenFile()).strip();
        String credential = new OperatorClient(servers.http(), token, Optional.empty())
                .createAccounts(List.of(person.number))
                .get(0)
                .path("credential")
                .asText();
        get(person.phone.adopt(Account.of(person.number, credential, List.of(servers.mqtt()))));
        return person.awaitState(Kind.CONNECTED);
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(SOON.toSeconds(), TimeUnit.SECONDS);
    }

    private static <E extends Exception> E failure(Class<E> type, CompletableFuture<?> future) {
        ExecutionException failed = catchThrowableOfType(ExecutionException.class, () -> get(future));
        assertThat(failed).hasCauseInstanceOf(type);
        return type.cast(Objects.requireNonNull(failed.getCause()));
    }

    private static FakeSms lastMessageTo(PhoneNumber number) {
        List<FakeSms> texts = servers.sms().texts(number);
        return texts.get(texts.size() - 1);
    }

    private static String codeSentTo(PhoneNumber number) {
        Matcher code = CODE.matcher(lastMessageTo(number).text());
        assertThat(code.find()).isTrue();
        return code.group();
    }

    @Test
    void registersInEachWay() throws Exception {
        Person android = stranger(newNumber());
        Verification verification = get(android.phone.register(
                national(android.number).replaceFirst("0", "+49 "),
                CodeRequest.bySms().forAndroid("FA+9qCX9VSu").language("de")));
        assertThat(lastMessageTo(android.number).text()).endsWith("FA+9qCX9VSu");
        get(android.phone.verify(verification.id(), codeSentTo(android.number)));
        android.awaitState(Kind.CONNECTED);

        Person ios = stranger(newNumber());
        get(ios.phone.register(ios.number.e164(), CodeRequest.bySms().forIos("example.com")));
        assertThat(lastMessageTo(ios.number).text()).contains("@example.com #");

        Person landline = stranger(newNumber());
        Verification call = get(landline.phone.register(landline.number.e164(), CodeRequest.byVoice()));
        assertThat(lastMessageTo(landline.number).channel()).isEqualTo("voice");
        String digits = lastMessageTo(landline.number).text().replaceAll("[^0-9]", "");
        get(landline.phone.verify(call.id(), digits.substring(0, 6)));
        landline.awaitState(Kind.CONNECTED);
    }

    @Test
    void aPinKeepsTheNumberFromWhoeverHasTheSimCard() throws Exception {
        Person owner = person();
        get(owner.phone.account().setRegistrationLock("246810"));
        assertThat(get(owner.phone.account().info()).hasRegistrationLock()).isTrue();
        Person other = stranger(owner.number);
        Verification verification = get(other.phone.register(owner.number.e164()));
        String code = codeSentTo(owner.number);

        RegistrationLockedException locked =
                failure(RegistrationLockedException.class, other.phone.verify(verification.id(), code));
        RegistrationLockedException wrong =
                failure(RegistrationLockedException.class, other.phone.verify(verification.id(), code, "111111"));

        assertThat(locked.triesLeft()).isPositive();
        assertThat(wrong.triesLeft()).isEqualTo(locked.triesLeft() - 1);
        assertThat(locked.opensAt()).isPresent();
        assertThat(owner.states).endsWith(Kind.CONNECTED);

        get(other.phone.verify(verification.id(), code, "246810"));
        other.awaitState(Kind.CONNECTED);
        owner.awaitState(Kind.REPLACED);
        get(other.phone.account().removeRegistrationLock());
        assertThat(get(other.phone.account().info()).hasRegistrationLock()).isFalse();
    }

    @Test
    void findsFriendsAndLetsOnlyThemWrite() throws Exception {
        Person alice = person();
        Person bob = person();
        Person carol = person();
        PhoneNumber nobody = newNumber();

        List<Contact> contacts = get(alice.phone
                .contacts()
                .sync(List.of(national(nobody), national(bob.number), "Pizza", alice.number.e164()), "de"));
        assertThat(contacts).contains(Contact.of(national(bob.number), bob.number));
        assertThat(contacts).extracting(Contact::phone).doesNotContain(nobody);
        await().atMost(SOON).until(() -> !alice.joined.isEmpty());

        Privacy friendsOnly = Privacy.OPEN.withMessages(Audience.CONTACTS);
        assertThat(get(alice.phone.account().setPrivacy(friendsOnly))).isEqualTo(friendsOnly);
        assertThat(get(alice.phone.account().privacy())).isEqualTo(friendsOnly);

        await().atMost(SOON).until(() -> {
            Message refused = carol.send(alice.number, "hello?");
            return await().atMost(SOON)
                            .until(
                                    () -> get(carol.phone.find(refused.key())).orElseThrow(),
                                    now -> now.status() != MessageStatus.QUEUED)
                            .status()
                    == MessageStatus.FAILED;
        });
        Message fromCarol = carol.awaitStatus(carol.send(alice.number, "hello?"), MessageStatus.FAILED);
        assertThat(fromCarol.failure().orElseThrow().reason()).isEqualTo(Reason.NOT_ALLOWED);
        bob.awaitStatus(bob.send(alice.number, "it is me"), MessageStatus.DELIVERED);

        get(alice.phone.contacts().sync(List.of(national(bob.number), national(carol.number)), "DE"));
        await().atMost(SOON).until(() -> {
            Message again = carol.send(alice.number, "and now?");
            return await().atMost(SOON)
                            .until(
                                    () -> get(carol.phone.find(again.key())).orElseThrow(),
                                    now -> now.status() == MessageStatus.DELIVERED
                                            || now.status() == MessageStatus.FAILED)
                            .status()
                    == MessageStatus.DELIVERED;
        });
    }

    @Test
    void blocksAndUnblocks() throws Exception {
        Person alice = person();
        Person bob = person();
        Person carol = person();
        bob.awaitStatus(bob.send(alice.number, "before"), MessageStatus.DELIVERED);

        get(alice.phone.contacts().block(bob.number));
        Message dropped = bob.awaitStatus(bob.send(alice.number, "while blocked"), MessageStatus.SENT);
        carol.awaitStatus(carol.send(alice.number, "something else"), MessageStatus.DELIVERED);
        assertThat(alice.texts()).containsExactly("before", "something else");
        assertThat(get(alice.phone.contacts().blocked())).containsExactly(bob.number);

        get(alice.phone.contacts().unblock(bob.number));
        await().atMost(SOON).until(() -> {
            bob.send(alice.number, "after");
            return alice.texts().contains("after");
        });
        assertThat(alice.texts()).doesNotContain("while blocked");
        assertThat(get(bob.phone.find(dropped.key())).orElseThrow().status()).isEqualTo(MessageStatus.SENT);
    }

    @Test
    void showsWhatTheServerHoldsAndRevokesADevice() throws Exception {
        Person alice = person();
        get(alice.phone.contacts().block(newNumber()));

        assertThat(get(alice.phone.account().export())).contains(alice.number.e164(), "block");
        List<AccountDevice> devices = get(alice.phone.account().devices());
        assertThat(devices).hasSize(1);
        get(alice.phone.account().revokeDevice(devices.get(0).id()));

        alice.awaitState(Kind.CREDENTIAL_REFUSED);
        assertThat(failure(ProblemException.class, alice.phone.account().info()).status())
                .isEqualTo(401);
    }

    @Test
    void deletesTheAccountEverywhere() throws Exception {
        Person alice = person();
        Person bob = person();
        alice.awaitStatus(alice.send(bob.number, "farewell"), MessageStatus.DELIVERED);

        get(alice.phone.account().delete());

        assertThat(get(alice.phone.phone())).isEmpty();
        assertThat(get(alice.phone.conversations())).isEmpty();
        assertThat(alice.states).endsWith(Kind.DISCONNECTED).doesNotContain(Kind.CREDENTIAL_REFUSED, Kind.REPLACED);
        await().atMost(SOON).until(() -> {
            Message late = bob.send(alice.number, "are you there?");
            return await().atMost(SOON)
                            .until(
                                    () -> get(bob.phone.find(late.key())).orElseThrow(),
                                    now -> now.status() != MessageStatus.QUEUED)
                            .status()
                    == MessageStatus.FAILED;
        });

        Verification verification = get(alice.phone.register(alice.number.e164()));
        get(alice.phone.verify(verification.id(), codeSentTo(alice.number)));
        alice.awaitState(Kind.CONNECTED);
        assertThat(alice.arrived).isEmpty();
    }
}
