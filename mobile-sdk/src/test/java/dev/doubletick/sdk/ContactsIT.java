package dev.doubletick.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.Privacy.Audience;
import dev.doubletick.sdk.store.sqlite.SqliteMessageStore;
import dev.doubletick.sdk.testing.FakeService;
import dev.doubletick.sdk.testing.Leftovers;
import dev.doubletick.sdk.testing.Phone;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mockwebserver3.MockResponse;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The address book and blocking, against a service over real HTTP. There is no broker: none of it needs one. */
class ContactsIT {

    private static final PhoneNumber BOB = PhoneNumber.ofE164("+4917698765432");
    private static final PhoneNumber CAROL = PhoneNumber.ofE164("+12025550123");
    private static final String LOOKUP = "POST /v1/contacts/lookup";
    private static final String CHANGES = "POST /v1/contacts/changes";

    private final Account account = Account.of(Phone.newNumber(), "secret", List.of(URI.create("mqtt://127.0.0.1:1")));
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-05-01T10:00:00Z"));
    private final List<Contact> reported = Collections.synchronizedList(new ArrayList<>());

    @TempDir
    private Path folder;

    private FakeService service;
    private Doubletick phone;

    @BeforeEach
    void start() throws IOException {
        service = new FakeService(account);
        try (SqliteMessageStore store = new SqliteMessageStore(folder.resolve("messages.db"))) {
            store.open();
            store.saveAccount(account);
        }
        phone = build();
    }

    private Doubletick build() {
        return Doubletick.builder()
                .server(service.uri())
                .database(folder.resolve("messages.db"))
                .clock(clock())
                .listener(new DoubletickListener() {
                    @Override
                    public void onContactsRegistered(List<Contact> contacts) {
                        reported.addAll(contacts);
                    }
                })
                .build();
    }

    private Clock clock() {
        InstantSource source = now::get;
        return source.withZone(ZoneOffset.UTC);
    }

    @AfterEach
    void stop() {
        phone.close();
        service.close();
        Leftovers.assertNoThreads();
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(20, TimeUnit.SECONDS);
    }

    private List<Contact> sync(String... numbers) throws Exception {
        return get(phone.contacts().sync(List.of(numbers), "de"));
    }

    private static <E extends Exception> E failure(Class<E> type, CompletableFuture<?> future) {
        ExecutionException failed = catchThrowableOfType(ExecutionException.class, () -> get(future));
        assertThat(failed).hasCauseInstanceOf(type);
        return type.cast(Objects.requireNonNull(failed.getCause()));
    }

    private List<String> lookedUp() {
        return service.asked(LOOKUP).stream()
                .flatMap(one -> one.body().getAsJsonArray("numbers").asList().stream())
                .map(number -> number.getAsString())
                .toList();
    }

    @Test
    void findsWhoIsRegisteredInTheOrderOfTheAddressBook() throws Exception {
        service.register("0176 98765432", BOB);
        service.register("+1 (202) 555-0123", CAROL);

        assertThat(sync("+1 (202) 555-0123", "030 123456", "0176 98765432", "Pizza", "  ", "030 123456"))
                .containsExactly(Contact.of("+1 (202) 555-0123", CAROL), Contact.of("0176 98765432", BOB));

        assertThat(lookedUp()).containsExactly("+1 (202) 555-0123", "030 123456", "0176 98765432", "Pizza");
        assertThat(service.asked(LOOKUP).get(0).body().get("defaultRegion").getAsString())
                .isEqualTo("DE");
        assertThat(reported).extracting(Contact::phone).containsExactly(CAROL, BOB);
        assertThat(get(phone.contacts().registered())).hasSize(2);
    }

    @Test
    void asksOnlyAboutWhatIsNew() throws Exception {
        service.register("0176 98765432", BOB);
        sync("0176 98765432", "030 123456");
        phone.close();
        phone = build();
        reported.clear();

        service.register("030 123456", CAROL);
        assertThat(sync("0176 98765432", "030 123456", "040 123456")).hasSize(1);

        assertThat(lookedUp()).containsExactly("0176 98765432", "030 123456", "040 123456");
        assertThat(reported).isEmpty();
    }

    @Test
    void asksAgainAfterAWeekAboutThoseWhoWereNotRegistered() throws Exception {
        service.register("0176 98765432", BOB);
        sync("0176 98765432", "030 123456", "Pizza");
        reported.clear();
        service.register("030 123456", CAROL);

        now.updateAndGet(at -> at.plus(Duration.ofDays(8)));
        assertThat(sync("0176 98765432", "030 123456", "Pizza")).hasSize(2);

        assertThat(lookedUp().subList(3, 4)).containsExactly("030 123456");
        assertThat(lookedUp()).hasSize(4);
        assertThat(reported).containsExactly(Contact.of("030 123456", CAROL));
    }

    @Test
    void noticesAfterTwoWeeksThatSomebodyIsGone() throws Exception {
        service.register("0176 98765432", BOB);
        sync("0176 98765432");
        service.unregister("0176 98765432");

        now.updateAndGet(at -> at.plus(Duration.ofDays(15)));

        assertThat(sync("0176 98765432")).isEmpty();
        assertThat(get(phone.contacts().registered())).isEmpty();
    }

    @Test
    void asksAgainWhereNationalNumbersMeanSomebodyElseNow() throws Exception {
        sync("0176 98765432");

        get(phone.contacts().sync(List.of("0176 98765432"), "AT"));

        assertThat(service.asked(LOOKUP)).hasSize(2);
    }

    @Test
    void forgetsWhatIsNoLongerInTheAddressBook() throws Exception {
        service.register("0176 98765432", BOB);
        sync("0176 98765432", "030 123456");

        assertThat(sync("030 123456")).isEmpty();
        assertThat(get(phone.contacts().registered())).isEmpty();
        reported.clear();

        assertThat(sync("0176 98765432", "030 123456")).hasSize(1);
        assertThat(reported).hasSize(1);
    }

    @Test
    void oneFriendWithSeveralNumbersInTheBookIsReportedOnce() throws Exception {
        service.register("0176 98765432", BOB);
        service.register("+49 176 98765432", BOB);

        assertThat(sync("0176 98765432", "+49 176 98765432")).hasSize(2);

        assertThat(reported).hasSize(1);
    }

    @Test
    void asksInPortions() throws Exception {
        List<String> numbers =
                IntStream.range(0, 4_500).mapToObj(i -> "030 " + (100_000 + i)).toList();
        service.register("030 104499", BOB);

        assertThat(get(phone.contacts().sync(numbers, "DE"))).containsExactly(Contact.of("030 104499", BOB));

        assertThat(service.asked(LOOKUP))
                .extracting(one -> one.body().getAsJsonArray("numbers").size())
                .containsExactly(2_000, 2_000, 500);
    }

    @Test
    void doesNotAskAboutWhatCannotBeANumber() throws Exception {
        assertThat(sync("0".repeat(49), "030\u0007123456")).isEmpty();

        assertThat(service.asked(LOOKUP)).isEmpty();
    }

    @Test
    void goesOnWhereTheServerHadEnough() throws Exception {
        List<String> numbers =
                IntStream.range(0, 3_000).mapToObj(i -> "030 " + (100_000 + i)).toList();
        service.register("030 100000", BOB);
        refuseLookups(1);

        ProblemException enough =
                failure(ProblemException.class, phone.contacts().sync(numbers, "DE"));

        assertThat(enough.retryAfter()).contains(Duration.ofHours(1));
        assertThat(get(phone.contacts().registered())).hasSize(1);
        service.refuse(what -> Optional.empty());
        assertThat(get(phone.contacts().sync(numbers, "DE"))).hasSize(1);
        assertThat(service.asked(LOOKUP))
                .extracting(one -> one.body().getAsJsonArray("numbers").size())
                .containsExactly(2_000, 1_000, 1_000);
    }

    /** Refuses all but the first of them. */
    private void refuseLookups(int after) {
        MockResponse tooMany = FakeService.problem(429, "too-many-requests", "", "Retry-After", "3600");
        service.refuse(what ->
                what.equals(LOOKUP) && service.asked(LOOKUP).size() > after ? Optional.of(tooMany) : Optional.empty());
    }

    @Test
    void whatIsKnownWillDoWhileTheServerHasEnough() throws Exception {
        service.register("0176 98765432", BOB);
        sync("0176 98765432");
        now.updateAndGet(at -> at.plus(Duration.ofDays(15)));
        refuseLookups(1);

        assertThat(sync("0176 98765432")).containsExactly(Contact.of("0176 98765432", BOB));
        assertThat(service.asked(LOOKUP)).hasSize(2);
    }

    @Test
    void keepsTheAddressBookFromTheServerUnlessAPrivacySettingNeedsIt() throws Exception {
        service.register("0176 98765432", BOB);
        sync("0176 98765432", "030 123456");
        assertThat(service.asked(CHANGES)).isEmpty();

        get(phone.account().setPrivacy(Privacy.OPEN.withMessages(Audience.CONTACTS)));
        assertThat(service.addressBook()).containsExactly(BOB.e164());
        assertThat(service.asked("P")).extracting(FakeService.Asked::what).endsWith(CHANGES, "PUT /v1/account/privacy");

        service.register("+1 (202) 555-0123", CAROL);
        sync("+1 (202) 555-0123", "030 123456");
        assertThat(service.addressBook()).containsExactly(CAROL.e164());
        sync("+1 (202) 555-0123", "030 123456");
        assertThat(service.asked(CHANGES)).as("only what has changed").hasSize(2);

        get(phone.account().setPrivacy(Privacy.OPEN));
        service.register("030 123456", BOB);
        now.updateAndGet(at -> at.plus(Duration.ofDays(8)));
        sync("+1 (202) 555-0123", "030 123456");
        assertThat(service.asked(CHANGES)).hasSize(2);

        get(phone.account().setPrivacy(Privacy.OPEN.withLastSeen(Audience.CONTACTS)));
        assertThat(service.addressBook()).containsExactlyInAnyOrder(CAROL.e164(), BOB.e164());
    }

    @Test
    void learnsFromTheServerWhetherItNeedsTheAddressBook() throws Exception {
        service.privacy("{'lastSeen':'nobody','seenReceipts':'contacts','messages':'everyone'}");
        service.register("0176 98765432", BOB);

        sync("0176 98765432");

        assertThat(service.addressBook()).containsExactly(BOB.e164());
        assertThat(get(phone.account().privacy()))
                .isEqualTo(Privacy.OPEN.withLastSeen(Audience.NOBODY).withSeenReceipts(Audience.CONTACTS));
    }

    @Test
    void whatThePhoneBeforeHasToldTheServerIsReplaced() throws Exception {
        get(phone.account().setPrivacy(Privacy.OPEN.withMessages(Audience.CONTACTS)));
        service.register("0176 98765432", BOB);
        service.register("+1 (202) 555-0123", CAROL);
        sync("0176 98765432", "+1 (202) 555-0123");
        assertThat(service.addressBook()).containsExactlyInAnyOrder(BOB.e164(), CAROL.e164());
        phone.close();
        Files.delete(folder.resolve("messages.db"));
        try (SqliteMessageStore store = new SqliteMessageStore(folder.resolve("messages.db"))) {
            store.open();
            store.saveAccount(account);
        }
        phone = build();

        sync("+1 (202) 555-0123");
        assertThat(service.addressBook()).containsExactly(CAROL.e164());
        sync("0176 98765432", "+1 (202) 555-0123");

        assertThat(service.addressBook()).containsExactlyInAnyOrder(BOB.e164(), CAROL.e164());
        assertThat(service.asked(CHANGES)
                        .get(service.asked(CHANGES).size() - 1)
                        .body()
                        .get("replace")
                        .getAsBoolean())
                .isFalse();
    }

    @Test
    void anAddressBookInAWideScriptIsAskedAboutInPortionsThatTheServerTakes() throws Exception {
        List<String> numbers = IntStream.range(0, 1_500)
                .mapToObj(n -> "\uff0b\uff14\uff19 "
                        + String.format("%07d", n)
                                .chars()
                                .map(digit -> digit - '0' + '\uff10')
                                .mapToObj(Character::toString)
                                .collect(Collectors.joining(" "))
                        + " ".repeat(20))
                .toList();

        get(phone.contacts().sync(numbers, "de"));

        assertThat(lookedUp()).containsExactlyElementsOf(numbers);
        assertThat(service.asked(LOOKUP)).hasSizeGreaterThan(1).allSatisfy(request -> assertThat(
                        request.body().toString().getBytes(StandardCharsets.UTF_8))
                .hasSizeLessThan(120 * 1024));
    }

    @Test
    void takesTheCopyBackIfTheSettingWasRefused() throws Exception {
        service.register("0176 98765432", BOB);
        sync("0176 98765432");
        service.refuse(what ->
                what.startsWith("PUT") ? Optional.of(FakeService.problem(503, "unavailable", "")) : Optional.empty());

        failure(ProblemException.class, phone.account().setPrivacy(Privacy.OPEN.withMessages(Audience.CONTACTS)));
        assertThat(service.addressBook()).isNotEmpty();

        sync("0176 98765432");
        assertThat(service.addressBook()).isEmpty();
    }

    @Test
    void whoShowsSeenReceiptsToNobodySeesNone() throws Exception {
        get(phone.account().setPrivacy(Privacy.OPEN.withSeenReceipts(Audience.NOBODY)));
        assertThat(get(phone.seenReceipts())).isFalse();

        get(phone.account().setPrivacy(Privacy.OPEN));
        assertThat(get(phone.seenReceipts())).isTrue();

        get(phone.setSeenReceipts(false));
        get(phone.account().setPrivacy(Privacy.OPEN.withMessages(Audience.NOBODY)));
        assertThat(get(phone.seenReceipts())).as("the user's own choice stays").isFalse();
    }

    @Test
    void twoSynchronizationsComeOneAfterTheOther() throws Exception {
        service.register("0176 98765432", BOB);
        CompletableFuture<List<Contact>> first = phone.contacts().sync(List.of("0176 98765432", "030 1"), "DE");
        CompletableFuture<List<Contact>> second = phone.contacts().sync(List.of("0176 98765432"), "DE");

        assertThat(get(second)).hasSize(1);
        assertThat(first).isDone();
        assertThat(service.asked(LOOKUP))
                .as("the second one finds what the first one learnt")
                .hasSize(1);
    }

    @Test
    void closingEndsASynchronization() {
        service.refuse(what -> Optional.of(new MockResponse.Builder()
                .code(200)
                .headersDelay(1, TimeUnit.MINUTES)
                .build()));
        CompletableFuture<List<Contact>> sync = phone.contacts().sync(List.of("030 1"), "DE");
        CompletableFuture<Void> waiting = phone.contacts().block(BOB);
        Awaitility.await().until(() -> !service.asked(LOOKUP).isEmpty());

        phone.close();

        failure(IllegalStateException.class, sync);
        failure(IllegalStateException.class, waiting);
    }

    @Test
    void blocksAndUnblocks() throws Exception {
        service.block(CAROL);
        get(phone.contacts().block(BOB));

        assertThat(service.blocked()).containsExactly(CAROL.e164(), BOB.e164());
        assertThat(get(phone.contacts().blocked())).containsExactly(BOB, CAROL);
        phone.close();
        phone = build();
        assertThat(get(phone.contacts().blocked())).containsExactly(BOB, CAROL);
        failure(BlockedException.class, phone.send(BOB, "hello"));
        failure(BlockedException.class, phone.setDisappearingTimer(CAROL, Duration.ofHours(1)));
        assertThat(get(phone.conversations())).isEmpty();
        assertThat(service.asked("GET /v1/blocks")).as("it is known by then").hasSize(1);

        get(phone.contacts().unblock(BOB));

        assertThat(service.blocked()).containsExactly(CAROL.e164());
        assertThat(get(phone.send(BOB, "hello")).status()).isEqualTo(MessageStatus.QUEUED);
    }

    @Test
    void theConversationWithABlockedNumberStays() throws Exception {
        Message before = get(phone.send(BOB, "hello"));
        get(phone.contacts().block(BOB));

        assertThat(get(phone.conversations())).hasSize(1);
        assertThat(get(phone.history(BOB, 10))).containsExactly(before);
        failure(BlockedException.class, phone.on(before).react("\ud83d\udc4d"));
        failure(BlockedException.class, phone.on(before).reply("hello?"));
    }

    @Test
    void whatTheServerDidNotBlockIsNotBlocked() throws Exception {
        service.refuse(what ->
                what.startsWith("PUT") ? Optional.of(FakeService.problem(409, "list-full", "")) : Optional.empty());

        ProblemException full = failure(ProblemException.class, phone.contacts().block(BOB));

        assertThat(full.status()).isEqualTo(409);
        assertThat(get(phone.contacts().blocked())).isEmpty();
        get(phone.send(BOB, "hello"));
    }
}
